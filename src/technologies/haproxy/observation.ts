import type { Concern, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import type { Line } from './sections.ts'

export interface Remark {
  readonly concern: Concern
  readonly key: string
  readonly stake: Stake
  readonly expected: string
  readonly fix: string
}

/** Something that is written. */
export function written(remark: Remark, verdict: Observation['verdict'], at: Line, message: string, actual: string): Observation {
  return { ...remark, verdict, basis: 'configured', trail: at.from.trail, message, actual }
}

/** Something that is left out beside a line, so that HAProxy's default holds. */
export function missing(remark: Remark, verdict: Observation['verdict'], at: Line, message: string, actual: string): Observation {
  return { ...remark, verdict, basis: 'default', trail: at.from.trail, message, actual }
}
