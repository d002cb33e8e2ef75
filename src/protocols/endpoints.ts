import { parsePort, splitHostPort } from './address.ts'
import type { Endpoint } from './connection-types.ts'
import { hasHole, maskHoles, splitOutside } from './holes.ts'

/** A comma-separated list of hosts: `kafka:9092,kafka2:9092`, `PLAINTEXT://kafka:9092`, `zk1:2181,zk2:2181/chroot`. */
export interface EndpointList {
  readonly endpoints: readonly Endpoint[]
  /** ZooKeeper's path behind the last host. */
  readonly path?: string
  /** Lower case, where every entry has the same. */
  readonly scheme?: string
}

const hostName = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/

/** Absent when any entry is not a host with an optional port. */
export function parseEndpointList(text: string): EndpointList | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > 4096) return undefined
  const entries = splitOutside(trimmed, ',').flatMap((entry) => splitOutside(entry, ';'))
  const endpoints: Endpoint[] = []
  const schemes = new Set<string>()
  let path: string | undefined
  for (const [index, entry] of entries.entries()) {
    let rest = entry.trim()
    if (rest === '') continue
    const scheme = /^([A-Za-z][A-Za-z0-9+._-]*):\/\//.exec(rest)
    schemes.add((scheme?.[1] ?? '').toLowerCase())
    if (scheme !== null) rest = rest.slice(scheme[0].length)
    const slash = maskHoles(rest).indexOf('/')
    if (slash !== -1) {
      // a path belongs to the list, so it stands behind the last host
      if (index !== entries.length - 1 && slash !== rest.length - 1) return undefined
      if (slash < rest.length - 1) path = rest.slice(slash)
      rest = rest.slice(0, slash)
    }
    const endpoint = parseEndpoint(rest)
    if (endpoint === undefined) return undefined
    endpoints.push(endpoint)
  }
  if (endpoints.length === 0) return undefined
  const [scheme] = schemes
  return { endpoints, ...(path === undefined ? {} : { path }), ...(schemes.size === 1 && scheme !== undefined && scheme !== '' ? { scheme } : {}) }
}

/** One host with an optional port. Holes may stand for either. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const masked = maskHoles(trimmed)
  if (masked !== trimmed) {
    if (/[\s"'@=]/.test(masked)) return undefined
    const colon = masked.lastIndexOf(':')
    if (colon === -1) return { host: trimmed }
    const port = parsePort(trimmed.slice(colon + 1))
    const host = trimmed.slice(0, colon)
    if (host === '' || (port === undefined && !hasHole(trimmed.slice(colon + 1)))) return undefined
    return port === undefined ? { host } : { host, port }
  }
  const endpoint = splitHostPort(trimmed)
  const isIpv6 = endpoint.host.includes(':')
  if (isIpv6 ? !/^[0-9a-f:.%a-z]+$/i.test(endpoint.host) : !hostName.test(endpoint.host)) return undefined
  if (endpoint.port === undefined && !isIpv6 && trimmed.includes(':')) return undefined
  return endpoint
}
