import type { Zone } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { namespaceOwner, sharesHostNetwork } from '../model/namespace.ts'
import type { DeploymentInput } from '../model/platform.ts'

/** Name of the zone that components on the host's own network share. */
const hostZone = 'host'

/** Zones of one component: its networks, or the host. */
export function zonesOf(input: ComponentInput, all: ReadonlyMap<string, ComponentInput>): readonly string[] {
  const owner = namespaceOwner(input, all)
  const networks = owner.networks.map((attachment) => attachment.network)
  return sharesHostNetwork(owner) ? [owner.host ?? hostZone, ...networks] : networks
}

/** All zones with their members: declared networks, also those that nobody joined, and the host's where somebody shares it. */
export function buildZones(deployment: DeploymentInput, all: ReadonlyMap<string, ComponentInput>): readonly Zone[] {
  const members = new Map<string, string[]>()
  for (const network of deployment.networks) members.set(network.name, [])
  for (const component of deployment.components) {
    for (const zone of zonesOf(component, all)) {
      const list = members.get(zone)
      if (list === undefined) members.set(zone, [component.id])
      else list.push(component.id)
    }
  }
  const declared = new Map(deployment.networks.map((network) => [network.name, network]))
  return [...members].map(([name, components]) => {
    const network = declared.get(name)
    return {
      name,
      internal: network?.internal ?? false,
      encrypted: network?.encrypted ?? false,
      components,
      ...(network?.at === undefined ? {} : { at: network.at }),
    }
  })
}
