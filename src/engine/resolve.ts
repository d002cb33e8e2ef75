import type { ChannelEnd } from '../model/graph.ts'
import type { ComponentInput, PublishedPort } from '../model/input.ts'
import { isLoopback } from '../protocols/address.ts'
import { namespaceOwner, sharesHostNetwork, zonesOf } from './zones.ts'

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
}

interface Named {
  readonly input: ComponentInput
  readonly network?: string
}

const hostGateways = new Set(['host.docker.internal', 'gateway.docker.internal', '172.17.0.1', 'host-gateway'])

export function nameTable(all: ReadonlyMap<string, ComponentInput>): NameTable {
  const byName = new Map<string, Named[]>()
  for (const input of all.values()) {
    for (const { name, network } of [{ name: input.id, network: undefined }, ...input.names]) {
      const named: Named = network === undefined ? { input } : { input, network }
      const list = byName.get(name.toLowerCase())
      if (list === undefined) byName.set(name.toLowerCase(), [named])
      else list.push(named)
    }
  }
  return { all, byName }
}

/** Says where `host` leads when `from` connects to it on `port`. */
export function resolveHost(table: NameTable, from: ComponentInput, host: string, port: number | undefined): Resolution {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (/\$\{|<[^>]*>/.test(host)) {
    return { end: { kind: 'unknown', host, why: `the host "${host}" has no value here` }, shared: [], throughHost: false }
  }
  if (isLoopback(name)) return ownNamespace(table, from, port)
  const alias = from.hosts.get(name)
  if (alias !== undefined && 'component' in alias) return toComponent(table, from, alias.component)
  const address = alias?.address ?? name
  if (hostGateways.has(address)) return throughHost(table, host, port)
  const named = table.byName.get(name)
  if (named === undefined) return { end: { kind: 'external', host }, shared: [], throughHost: false }
  const own = new Set(zonesOf(from, table.all))
  const visible = named.find(({ input, network }) => zonesOf(input, table.all).some((zone) => own.has(zone) && (network === undefined || network === zone)))
  return toComponent(table, from, (visible ?? named[0])?.input.id ?? host)
}

function toComponent(table: NameTable, from: ComponentInput, id: string): Resolution {
  const target = table.all.get(id)
  if (target === undefined) return { end: { kind: 'unknown', host: id, why: `no component is called "${id}"` }, shared: [], throughHost: false }
  const own = new Set(zonesOf(from, table.all))
  const shared = zonesOf(target, table.all).filter((zone) => own.has(zone))
  return { end: { kind: 'component', component: id }, shared, throughHost: false }
}

/** `localhost`: somebody in the same network namespace who listens there, else oneself. */
function ownNamespace(table: NameTable, from: ComponentInput, port: number | undefined): Resolution {
  const owner = namespaceOwner(from, table.all)
  if (sharesHostNetwork(owner)) {
    const through = throughHost(table, 'localhost', port)
    if (through.end.kind === 'component') return through
  }
  const neighbours = [...table.all.values()].filter((input) => input !== from && namespaceOwner(input, table.all) === owner)
  const listening = neighbours.find((input) => port !== undefined && offers(input, port))
  const end: ChannelEnd = { kind: 'component', component: (listening ?? from).id }
  return { end, shared: zonesOf(from, table.all), throughHost: false }
}

function throughHost(table: NameTable, host: string, port: number | undefined): Resolution {
  if (port !== undefined) {
    for (const input of table.all.values()) {
      for (const published of input.ports) {
        const target = targetOf(published, port)
        if (target !== undefined) return { end: { kind: 'component', component: input.id }, port: target, shared: [], throughHost: true }
      }
      if (sharesHostNetwork(input) && offers(input, port)) {
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
