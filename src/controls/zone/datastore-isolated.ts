import { namespaceOf } from '../channels.ts'
import type { Control } from '../../model/control.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { channelsTo, componentOf, dependentsOf } from '../../model/lookup.ts'
import { containersOf, isStore } from '../containers.ts'
import { flatZone, isPublishedApplication, names } from '../topology.ts'

export const datastoreIsolated: Control = {
  id: 'zone/datastore-isolated',
  title: 'datastore is reachable by components that need it not',
  subject: 'component',
  documentation: {
    why: 'A store that shares a network with published components which never talk to it has neighbours that can only harm it.',
    how: 'For each store with known clients: published components on one of its networks from which no connection to it is known. Where the whole deployment is one flat network, that is said once instead.',
    falsePositives: 'A connection that is made by code, without a setting that names the store, is not seen.',
    fix: 'Put the store and its clients on an internal network of their own.',
    references: ['CIS Docker 5.30', 'OWASP Docker Rule 5'],
  },
  *judge(deployment) {
    if (flatZone(deployment) !== undefined) return
    for (const store of containersOf(deployment).filter(isStore)) {
      const clients = clientsOf(store, deployment)
      if (clients.size === 0) continue
      const strangers = deployment.components.filter(
        (other) => isPublishedApplication(other) && !clients.has(other.id) && sharedZone(other, store) !== undefined,
      )
      const base = { subject: store.id, component: store.id }
      const [first] = strangers
      const zone = first === undefined ? undefined : sharedZone(first, store)
      if (first === undefined || zone === undefined) {
        yield { ...base, locations: [store.at], verdict: 'pass' }
        continue
      }
      const attached = store.input.networks.find((attachment) => attachment.network === zone)?.at ?? store.at
      yield {
        ...base,
        locations: [attached, ...strangers.map((other) => other.at)],
        verdict: 'fail',
        message: `${names(strangers)}, published and without a known connection to ${store.id}, ${strangers.length === 1 ? 'shares' : 'share'} the network ${zone} with it.`,
        expected: 'a network of the store and its clients alone',
        actual: `shares ${zone} with ${names(strangers)}`,
        fix: `put ${store.id} and its clients on an internal network of their own`,
        reach: 'zone',
        stake: 'defence',
      }
    }
  },
}

/** Who connects to it, by a known connection or because it waits for the store, and who shares a network namespace with one of them. */
function clientsOf(store: Component, deployment: Deployment): ReadonlySet<string> {
  const connected = channelsTo(deployment, store.id).map((channel) => channel.from)
  const known = [...connected, ...dependentsOf(deployment, store.id)].filter((id) => id !== store.id && componentOf(deployment, id) !== undefined)
  const spaces = new Set(known.map((id) => namespaceOf(id, deployment)))
  const beside = deployment.components.filter(({ input }) => input.networkOf !== undefined && spaces.has(namespaceOf(input.id, deployment)))
  return new Set([...known, ...beside.map(({ id }) => id)])
}

function sharedZone(one: Component, other: Component): string | undefined {
  return one.zones.find((zone) => other.zones.includes(zone))
}
