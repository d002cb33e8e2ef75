import type { PythonSetting } from './value.ts'
import { trailOf } from './value.ts'

/** Keys behind each other that are followed. */
const mostKeys = 20

/** A dict in which the value at a path of keys is another; what was no dict becomes one. */
export function entriesWith(
  before: PythonSetting | undefined,
  keys: readonly string[],
  change: (before: PythonSetting | undefined) => PythonSetting | undefined,
): PythonSetting | undefined {
  const [key, ...rest] = keys
  if (key === undefined) return change(before)
  if (keys.length > mostKeys) return before
  const entries = new Map(before?.kind === 'entries' ? before.entries : [])
  const inner = entriesWith(entries.get(key), rest, change)
  if (inner === undefined) return before
  entries.set(key, inner)
  return { kind: 'entries', entries, trail: before === undefined ? trailOf(inner) : trailOf(before) }
}

/** The entries of one dict laid over those of another. */
export function merged(before: PythonSetting | undefined, over: PythonSetting): PythonSetting | undefined {
  if (over.kind !== 'entries') return before
  if (before?.kind !== 'entries') return over
  return { ...before, entries: new Map([...before.entries, ...over.entries]) }
}

/** Lists one behind the other. */
export function appended(before: PythonSetting | undefined, items: readonly PythonSetting[]): PythonSetting | undefined {
  if (before !== undefined && before.kind !== 'items') return before
  const [first] = items
  if (first === undefined) return before
  return { kind: 'items', items: [...(before?.items ?? []), ...items].slice(0, 5000), trail: before?.trail ?? trailOf(first) }
}
