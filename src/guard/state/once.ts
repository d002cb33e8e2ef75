import { createHash } from 'node:crypto'
import type { Once } from '../people/once.ts'
import type { GuardState } from './types.ts'

/** What providers said once, as people's room asks for it: kept by its hash, for all guards. */
export function onceOf({ spent }: Pick<GuardState, 'spent'>, now: () => number): Once {
  return { first: (key, until) => spent.spend(`once:${createHash('sha256').update(key).digest('base64url')}`, until, now()) }
}
