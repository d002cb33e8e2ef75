import type { Place } from '../model/place.ts'
import type { Observation } from '../model/technology.ts'

/** One thing of a running container that is held against its files. */
export function held(
  key: string,
  trail: readonly Place[],
  differs: boolean,
  actual: string,
  expected: string,
  stake: Observation['stake'],
): Observation {
  return {
    concern: 'contradiction',
    key: `running ${key}`,
    verdict: differs ? 'unsafe' : 'safe',
    basis: 'observed',
    stake,
    trail,
    message: `the container runs ${actual}, and its files say otherwise`,
    actual,
    expected,
    fix: 'start the container anew from its files, or write down what is meant',
  }
}
