import type { Relation, Resource, Subject } from './types.ts'
import { relations } from './types.ts'

const ranks: ReadonlyMap<string, number> = new Map(relations.map((relation, rank) => [relation, rank]))

/** The place of a relation in their order; -1 for what is none. */
export function rankOf(relation: string): number {
  return ranks.get(relation) ?? -1
}

export function relationOf(rank: number): Relation {
  return relations[rank] ?? 'none'
}

/** One text for one subject or resource: kinds have no colon, so that no id can look like another's. */
export function keyOf({ kind, id }: Subject | Resource): string {
  return `${kind}:${id}`
}

export function isSame(one: Subject, other: Subject): boolean {
  return one.kind === other.kind && one.id === other.id
}

/** The values in a map of lists. */
export function listed<T>(values: readonly T[], keyOfValue: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOfValue(value)
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [value])
    else list.push(value)
  }
  return lists
}
