import type { Observation } from '../../model/observation.ts'
import type { Concern, Stake } from '../../model/vocabulary.ts'

type Said = Pick<Observation, 'verdict' | 'trail' | 'basis' | 'actual' | 'until'> & { readonly message?: string }

/** One thing that the guard does, and how it is told when it does not. */
export function about(concern: Concern, key: string, stake: Stake, expected: string, fix: string): (said: Said) => Observation {
  return ({ message = `${key} of guard.yaml is as it should be`, ...said }) => ({ concern, key, stake, expected, fix, message, ...said })
}
