import type { Control } from '../../model/control.ts'
import { farthest } from '../../model/exposure.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { containersOf, isEdge, isStore, reachOf } from '../containers.ts'
import { flatZone, isPublishedApplication, names } from '../topology.ts'

export const segmented: Control = {
  id: 'zone/segmented',
  title: 'one flat network for everything',
  subject: 'deployment',
  documentation: {
    why: 'On one flat network everybody reaches everybody. Whoever takes the published application over knocks at the database, at the queue and at each console next.',
    how: 'Three or more components that are all on one network, with a store and a published application among them.',
    falsePositives:
      'Three components that all talk to each other gain little from more networks; where every store is published itself, or everything published talks to the stores anyway, the finding is low.',
    fix: 'Declare a network for what is published and one with `internal: true` for the stores; put only those on both that need both.',
    references: ['CIS Docker 5.30', 'OWASP Docker Rule 5'],
  },
  *judge(deployment) {
    const members = containersOf(deployment).filter((component) => component.zones.length > 0)
    if (members.length < 3) return
    const flat = flatZone(deployment)
    const base = { subject: deployment.name, locations: [deployment.input.at, ...(flat?.at === undefined ? [] : [flat.at])] }
    if (flat === undefined) {
      yield { ...base, verdict: 'pass' }
      return
    }
    const stores = members.filter(isStore)
    const edges = members.filter(isPublishedApplication)
    yield {
      ...base,
      verdict: 'fail',
      message: `All ${members.length} components are on the network ${flat.name}: from ${names(edges)}, which ${edges.length === 1 ? 'is' : 'are'} published, the way to ${names(stores)} and to everything else is open.`,
      expected: 'a network for what is published, another for the stores',
      actual: 'one network for everything',
      fix: 'declare a network with internal: true for the stores, and put only their clients on it',
      reach: farthest(edges.map(reachOf)),
      stake: gains(stores, edges, deployment) ? 'defence' : 'hygiene',
    }
  },
}

/** Another network would keep somebody away from data who has no business there. */
function gains(stores: readonly Component[], edges: readonly Component[], deployment: Deployment): boolean {
  const ids = new Set(stores.map((store) => store.id))
  const strangers = edges.filter((edge) => !serversOf(edge, deployment).some((id) => ids.has(id)))
  const [only] = edges
  // a proxy in front of one application is as good as its door
  const isDoor = edges.length === 1 && only !== undefined && only.role === 'proxy' && serversOf(only, deployment).length === 1
  return strangers.length > 0 && !isDoor && stores.some((store) => !isEdge(store) && keepsData(store, deployment))
}

function serversOf(client: Component, deployment: Deployment): readonly string[] {
  return [
    ...new Set(
      deployment.channels.flatMap((channel) => (channel.from === client.id && channel.to.kind === 'component' ? [channel.to.component] : [])),
    ),
  ]
}

function keepsData(component: Component, deployment: Deployment): boolean {
  return (
    component.role !== 'cache' || deployment.stores.some((store) => store.component === component.id && store.holds === 'data' && !store.disposable)
  )
}
