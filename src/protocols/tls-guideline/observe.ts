import type { Concern, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'

/** What the wire says on one question. */
export interface Finding {
  readonly key: string
  readonly verdict: Observation['verdict']
  readonly message: string
  readonly actual: string
  readonly expected: string
  readonly fix: string
  readonly stake: Stake
  readonly concern?: Concern
  /** What is safe is so until then (ISO). */
  readonly until?: string
}

export function observation({ concern = 'tls-policy', ...rest }: Finding): Observation {
  return { concern, trail: [], basis: 'observed', ...rest }
}
