import type { Credential, CredentialUse } from '../model/graph.ts'

/** Uses of one value that have to stay the same value: a door with those who open it, or one key that several programs hold. */
export interface SecretGroup {
  readonly name: string
  readonly uses: readonly CredentialUse[]
}

/** One value may serve several purposes by accident: each gets a value of its own. Where it is not sure that two may part, they stay together. */
export function groupsOf({ uses }: Credential): readonly SecretGroup[] {
  const groups: { marks: Set<string>; uses: CredentialUse[] }[] = []
  for (const use of uses) {
    const marks = marksOf(use)
    const same = groups.filter((group) => marks.some((mark) => group.marks.has(mark)))
    const [first = { marks: new Set<string>(), uses: [] }, ...others] = same
    if (same.length === 0) groups.push(first)
    for (const mark of marks) first.marks.add(mark)
    first.uses.push(use)
    for (const other of others) {
      for (const mark of other.marks) first.marks.add(mark)
      first.uses.push(...other.uses)
      groups.splice(groups.indexOf(other), 1)
    }
  }
  return groups.map((group) => ({ name: nameOf(group.uses), uses: group.uses }))
}

/**
 * What ties a use to others: the door that it opens, the line where it stands, the variable that several programs have by one name, and,
 * where its role is not known, its own component's door.
 */
function marksOf({ opens, user, key, trail, component, as, by }: CredentialUse): readonly string[] {
  const place = trail[0]
  return [
    ...(opens === undefined ? [] : [`door ${opens} ${user?.value ?? ''}`, `at ${opens.slice(0, opens.lastIndexOf(':'))}`]),
    ...(opens === undefined && as !== 'secret' ? [`at ${component}`] : []),
    ...(by === 'url' || by === 'file' ? [] : [`key ${key}`]),
    ...(place === undefined ? [] : [`line ${place.file}:${place.line}`]),
  ]
}

/** Two accounts of one program have two names. `taken` are names of others; the caller adds the one that it gets. */
export function distinctName({ name, uses }: SecretGroup, taken: ReadonlySet<string>): string {
  const user = uses.find((use) => use.user !== undefined)?.user?.value
  const full = user === undefined || !taken.has(name) ? name : `${name}-${slug(user)}`
  for (let count = 2, one = full; ; count++) {
    if (!taken.has(one)) return one
    one = `${full}-${count}`
  }
}

/** `postgres-password`: whose door it is, and the setting there. */
export function nameOf(uses: readonly CredentialUse[]): string {
  const door = uses.find(({ as }) => as === 'account') ?? uses.find(({ as }) => as === 'secret') ?? uses[0]!
  const key = slug(/^[a-z]+:\/\//i.test(door.key) ? 'password' : door.key)
  const component = slug(door.component)
  return key.startsWith(component) ? key : `${component}-${key}`
}

export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
