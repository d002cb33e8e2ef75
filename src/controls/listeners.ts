import type { Undecided } from '../model/control.ts'
import type { Component, Deployment, Listener, Publication } from '../model/graph.ts'
import { grouped } from '../model/grouped.ts'
import { componentOf } from '../model/lookup.ts'
import type { Place } from '../model/place.ts'
import type { Protocol } from '../model/vocabulary.ts'
import { isLoopback } from '../protocols/address.ts'
import { isStore } from './containers.ts'

/** Protocols that only stores speak, for ports of images that nobody recognised. */
const storeProtocols: ReadonlySet<Protocol> = new Set([
  'amqp',
  'cassandra',
  'elasticsearch',
  'etcd',
  'influxdb',
  'kafka',
  'ldap',
  'memcached',
  'mongodb',
  'mssql',
  'mysql',
  'oracle',
  'postgres',
  'redis',
  'zookeeper',
])

/** A port that holds data, messages, accounts or locks. */
export function isStoreListener(listener: Listener, component: Component | undefined): boolean {
  if (listener.understood) return component !== undefined && isStore(component) && (listener.purpose === 'data' || listener.purpose === 'peer')
  if (component !== undefined && component.technology !== undefined)
    return (
      isStore(component) &&
      !(component.role === 'directory' && listener.protocol !== 'ldap') &&
      listener.purpose !== 'metrics' &&
      listener.purpose !== 'debug'
    )
  return storeProtocols.has(listener.protocol) && listener.purpose === 'data'
}

/** A page or port for operators: consoles, dashboards, metrics. */
export function isAdminListener(listener: Listener, component: Component | undefined): boolean {
  if (listener.purpose === 'debug' || isShell(listener) || isStoreListener(listener, component)) return false
  return listener.purpose === 'admin' || listener.purpose === 'metrics' || component?.role === 'admin' || component?.role === 'observability'
}

/** SSH for administration: the usual ports where nobody knows better, else what the product says of itself. */
export function isShell(listener: Listener): boolean {
  if (listener.understood) return listener.protocol === 'ssh' && listener.purpose === 'admin'
  return listener.port === 22 || listener.port === 2222
}

export function isPublished(listener: Listener): boolean {
  return listener.exposure === 'host' || listener.exposure === 'internet'
}

export function ownerOf(deployment: Deployment, listener: Listener): Component | undefined {
  return componentOf(deployment, listener.component)
}

/** Where a port is opened to the outside: its publication, else the line that shares the host's network, else the process's own setting, else the component. */
export function doorPlaces(listener: Listener, component: Component | undefined): readonly Place[] {
  const open = openPublications(listener)
  if (open.length > 0) return open.map((publication) => publication.at)
  const shared = component?.input.isolation.hostNamespaces.find((namespace) => namespace.value === 'network')
  if (shared !== undefined) return shared.trail
  // a process listens where its own settings say
  if (component?.input.form === 'process' && listener.trail.length > 0) return listener.trail
  return component === undefined ? [] : [component.at]
}

/** The publications that let in most: those beyond loopback where there are any. */
export function openPublications(listener: Listener): readonly Publication[] {
  const beyond = listener.publications.filter((publication) => !isLoopback(publication.address))
  return beyond.length > 0 ? beyond : listener.publications
}

/** How a publication is spoken of: `0.0.0.0:5432`. */
export function doorName(listener: Listener): string {
  const publication = openPublications(listener)[0]
  if (publication === undefined) return `port ${listener.port} of the host`
  const address = publication.address.includes(':') ? `[${publication.address}]` : publication.address
  return publication.port === undefined ? `a free port of ${address} (for ${listener.port})` : `${address}:${publication.port}`
}

/** All doors of a component, with those of free ports put together. */
export function doorNames(listeners: readonly Listener[]): string {
  const fixed = listeners.filter((listener) => openPublications(listener)[0]?.port !== undefined || listener.publications.length === 0)
  const free = listeners.filter((listener) => !fixed.includes(listener))
  const names = fixed.map(doorName)
  if (free.length === 1 && free[0] !== undefined) names.push(doorName(free[0]))
  else if (free.length > 1) names.push(`free ports of the host (for ${free.map((listener) => listener.port).join(', ')})`)
  return names.join(', ')
}

/** Said where the address of a publication has no value: nobody can tell who reaches it. */
export function undecided(listener: Listener, component: Component | undefined): Undecided {
  const message = `${listener.component} publishes port ${listener.port} on ${doorName(listener)}, an address that has no value here: who reaches it cannot be told.`
  return { verdict: 'unknown', subject: listener.id, component: listener.component, locations: doorPlaces(listener, component), message }
}

/** How the publication is kept to this host: `127.0.0.1:5432:5432`. */
export function loopbackForm(listener: Listener): string {
  // a process of the host, or a container on its network, is bound by its own settings
  if (listener.publications.length === 0) return `127.0.0.1:${listener.port}`
  return `127.0.0.1:${openPublications(listener)[0]?.port ?? listener.port}:${listener.port}`
}

/** Listeners by their component, in order of appearance. */
export function byComponent(listeners: readonly Listener[]): ReadonlyMap<string, readonly Listener[]> {
  return grouped(listeners, (listener) => listener.component)
}
