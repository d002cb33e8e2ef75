import { keyOf, listed } from './order.ts'
import type { AclState, DirectoryFacts, Membership, Subject } from './types.ts'

/** Groups of groups that an allow may come through: a member of a group is one deep. */
export const deepest = 8

/** One membership, and until when it may allow. */
export interface Edge extends Membership {
  readonly until: number
  /** The directory that said so; absent: it is kept here. */
  readonly source?: string
}

/** How somebody is in a group: the memberships one after another. */
export interface Path {
  readonly group: string
  /** Until when all of them may allow, in milliseconds since the epoch. */
  readonly until: number
  readonly edge: Edge
  readonly before?: Path
}

export interface Reach {
  /** By group, the paths that allow: one for each length that lasts longer than all shorter ones. The last one lasts longest. */
  readonly allowing: ReadonlyMap<string, Path>
  /** All groups that somebody is in at any depth, however old the fact: what is denied to them stays denied. */
  readonly denying: ReadonlyMap<string, Path>
}

/** Memberships of both kinds, by member. A directory speaks of its own groups alone, and of no group that is kept here. */
export function edgesOf({ memberships }: Pick<AclState, 'memberships'>, facts: readonly DirectoryFacts[]): ReadonlyMap<string, readonly Edge[]> {
  const edges = [
    ...memberships.filter(({ group }) => isLocalGroup(group)).map((membership): Edge => ({ ...membership, until: Infinity })),
    ...facts.flatMap(({ source, fetchedAt, maxAge, memberships: said }) =>
      said
        .filter(({ group, member }) => isOf(source, group) && (member.kind !== 'group' || isOf(source, member.id)))
        .map((membership): Edge => ({ ...membership, until: fetchedAt + maxAge, source })),
    ),
  ]
  return listed(edges, ({ member }) => keyOf(member))
}

export function isLocalGroup(group: string): boolean {
  return !group.includes(':')
}

function isOf(source: string, group: string): boolean {
  return source !== '' && isLocalGroup(source) && group.startsWith(`${source}:`)
}

/** The groups of one subject. Cycles end by themselves: a group is entered again only by a path that lasts longer. */
export function reachOf(subject: Subject, edges: ReadonlyMap<string, readonly Edge[]>): Reach {
  const allowing = new Map<string, Path>()
  const denying = new Map<string, Path>()
  for (let depth = 1, entered = entries(subject, undefined); entered.length > 0; depth++) {
    const next: Path[] = []
    for (const path of entered) {
      const lasting = depth <= deepest && path.until > (allowing.get(path.group)?.until ?? -Infinity)
      const first = !denying.has(path.group)
      if (lasting) allowing.set(path.group, path)
      if (first) denying.set(path.group, path)
      if (lasting || first) next.push(path)
    }
    entered = next.flatMap((path) => entries({ kind: 'group', id: path.group }, path))
  }
  return { allowing, denying }

  function entries(member: Subject, before: Path | undefined): readonly Path[] {
    return (edges.get(keyOf(member)) ?? []).map((edge) => ({
      group: edge.group,
      until: Math.min(edge.until, before?.until ?? Infinity),
      edge,
      ...(before === undefined ? {} : { before }),
    }))
  }
}

/** The memberships of a path, from the subject on. */
export function stepsOf(path: Path | undefined): readonly Edge[] {
  const steps: Edge[] = []
  for (let at = path; at !== undefined; at = at.before) steps.unshift(at.edge)
  return steps
}

/** How many memberships deep groups lie in a group at most, and whether one of them is in itself; of what is kept here. */
export function nesting(memberships: readonly Membership[]): { readonly depth: number; readonly cycle?: string } {
  const above = listed(
    memberships.filter(({ member }) => member.kind === 'group'),
    ({ member }) => member.id,
  )
  const heights = new Map<string, number>()
  const open = new Set<string>()
  let cycle: string | undefined
  function height(group: string): number {
    const known = heights.get(group)
    if (known !== undefined) return known
    if (open.has(group)) {
      cycle ??= group
      return 0
    }
    open.add(group)
    const found = Math.max(0, ...(above.get(group) ?? []).map((membership) => 1 + height(membership.group)))
    open.delete(group)
    heights.set(group, found)
    return found
  }
  // whoever is in the lowest group is one deep already
  const depth = Math.max(0, ...memberships.map(({ group }) => 1 + height(group)))
  return { depth, ...(cycle === undefined ? {} : { cycle }) }
}
