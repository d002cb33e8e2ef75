import type { Ways } from './zone-ways.ts'
import { pairOf } from './zone-ways.ts'

/** A network as it is to be. */
export interface PlannedNetwork {
  readonly name: string
  /** No way out: somebody on it has no need of one. */
  readonly internal: boolean
  readonly members: readonly string[]
  /** It is there already. */
  readonly isThere: boolean
}

interface Clique {
  readonly members: readonly string[]
  /** Of a network that is there. */
  readonly name?: string
  readonly stem?: string
}

/** Networks on which nobody meets whom it need not: every pair that is needed shares one, and who needs it has a way out. */
export function cut(ways: Ways, existing: ReadonlyMap<string, readonly string[]>): readonly PlannedNetwork[] {
  const { members, needed, joined, listening, outward, callers } = ways
  const ids = members.map(({ id }) => id)
  // two that nobody can connect to do each other no harm
  const mayMeet = (one: string, other: string): boolean =>
    needed.has(pairOf(one, other)) || joined.has(pairOf(one, other)) || (!listening.has(one) && !listening.has(other))
  const areGood = (all: readonly string[]): boolean => all.every((one, at) => all.slice(at + 1).every((other) => mayMeet(one, other)))
  const open = new Set([...needed].filter((pair) => !joined.has(pair)))
  const cliques: Clique[] = []
  const take = (all: readonly string[], as: Partial<Clique> = {}): void => {
    cliques.push({ ...as, members: all })
    for (const one of all) for (const other of all) open.delete(pairOf(one, other))
  }
  for (const [name, all] of existing) {
    if (areGood(all) && (covers(all, open) || all.every((id) => outward.has(id)))) take(all, { name })
  }
  const byCalls = mostCalled(ids, callers)
  for (const server of byCalls) {
    for (;;) {
      const first = ids.find((id) => id !== server && open.has(pairOf(id, server)))
      if (first === undefined) break
      const clique = [server, first]
      const join = (id: string): void => {
        const isNew = !clique.includes(id) && clique.some((each) => open.has(pairOf(id, each)))
        if (isNew && clique.every((each) => mayMeet(id, each))) clique.push(id)
      }
      for (const id of ids) if (open.has(pairOf(id, server))) join(id)
      for (const id of ids) join(id)
      take(clique)
    }
  }
  const isOpen = (all: readonly string[]): boolean => all.every((id) => outward.has(id))
  let waiting = ids.filter((id) => outward.has(id) && !cliques.some((each) => each.members.includes(id) && isOpen(each.members)))
  while (waiting.length > 0) {
    const group: string[] = []
    for (const id of waiting) if (group.every((each) => mayMeet(id, each))) group.push(id)
    waiting = waiting.filter((id) => !group.includes(id))
    take(group, { stem: `${group[0]}-out` })
  }
  const alone = ids.filter((id) => !cliques.some((each) => each.members.includes(id)))
  for (const id of alone) take([id])
  return named(cliques, ways, existing, isOpen)
}

function covers(all: readonly string[], open: ReadonlySet<string>): boolean {
  return all.some((one, at) => all.slice(at + 1).some((other) => open.has(pairOf(one, other))))
}

/** After the server that all on it call; a way out after its first member. */
function named(
  cliques: readonly Clique[],
  { callers }: Ways,
  existing: ReadonlyMap<string, readonly string[]>,
  isOpen: (all: readonly string[]) => boolean,
): readonly PlannedNetwork[] {
  const taken = new Set(['default', ...existing.keys()])
  return cliques.map(({ name, stem, members }) => {
    const internal = !isOpen(members)
    if (name !== undefined) return { name, internal, members, isThere: true }
    const [server = '', ...rest] = mostCalled(members, callers)
    const names = [stem ?? server, `${server}-${rest[0] ?? 'net'}`, ...Array.from({ length: 99 }, (_, at) => `${server}-${at + 2}`)]
    const free = names.find((each) => !taken.has(each))!
    taken.add(free)
    return { name: free, internal, members, isThere: false }
  })
}

/** Those that most of the others call come first. */
function mostCalled(ids: readonly string[], callers: Ways['callers']): readonly string[] {
  const count = (id: string): number => ids.filter((each) => callers.get(id)?.has(each) === true).length
  return ids.toSorted((one, other) => count(other) - count(one))
}
