import type { Component, Deployment } from '../model/graph.ts'
import type { Place } from '../model/place.ts'
import { isStoreRole } from '../model/roles.ts'
import type { Reach } from '../model/vocabulary.ts'

/** Components with a file system and a network of their own: what is asked of a container means nothing for a process of a machine. */
export function containersOf(deployment: Deployment): readonly Component[] {
  return deployment.components.filter(({ input }) => input.form === 'container')
}

/** Keeps data, messages, accounts or locks for others. */
export function isStore(component: Component): boolean {
  return isStoreRole(component.role)
}

/** Its door stands open to other machines. */
export function isEdge(component: Component): boolean {
  return component.exposure === 'host' || component.exposure === 'internet'
}

/** Who gets hold of the component first: whoever reaches its farthest listener, or its neighbours on a network. */
export function reachOf(component: Component): Reach {
  return component.exposure === 'component' && component.zones.length > 0 ? 'zone' : component.exposure
}

const preparing = /(?:^|[-_.])(?:init|setup|migrations?|migrate|migrator|seed|seeder|bootstrap|provision|createbuckets?)(?:$|[-_.\d])/

/** Runs once and ends: a migration, a set-up. Nobody restarts it or asks whether it is well. */
export function isOneShot(component: Component): boolean {
  if (component.role === 'job') return true
  const { ports, expose, isolation } = component.input
  if (ports.length > 0 || expose.length > 0) return false
  const restart = isolation.restart?.value
  return restart === 'no' || restart === 'none' || (preparing.test(component.id) && (restart === undefined || restart.startsWith('on-failure')))
}

/** What all judgements on a component share. */
export function about(component: Component, locations: readonly Place[], discriminator?: string): About {
  const shared = { subject: component.id, component: component.id, locations: locations.length > 0 ? locations : [component.at] }
  return discriminator === undefined ? shared : { ...shared, discriminator }
}

export interface About {
  readonly subject: string
  readonly component: string
  readonly locations: readonly Place[]
  readonly discriminator?: string
}
