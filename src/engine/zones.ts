import type { Zone } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import type { DeploymentInput } from '../model/platform.ts'

/** Name of the zone that components on the host's own network share. */
const hostZone = 'host'

type Inputs = ReadonlyMap<string, ComponentInput>

/** Chains of shared namespaces are walked once, however long they are. */
const owners = new WeakMap<Inputs, Map<ComponentInput, ComponentInput>>()

/** The component whose network namespace this one runs in: its own, or that of `network_mode: service:x`. Of a circle it is one and the same for all. */
export function namespaceOwner(input: ComponentInput, all: Inputs): ComponentInput {
  if (input.networkOf === undefined) return input
  let known = owners.get(all)
  if (known === undefined) owners.set(all, (known = new Map()))
  const walked = new Set<ComponentInput>()
  let owner = input
  while (owner.networkOf !== undefined && !walked.has(owner)) {
    const told = known.get(owner)
    if (told !== undefined) {
      owner = told
      break
    }
    walked.add(owner)
    const next = all.get(owner.networkOf)
    if (next === undefined) break
    owner = next
  }
  for (const each of walked) known.set(each, owner)
  return owner
}

/** Both see the same sockets on loopback. */
export function inOneNamespace(one: ComponentInput, other: ComponentInput, all: ReadonlyMap<string, ComponentInput>): boolean {
  const [first, second] = [namespaceOwner(one, all), namespaceOwner(other, all)]
  return first === second || (sharesHostNetwork(first) && sharesHostNetwork(second))
}

export function sharesHostNetwork(input: ComponentInput): boolean {
  return input.isolation.hostNamespaces.some((namespace) => namespace.value === 'network')
}

/** Zones of one component: its networks, or the host. */
export function zonesOf(input: ComponentInput, all: ReadonlyMap<string, ComponentInput>): readonly string[] {
  const owner = namespaceOwner(input, all)
  if (sharesHostNetwork(owner)) return [hostZone]
  return owner.networks.map((attachment) => attachment.network)
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
