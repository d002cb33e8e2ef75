import type { Observation, Remark } from '../../model/technology.ts'
import type { Rule } from './tree.ts'

/** Something that is written: `rule` decides. */
export function written(remark: Remark, verdict: Observation['verdict'], rule: Rule, message: string, actual: string): Observation {
  return { ...remark, verdict, trail: rule.trail, basis: 'configured', message, actual }
}

/** Something that is missing in the block that `home` opens, so that nginx's default holds. */
export function missing(remark: Remark, verdict: Observation['verdict'], home: Rule, message: string): Observation {
  return { ...remark, verdict, trail: home.trail, basis: 'default', message, actual: `${remark.key} is not set` }
}
