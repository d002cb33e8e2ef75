import type { Observation, Remark } from '../../model/technology.ts'
import type { Line } from './sections.ts'

/** Something that is written. */
export function written(remark: Remark, verdict: Observation['verdict'], at: Line, message: string, actual: string): Observation {
  return { ...remark, verdict, basis: 'configured', trail: at.from.trail, message, actual }
}

/** Something that is left out beside a line, so that HAProxy's default holds. */
export function missing(remark: Remark, verdict: Observation['verdict'], at: Line, message: string, actual: string): Observation {
  return { ...remark, verdict, basis: 'default', trail: at.from.trail, message, actual }
}
