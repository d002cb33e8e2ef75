import type { Concern, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import type { Rule } from './tree.ts'

export interface Remark {
  readonly concern: Concern
  readonly key: string
  readonly stake: Stake
  readonly expected: string
  readonly fix: string
}

/** Something that is written: `rule` decides. */
export function written(remark: Remark, verdict: Observation['verdict'], rule: Rule, message: string, actual: string): Observation {
  return { ...remark, verdict, trail: rule.trail, basis: 'configured', message, actual }
}

/** Something that is missing in the block that `home` opens, so that nginx's default holds. */
export function missing(remark: Remark, verdict: Observation['verdict'], home: Rule, message: string): Observation {
  return { ...remark, verdict, trail: home.trail, basis: 'default', message, actual: `${remark.key} is not set` }
}

/** The first of equal remarks, with the places of all: one weakness in ten locations is one observation. */
export function merged(all: readonly Observation[]): readonly Observation[] {
  const found = new Map<string, Observation>()
  for (const each of all) {
    const id = [each.concern, each.key, each.verdict, each.message, each.actual].join('\n')
    const known = found.get(id)
    const places = new Set(known?.trail.map((place) => `${place.file}:${place.line}`))
    found.set(
      id,
      known === undefined ? each : { ...known, trail: [...known.trail, ...each.trail.filter((place) => !places.has(`${place.file}:${place.line}`))] },
    )
  }
  return [...found.values()]
}
