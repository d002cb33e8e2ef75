import type { Place } from '../../../model/place.ts'
import type { Observation } from '../../../model/technology.ts'

/** One thing of something that runs, held against what its files say. */
export type Held = (
  key: string,
  trail: readonly Place[],
  differs: boolean,
  actual: string,
  expected: string,
  stake: Observation['stake'],
) => Observation

/** How what runs is held against what is written: what is said where the two differ, and what to do. */
export function heldAgainst(message: (actual: string, expected: string) => string, fix: string): Held {
  return (key, trail, differs, actual, expected, stake) => ({
    concern: 'contradiction',
    key: `running ${key}`,
    verdict: differs ? 'unsafe' : 'safe',
    basis: 'observed',
    stake,
    trail,
    message: message(actual, expected),
    actual,
    expected,
    fix,
  })
}
