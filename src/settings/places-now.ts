import type { Component } from '../model/graph.ts'
import { comparePlaces } from '../model/place.ts'
import type { Want } from '../model/want.ts'

/**
 * A setting that is wanted, at the places where it stands now: changes that were made since it was proposed move lines. Of several with the
 * same name the nearest one in the file is meant.
 */
export function atPlacesNow(want: Want, { observations }: Component): Want {
  const [place] = want.kind === 'setting' ? want.places : []
  if (want.kind !== 'setting' || place === undefined) return want
  const all = observations.filter(({ verdict, concern, key }) => verdict === 'unsafe' && concern === want.concern && key === want.key)
  if (all.some(({ trail }) => trail.some((each) => comparePlaces(each, place) === 0))) return want
  const distance = (line: number): number => Math.abs(line - place.line)
  const [nearest] = all
    .filter(({ trail: [first] }) => first?.file === place.file)
    .toSorted((one, other) => distance(one.trail[0]!.line) - distance(other.trail[0]!.line))
  return nearest === undefined ? want : { ...want, places: nearest.trail }
}
