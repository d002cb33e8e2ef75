import type { ComponentInput } from './input.ts'

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
  return first === second || (sharesHostNetwork(first) && sharesHostNetwork(second) && first.host === second.host)
}

/** Listens on the addresses of its machine. */
export function sharesHostNetwork(input: ComponentInput): boolean {
  return input.form !== 'container' || input.isolation.hostNamespaces.some((namespace) => namespace.value === 'network')
}
