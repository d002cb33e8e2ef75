import type { KeyScope } from '../decide/ports.ts'

/** What is kept of an API key: never its text. Times are milliseconds since 1970. */
export interface KeyRecord {
  /** Public name. */
  readonly id: string
  readonly hash: string
  /** Last four characters, for people to tell keys apart. */
  readonly ending: string
  /** The one system that calls with it. */
  readonly owner: string
  readonly purpose: string
  readonly scopes: readonly KeyScope[]
  readonly sources: readonly string[]
  readonly created: number
  readonly expires: number
  readonly revoked?: number
  /** The key that this one takes the place of. */
  readonly successorOf?: string
  readonly lastUsed?: number
}

const day = 86_400_000
/** A key always ends, after a year at the latest. */
export const longestLife: number = 365 * day
/** How long before its end a key is spoken of. */
const alarms: readonly number[] = [14 * day, 7 * day, day]

export type KeyState = 'in-force' | 'expired' | 'revoked'

export function stateOf(key: KeyRecord, now: number): KeyState {
  if (key.revoked !== undefined && key.revoked <= now) return 'revoked'
  return key.expires <= now ? 'expired' : 'in-force'
}

/** The key with its successor: the old one ends when the overlap is over, never later than it would have. */
export function rotated(
  old: KeyRecord,
  next: Pick<KeyRecord, 'id' | 'hash' | 'ending'>,
  now: number,
  overlap: number,
): readonly [KeyRecord, KeyRecord] {
  const life = Math.min(old.expires - old.created, longestLife)
  const { revoked: _revoked, lastUsed: _lastUsed, ...kept } = old
  return [
    { ...old, expires: Math.min(old.expires, now + overlap) },
    { ...kept, ...next, created: now, expires: now + life, successorOf: old.id },
  ]
}

/** Keys that end soon, with the days that they have left; the smallest alarm that has passed. */
export function ending(keys: readonly KeyRecord[], now: number): readonly { readonly key: KeyRecord; readonly days: number }[] {
  const first = Math.max(...alarms)
  return keys
    .filter((key) => stateOf(key, now) === 'in-force' && key.expires - now <= first)
    .map((key) => ({ key, days: Math.floor((key.expires - now) / day) }))
    .toSorted((a, b) => a.days - b.days || (a.key.id < b.key.id ? -1 : 1))
}

/** Old keys of a rotation that somebody still calls with. */
export function stillUsed(keys: readonly KeyRecord[], now: number): readonly KeyRecord[] {
  const replaced = new Map(keys.flatMap((key) => (key.successorOf === undefined ? [] : [[key.successorOf, key.created] as const])))
  return keys.filter((key) => {
    const since = replaced.get(key.id)
    return since !== undefined && stateOf(key, now) === 'in-force' && key.lastUsed !== undefined && key.lastUsed >= since
  })
}
