import type { Component, Deployment, Zone } from '../model/graph.ts'
import { isEdge, isStore } from './containers.ts'

/** The network that holds everything, when it holds a store and a door to the outside. */
export function flatZone(deployment: Deployment): Zone | undefined {
  const members = deployment.components.filter((component) => component.zones.length > 0)
  if (members.length < 3 || !members.some(isStore) || !members.some(isPublishedApplication)) return undefined
  return deployment.zones.find((zone) => zone.name !== 'host' && members.every((component) => component.zones.includes(zone.name)))
}

export function isPublishedApplication(component: Component): boolean {
  return isEdge(component) && !isStore(component)
}

/** Ids for a sentence, the first three of many. */
export function names(components: readonly Component[]): string {
  const ids = components.map((component) => component.id)
  return ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ')
}
