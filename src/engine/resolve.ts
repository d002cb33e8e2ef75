import type { ChannelEnd, Listener } from '../model/graph.ts'
import { grouped } from '../model/grouped.ts'
import type { ComponentInput, PublishedPort } from '../model/input.ts'
import { inOneNamespace, namespaceOwner, sharesHostNetwork } from '../model/namespace.ts'
import { isAnyAddress, isLoopback } from '../protocols/address.ts'
import { hasHole } from '../protocols/holes.ts'
import { zonesOf } from './zones.ts'

/** What a host name means to one component, after Docker's embedded DNS: names on shared networks, links, its own hosts file. */
export interface Resolution {
  readonly end: ChannelEnd
  /** The port at the component, where the name leads through a published port of the host. */
  readonly port?: number
  /** Zones that both ends share. */
  readonly shared: readonly string[]
  /** Reached through a port published on the host. */
  readonly throughHost: boolean
}

/** Everybody's names, made once for a deployment. */
export interface NameTable {
  readonly all: ReadonlyMap<string, ComponentInput>
  readonly byName: ReadonlyMap<string, readonly Named[]>
  readonly listeners: ReadonlyMap<string, readonly Listener[]>
}

interface Named {
  readonly name: string
  readonly input: ComponentInput
  readonly network?: string
}

/** Names of the host as its containers know it: Docker Desktop's, the default bridge's gateway, Podman's. */
const hostGateways = new Set(['host.docker.internal', 'gateway.docker.internal', '172.17.0.1', 'host-gateway', 'host.containers.internal'])

export function nameTable(all: ReadonlyMap<string, ComponentInput>, listeners: ReadonlyMap<string, readonly Listener[]>): NameTable {
  const named = [...all.values()].flatMap((input) => [{ name: input.id, input }, ...input.names.map((other): Named => ({ ...other, input }))])
  return { all, byName: grouped(named, ({ name }) => name.toLowerCase()), listeners }
}

/** Says where `host` leads when `from` connects to it on `port`; `fromOutside`: when a browser or the host does. */
export function resolveHost(
  table: NameTable,
  from: ComponentInput,
  host: string,
  port: number | undefined,
  fromOutside: boolean = false,
): Resolution {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (hasHole(host)) return { end: { kind: 'unknown', host, why: `the host "${host}" has no value here` }, shared: [], throughHost: false }
  if (fromOutside && isLoopback(name)) return throughHost(table, from.host, host, port)
  if (isOwn(name)) return ownNamespace(table, from, port)
  const owner = namespaceOwner(from, table.all)
  const alias = from.hosts.get(host) ?? from.hosts.get(name) ?? owner.hosts.get(name)
  if (alias !== undefined && 'component' in alias) return toComponent(table, from, alias.component, port)
  const address = alias?.address ?? name
  if (hostGateways.has(address)) return throughHost(table, from.host, host, port)
  if (alias !== undefined && isOwn(address)) return ownNamespace(table, from, port)
  const named = table.byName.get(address)
  if (named === undefined) return { end: { kind: 'external', host }, shared: [], throughHost: false }
  const own = new Set(zonesOf(from, table.all))
  const visible = named.find(({ input, network }) =>
    zonesOf(input, table.all).some((zone) => own.has(zone) && (network === undefined || network === zone)),
  )
  return toComponent(table, from, (visible ?? named[0])?.input.id ?? host, port)
}

/** Loopback, the wildcard (which Linux connects to loopback), and paths of sockets. */
function isOwn(name: string): boolean {
  return isLoopback(name) || isAnyAddress(name) || name.startsWith('/')
}

function toComponent(table: NameTable, from: ComponentInput, id: string, port: number | undefined): Resolution {
  const target = table.all.get(id)
  if (target === undefined) return { end: { kind: 'unknown', host: id, why: `no component is called "${id}"` }, shared: [], throughHost: false }
  const own = new Set(zonesOf(from, table.all))
  const shared = zonesOf(target, table.all).filter((zone) => own.has(zone))
  const listening = listeningIn(table, target, port)
  if (target.form !== 'container' && port !== undefined && !understands(table, listening, port)) {
    const published = publishedOn(table, target.host, port)
    if (published !== undefined) return published
  }
  return { end: { kind: 'component', component: listening.id }, shared, throughHost: false }
}

/** A container that is published at a port of this very machine. */
function publishedOn(table: NameTable, machine: string | undefined, port: number): Resolution | undefined {
  if (machine === undefined) return undefined
  const containers = [...table.all.values()].filter(({ form, host }) => form === 'container' && host === machine)
  return containers.map((input) => ledTo(table, input, port)).find((each) => each !== undefined)
}

/** Where a port of the host leads to this component. */
function ledTo(table: NameTable, input: ComponentInput, port: number): Resolution | undefined {
  const target = input.ports.map((published) => targetOf(published, port)).find((each) => each !== undefined)
  if (target === undefined) return undefined
  return { end: { kind: 'component', component: listeningIn(table, input, target).id }, port: target, shared: [], throughHost: true }
}

/** `localhost`: somebody in the same network namespace who listens there, else oneself. */
function ownNamespace(table: NameTable, from: ComponentInput, port: number | undefined): Resolution {
  const listening = listeningIn(table, from, port)
  if (listening === from && sharesHostNetwork(namespaceOwner(from, table.all)) && !understands(table, from, port)) {
    const through = throughHost(table, from.host, 'localhost', port)
    if (through.end.kind === 'component') return through
    // on a machine somebody else may listen there, of whom nothing was read
    if (from.form === 'process' && port !== undefined) return through
  }
  return { end: { kind: 'component', component: listening.id }, shared: zonesOf(from, table.all), throughHost: false }
}

/** Who in the network namespace of `target` listens on the port: the one that is known to, else one that declares it, else `target`. */
function listeningIn(table: NameTable, target: ComponentInput, port: number | undefined): ComponentInput {
  if (port === undefined || understands(table, target, port)) return target
  const neighbours = [...table.all.values()].filter((input) => input !== target && inOneNamespace(input, target, table.all))
  return (
    neighbours.find((input) => understands(table, input, port)) ??
    (offers(target, port) ? target : (neighbours.find((input) => offers(input, port)) ?? target))
  )
}

function understands({ listeners }: NameTable, input: ComponentInput, port: number | undefined): boolean {
  return listeners.get(input.id)?.some((listener) => listener.port === port && listener.understood) === true
}

/** `machine`: where that is known, what runs on others is not asked. */
function throughHost(table: NameTable, machine: string | undefined, host: string, port: number | undefined): Resolution {
  if (port !== undefined) {
    for (const input of table.all.values()) {
      if (machine !== undefined && input.host !== undefined && input.host !== machine) continue
      const led = ledTo(table, input, port)
      if (led !== undefined) return led
      if (sharesHostNetwork(namespaceOwner(input, table.all)) && (offers(input, port) || understands(table, input, port))) {
        return { end: { kind: 'component', component: input.id }, port, shared: [], throughHost: true }
      }
    }
  }
  return { end: { kind: 'external', host }, shared: [], throughHost: true }
}

function offers(input: ComponentInput, port: number): boolean {
  return input.expose.some((exposed) => exposed.value === port) || input.ports.some(({ target }) => port >= target.from && port <= target.to)
}

/** The component's port behind a host port of this publication. */
function targetOf(published: PublishedPort, port: number): number | undefined {
  const range = published.published
  if (range === undefined || port < range.from || port > range.to) return undefined
  return published.target.from + Math.min(port - range.from, published.target.to - published.target.from)
}
