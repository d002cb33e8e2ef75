import type { Component } from '../model/graph.ts'
import type { Place } from '../model/place.ts'

/** The places; where there are none, the line that names the component. */
export function placesOr(places: readonly Place[], component: Component | undefined): readonly Place[] {
  if (places.length > 0) return places
  return component === undefined ? [] : [component.at]
}
