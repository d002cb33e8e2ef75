import type { Concern, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'

/** What is said of one thing whatever its verdict. */
export interface Remark {
  readonly concern: Concern
  /** A name that files use for it too, where one does: what was asked then settles what they left open. */
  readonly key: string
  readonly stake: Stake
  readonly expected: string
  readonly fix: string
}

export function seen(remark: Remark, verdict: Observation['verdict'], message: string, actual: string): Observation {
  return { ...remark, verdict, trail: [], basis: 'observed', message, actual }
}
