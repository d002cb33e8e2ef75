import type { Component, Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Place } from '../../model/place.ts'
import type { Protocol, Role } from '../../model/vocabulary.ts'

const storeRoles: ReadonlySet<Role> = new Set(['datastore', 'cache', 'broker', 'directory', 'storage', 'coordination'])

/** Protocols that only stores speak, for ports of images that nobody recognised. */
const storeProtocols: ReadonlySet<Protocol> = new Set([
  'amqp', 'cassandra', 'elasticsearch', 'etcd', 'influxdb', 'kafka', 'ldap', 'memcached', 'mongodb', 'mssql', 'mysql', 'oracle', 'postgres', 'redis', 'zookeeper',
])

/** A port that holds data, messages, accounts or locks. */
export function isStoreListener(listener: Listener, component: Component | undefined): boolean {
  if (listener.understood) return component !== undefined && storeRoles.has(component.role) && (listener.purpose === 'data' || listener.purpose === 'peer')
  if (component !== undefined && component.technology !== undefined) return storeRoles.has(component.role) && listener.purpose !== 'metrics' && listener.purpose !== 'debug'
  return storeProtocols.has(listener.protocol) && listener.purpose === 'data'
}

/** A page or port for operators: consoles, dashboards, metrics. */
export function isAdminListener(listener: Listener, component: Component | undefined): boolean {
  if (listener.purpose === 'debug' || isStoreListener(listener, component)) return false
  return listener.purpose === 'admin' || listener.purpose === 'metrics' || component?.role === 'admin' || component?.role === 'observability'
}

export function isPublished(listener: Listener): boolean {
  return listener.exposure === 'host' || listener.exposure === 'internet'
}

export function ownerOf(deployment: Deployment, listener: Listener): Component | undefined {
  return componentOf(deployment, listener.component)
}

/** Where a port is opened to the outside: its publication, else the line that shares the host's network, else the component. */
export function doorPlaces(listener: Listener, component: Component | undefined): readonly Place[] {
  if (listener.publications.length > 0) return listener.publications.map((publication) => publication.at)
  const shared = component?.input.isolation.hostNamespaces.find((namespace) => namespace.value === 'network')
  if (shared !== undefined) return shared.trail
  return component === undefined ? [] : [component.at]
}

/** How a publication is spoken of: `0.0.0.0:5432`. */
export function doorName(listener: Listener): string {
  const publication = listener.publications[0]
  if (publication === undefined) return `port ${listener.port} of the host`
  return `${publication.address}:${publication.port ?? 'a free port'}`
}
