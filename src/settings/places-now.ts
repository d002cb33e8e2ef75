import type { ReplacedSecret } from '../model/change.ts'
import type { Component, Deployment } from '../model/graph.ts'
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

/** The same for a secret: where the component's setting of that name has the old value now. */
export function secretPlacesNow(change: ReplacedSecret, { id }: Component, { credentials }: Deployment): ReplacedSecret {
  const uses = credentials.filter(({ value }) => value.value === change.old).flatMap((credential) => credential.uses)
  const trails = uses.filter(({ component, key }) => component === id && key === change.key).map(({ trail }) => trail.slice(0, 1))
  const isThere = trails.some(([first]) => change.places.some((place) => first !== undefined && comparePlaces(first, place) === 0))
  return isThere || trails[0] === undefined ? change : { ...change, places: trails[0] }
}
