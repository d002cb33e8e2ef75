/** What `<IfModule>` and `<IfDefine>` ask for. */
export interface Conditions {
  /** Modules that were loaded; a build that loads none has all of them inside. */
  readonly modules: Set<string>
  readonly defined: Set<string>
}

/** Modules that are part of every build, Debian's among them (`proftpd -l`, 1.3.8). */
const builtIn = new Set(
  'core xfer rlimit auth_unix auth_file auth ls log site delay facts dso auth_pam cap ctrls lang ident'.split(' ').map((name) => `mod_${name}.c`),
)

export function hasModule({ modules }: Conditions, name: string): boolean {
  return modules.size === 0 || modules.has(name) || builtIn.has(name)
}

/** True or false for a condition, undefined for a section of another kind. */
export function holds(section: string, argument: string, conditions: Conditions): boolean | undefined {
  const isNegated = argument.startsWith('!')
  const name = isNegated ? argument.slice(1) : argument
  switch (section) {
    case 'ifmodule':
      return hasModule(conditions, name) !== isNegated
    case 'ifdefine':
      return conditions.defined.has(name) !== isNegated
    default:
      return undefined
  }
}
