import type { Component, Deployment } from '../model/graph.ts'
import { inputsOf, listenersOf } from '../model/lookup.ts'
import { inOneNamespace, namespaceOwner } from '../model/namespace.ts'
import { isStoreRole } from '../model/roles.ts'

/** Who has to reach whom over networks that can be cut, as far as the files tell. */
export interface Ways {
  /** Networks that are the deployment's own; all others stay as they are. */
  readonly own: ReadonlySet<string>
  /** Owners of a network namespace on one of them, in the order of the files. */
  readonly members: readonly Component[]
  /** Pairs, by `pairOf`, that have to share a network. */
  readonly needed: ReadonlySet<string>
  /** Pairs that share a network that stays as it is. */
  readonly joined: ReadonlySet<string>
  /** Ids of those that somebody can connect to. */
  readonly listening: ReadonlySet<string>
  /** Ids of those that need a way out: a published port, a call to the outside, or code of which nobody knows what it calls. */
  readonly outward: ReadonlySet<string>
  /** Ids of those whose connections nobody knows: they keep every way that they have. */
  readonly silent: ReadonlySet<string>
  /** Who calls it, by its id. */
  readonly callers: ReadonlyMap<string, ReadonlySet<string>>
}

/** The same for both orders. */
export function pairOf(one: string, other: string): string {
  return one < other ? `${one}\0${other}` : `${other}\0${one}`
}

/** Reads the ways of a deployment of containers. */
export function waysOf(deployment: Deployment): Ways {
  const inputs = inputsOf(deployment)
  const ownerOf = (id: string): string => {
    const input = inputs.get(id)
    return input === undefined ? id : namespaceOwner(input, inputs).id
  }
  const declared = new Map(deployment.input.networks.map((network) => [network.name, network]))
  const own = new Set(
    deployment.zones
      .map(({ name }) => name)
      .filter((name) => {
        const network = declared.get(name)
        return network === undefined ? name === 'default' : !network.external && ['bridge', 'overlay', undefined].includes(network.driver)
      }),
  )
  const members = deployment.components.filter(
    ({ id, input, zones }) => input.form === 'container' && ownerOf(id) === id && zones.some((zone) => own.has(zone)),
  )
  const ids = new Set(members.map(({ id }) => id))
  const zonesOf = new Map(members.map(({ id, zones }) => [id, zones]))
  const share = (one: string, other: string, fits: (zone: string) => boolean): boolean =>
    zonesOf.get(one)?.some((zone) => fits(zone) && zonesOf.get(other)?.includes(zone) === true) === true
  const inNamespace = (id: string): readonly Component[] =>
    deployment.components.filter(({ input }) => inOneNamespace(input, inputs.get(id)!, inputs))

  const needed = new Set<string>()
  const callers = new Map<string, Set<string>>()
  const need = (one: string, other: string): void => {
    const [from, to] = [ownerOf(one), ownerOf(other)]
    if (from !== to && ids.has(from) && ids.has(to) && share(from, to, (zone) => own.has(zone))) needed.add(pairOf(from, to))
  }
  for (const { from, to } of deployment.channels) {
    if (to.kind !== 'component') continue
    need(from, to.component)
    const server = ownerOf(to.component)
    callers.set(server, (callers.get(server) ?? new Set()).add(ownerOf(from)))
  }
  for (const { id, input } of deployment.components) {
    for (const other of [...input.dependsOn, ...[...input.hosts.values()].flatMap((host) => ('component' in host ? [host.component] : []))])
      need(id, other)
  }
  for (const [at, one] of members.entries()) {
    for (const other of members.slice(at + 1)) if (areParts(one, other, deployment)) need(one.id, other.id)
  }
  const listening = new Set(
    members.filter(({ id }) => inNamespace(id).some((each) => listenersOf(deployment, each.id).length > 0)).map(({ id }) => id),
  )
  const silent = new Set(members.filter(({ id }) => inNamespace(id).some((each) => isSilent(each, deployment))).map(({ id }) => id))
  for (const id of silent) for (const other of members) if (listening.has(other.id) || listening.has(id)) need(id, other.id)
  const outward = new Set(
    members
      .filter(
        ({ id, zones }) => zones.some((zone) => !isInternal(deployment, zone)) && inNamespace(id).some((each) => needsOutside(each, deployment)),
      )
      .map(({ id }) => id),
  )
  const joined = new Set(
    members.flatMap(({ id }, at) =>
      members.slice(at + 1).flatMap((other) => (share(id, other.id, (zone) => !own.has(zone)) ? [pairOf(id, other.id)] : [])),
    ),
  )
  return { own, members, needed, joined, listening, outward, silent, callers }
}

/** A store answers and does not call; all others whose settings name nobody may call anybody. */
function isSilent({ id, role, input }: Component, { channels }: Deployment): boolean {
  const calls = channels.filter(({ from }) => from === id)
  if (calls.some(({ to }) => to.kind === 'unknown')) return true
  return !isStoreRole(role) && calls.length === 0 && input.dependsOn.length === 0
}

/** Parts of one product talk to each other by themselves (Airflow's workers hand out logs); so may stores of one kind with a common client. */
function areParts(one: Component, other: Component, { channels }: Deployment): boolean {
  if (one.technology === undefined || one.technology !== other.technology) return false
  if (isStoreRole(one.role) !== isStoreRole(other.role)) return false
  if (!isStoreRole(one.role)) return sourceOf(one) !== undefined && sourceOf(one) === sourceOf(other)
  const clientsOf = (id: string): readonly string[] =>
    channels.flatMap(({ from, to }) => (to.kind === 'component' && to.component === id ? from : []))
  const clients = new Set(clientsOf(one.id))
  return clientsOf(other.id).some((client) => clients.has(client))
}

/** What it is made of: the folder that builds it, or the publisher's name of its image. */
function sourceOf({ input: { image, build } }: Component): string | undefined {
  if (build !== undefined) return `build ${build.value}`
  return image === undefined
    ? undefined
    : image.repository
        .split('/')
        .slice(0, 2)
        .join('/')
        .replace(/^([^/]+)\/.+$/, '$1/')
}

function needsOutside(component: Component, { channels }: Deployment): boolean {
  if (!isStoreRole(component.role) || component.input.ports.length > 0) return true
  return channels.some(({ from, to, shared }) => from === component.id && (to.kind !== 'component' || shared.includes('host')))
}

function isInternal(deployment: Deployment, name: string): boolean {
  return deployment.zones.some((zone) => zone.name === name && zone.internal)
}
