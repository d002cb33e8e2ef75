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
