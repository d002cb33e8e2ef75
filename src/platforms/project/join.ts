import type { ComponentInput } from '../../model/input.ts'
import type { DeploymentInput, NetworkInput } from '../../model/platform.ts'

/** One of the sources of a deployment, with the addresses of the machine that it describes. */
export interface Part {
  readonly deployment: DeploymentInput
  readonly addresses: readonly string[]
}

/** Puts several sources together into one deployment. A component whose id is taken is told apart by its machine, or by a number. */
export function join(parts: readonly Part[], name: string, root: string): DeploymentInput {
  const used = new Set<string>()
  const components = together(parts.flatMap(({ deployment, addresses }) => renamed(withAddresses(deployment.components, addresses), used)))
  const inputs = parts.flatMap(({ deployment }) => deployment.inputs)
  const first = parts[0]!.deployment
  return {
    name,
    root,
    platform: [...new Set(parts.map(({ deployment }) => deployment.platform))].join('+'),
    inputs: inputs.filter((input, index) => inputs.findIndex((other) => other.file === input.file && other.as === input.as) === index),
    components,
    networks: distinct([...parts.flatMap(({ deployment }) => deployment.networks), ...(joined(components) ? [machineNetwork] : [])]),
    volumes: parts.flatMap(({ deployment }) => deployment.volumes),
    secrets: parts.flatMap(({ deployment }) => deployment.secrets),
    at: first.at,
    warnings: parts.flatMap(({ deployment }) => deployment.warnings),
  }
}

/** The network that the machines share, as nothing says otherwise. */
const machineNetwork: NetworkInput = { name: 'network', internal: false, external: false, encrypted: false }

/** Machines of one deployment reach each other, until the project file names zones. */
function together(components: readonly ComponentInput[]): readonly ComponentInput[] {
  const hosts = new Set(components.flatMap(({ host }) => host ?? []))
  if (hosts.size < 2) return components
  return components.map((component) =>
    component.host === undefined || component.networks.length > 0
      ? component
      : { ...component, networks: [{ network: machineNetwork.name, at: component.at }] },
  )
}

function joined(components: readonly ComponentInput[]): boolean {
  return components.some(({ networks }) => networks.some(({ network }) => network === machineNetwork.name))
}

function distinct(networks: readonly NetworkInput[]): readonly NetworkInput[] {
  return networks.filter((network, index) => networks.findIndex(({ name }) => name === network.name) === index)
}

/** Whoever calls the machine by name or address calls who listens on it. */
function withAddresses(components: readonly ComponentInput[], addresses: readonly string[]): readonly ComponentInput[] {
  const [first, ...rest] = components
  if (first === undefined || addresses.length === 0) return components
  const named = first.form === 'container' ? components : [{ ...first, names: [...first.names, ...addresses.map((name) => ({ name }))] }, ...rest]
  return named
}

function renamed(components: readonly ComponentInput[], used: Set<string>): readonly ComponentInput[] {
  const names = new Map<string, string>()
  for (const { id, host } of components) {
    let name = id
    if (used.has(name) && host !== undefined) name = `${id}@${host}`
    for (let number = 2; used.has(name); number++) name = `${id} (${number})`
    used.add(name)
    names.set(id, name)
  }
  return components.map((component): ComponentInput => {
    const id = names.get(component.id)!
    if (id === component.id && component.dependsOn.every((other) => (names.get(other) ?? other) === other)) return component
    const owner = component.networkOf === undefined ? undefined : (names.get(component.networkOf) ?? component.networkOf)
    return {
      ...component,
      id,
      names: id === component.id ? component.names : [...component.names, { name: component.id }],
      dependsOn: component.dependsOn.map((other) => names.get(other) ?? other),
      ...(owner === undefined ? {} : { networkOf: owner }),
    }
  })
}
