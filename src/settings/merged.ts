import type { Observation } from '../model/technology.ts'

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
