import type { Place } from '../../model/place.ts'
import type { Observation, Remark } from '../../model/technology.ts'
import type { Block, Directive } from './directives.ts'

/** Something that is written. */
export function written(remark: Remark, verdict: Observation['verdict'], at: Directive, message: string, actual: string): Observation {
  return { ...remark, verdict, basis: 'configured', trail: at.from.trail, message, actual }
}

/** Something that is left out of a section, so that Apache's default holds. */
export function missing(
  remark: Remark,
  verdict: Observation['verdict'],
  home: Pick<Block, 'from'> | readonly Place[],
  message: string,
  actual = `${remark.key} is not set`,
): Observation {
  return { ...remark, verdict, basis: 'default', trail: 'from' in home ? home.from.trail : home, message, actual }
}

/** A directive as people write it, cut short. */
export function shown(each: Directive): string {
  return each.from.value.slice(0, 120)
}
