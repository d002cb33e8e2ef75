import { posix } from 'node:path'
import type { ComponentInput } from '../../model/input.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { compareVersions } from '../../protocols/version.ts'

/** What sections such as `<IfModule>` ask, and `${NAME}` stands for. Definitions count from their line on. */
export interface Conditions {
  readonly defined: Map<string, string>
  /** Identifiers and source names of the modules that are loaded; empty where no LoadModule was read, and then all count as loaded. */
  readonly modules: Set<string>
}

/** Built in by Debian and Red Hat (`apache2 -l`, 2.4.71), or by the source's own default. */
const builtIn = ['core', 'mod_so', 'http_core', 'mod_log_config', 'mod_logio', 'mod_version', 'mod_unixd', 'mod_watchdog']

export function conditionsOf(input: ComponentInput): Conditions {
  return { defined: new Map([...exported(input), ...definedBy(input)]), modules: new Set() }
}

/** What Debian's script puts into the environment before Apache starts: `export APACHE_LOG_DIR=/var/log/apache2$SUFFIX`. */
function exported(input: ComponentInput): readonly (readonly [string, string])[] {
  const opened = input.open('/etc/apache2/envvars')
  if (opened.state !== 'text') return []
  return opened.text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*export\s+([A-Z_]+)=([\w./-]+)(?:\$SUFFIX)?\s*$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
}

/** `-D NAME` and `-DNAME` of the command. */
function definedBy(input: ComponentInput): Map<string, string> {
  const words = commandLine(input).map(({ value }) => value)
  return new Map(
    words.flatMap((word, index) => {
      const name = word === '-D' ? words[index + 1] : word.startsWith('-D') ? word.slice(2) : undefined
      return name === undefined || name === '' ? [] : [[name, ''] as const]
    }),
  )
}

/** `LoadModule ssl_module modules/mod_ssl.so`: its source is `mod_ssl.c`, that of a worker model `event.c`. */
export function load({ modules }: Conditions, identifier: string, file: string | undefined): void {
  if (modules.size === 0) for (const name of builtIn) modules.add(`${name}.c`).add(`${name.replace(/^mod_/, '')}_module`)
  modules.add(identifier)
  if (file !== undefined)
    modules.add(
      posix
        .basename(file)
        .replace(/^mod_mpm_/, '')
        .replace(/\.so$/, '.c'),
    )
}

/** True or false for a condition that Apache asks when it starts; undefined for a section that is kept as a block. */
export function holds(name: string, args: readonly string[], { defined, modules }: Conditions, input: ComponentInput): boolean | undefined {
  const [first = ''] = args
  const negated = first.startsWith('!')
  const asked = negated ? first.slice(1) : first
  switch (name) {
    case 'ifdefine':
      return defined.has(asked) !== negated
    case 'ifmodule':
      // where nothing tells what is loaded, the usual modules are
      return (modules.size === 0 || modules.has(asked)) !== negated
    case 'ifversion':
      return versionFits(args)
    case 'iffile':
      // what lies on the disk is known of files alone that are here: a file that is not here is taken to be there
      return !negated || input.open(asked).state === 'absent'
    case 'ifdirective':
    case 'ifsection':
      return !negated
    default:
      return undefined
  }
}

/** A current 2.4. */
const current = '2.4.62'

/** `>= 2.4`, `2.4`, `!= 2.2`; expressions are not tried (mod_version). */
function versionFits(args: readonly string[]): boolean {
  const [operator = '=', wanted = operator] = args.length > 1 ? args : ['=', ...args]
  if (!/^[\d.]{1,20}$/.test(wanted)) return true
  const order = compareVersions(current, wanted)
  switch (operator.replace('!', '')) {
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    default:
      return (order === 0 || current === wanted) !== operator.startsWith('!')
  }
}
