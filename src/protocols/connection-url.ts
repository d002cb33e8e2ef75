import type { ConnectionString, Endpoint } from './connection-types.ts'
import { decodePercent, normalise, parseQuery } from './connection-parameters.ts'
import { tlsWords } from './connection-tls.ts'
import { parseEndpoint } from './endpoints.ts'
import { maskHoles, splitOutside } from './holes.ts'
import { schemeOf } from './schemes.ts'

const schemePattern = /^([A-Za-z][A-Za-z0-9+._-]{0,40}):\/\//

export interface UrlParts {
  readonly scheme: string
  readonly user?: string
  readonly password?: string
  readonly endpoints: readonly Endpoint[]
  /** From the slash on, decoded; empty when there is none. */
  readonly path: string
  readonly query: ReadonlyMap<string, string>
}

/** Any URL whose scheme says what it speaks. */
export function parseUrl(text: string): ConnectionString | undefined {
  const parts = urlParts(text)
  if (parts === undefined) return undefined
  const scheme = schemeOf(parts.scheme)
  if (scheme === undefined) return undefined
  const parameters = parts.query
  const names = normalise(parameters)
  const hints = { scheme: scheme.tls, form: 'url' as const, ...(scheme.library === undefined ? {} : { library: scheme.library }) }
  const tls = tlsWords(scheme.protocol, names, hints)
  const endpoints = parts.endpoints.length > 0 ? parts.endpoints : endpointsFromQuery(names)
  const user = parts.user ?? names.get('user') ?? names.get('username')
  const password = parts.password ?? (scheme.protocol === 'http' ? undefined : names.get('password'))
  const database = scheme.protocol === 'http' ? '' : parts.path.replace(/^\//, '')
  const library = scheme.library ?? tls.library
  return {
    protocol: scheme.protocol,
    scheme: parts.scheme,
    form: 'url',
    endpoints,
    ...(user === undefined || user === '' ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === '' ? {} : { database }),
    encryption: tls.encryption,
    verification: tls.verification,
    ...(tls.authority === undefined ? {} : { authority: tls.authority }),
    parameters,
    ...(library === undefined ? {} : { library }),
  }
}

/** Takes a URL apart as forgivingly as clients do: holes anywhere, unescaped `@`, `/` and `#` in the password. */
export function urlParts(text: string): UrlParts | undefined {
  const found = schemePattern.exec(text)
  if (found === null) return undefined
  const scheme = (found[1] ?? '').toLowerCase()
  const rest = text.slice(found[0].length)
  const masked = maskHoles(rest)
  // a sentence that begins with an address is no address
  if (/[\s"'`]/.test(masked.slice(masked.lastIndexOf('@') + 1).split('?')[0] ?? '')) return undefined
  const at = userinfoEnd(rest, masked, scheme)
  const hostStart = at + 1
  const tail = masked.slice(hostStart).search(/[/?#]/)
  const hostEnd = tail === -1 ? rest.length : hostStart + tail
  const endpoints = hosts(rest.slice(hostStart, hostEnd))
  if (endpoints === undefined) return undefined
  let after = rest.slice(hostEnd)
  const hash = maskHoles(after).indexOf('#')
  if (hash !== -1) after = after.slice(0, hash)
  const question = maskHoles(after).indexOf('?')
  const path = decodePercent(question === -1 ? after : after.slice(0, question))
  const query = question === -1 ? new Map<string, string>() : parseQuery(after.slice(question + 1))
  const login = at === -1 ? {} : userinfo(rest.slice(0, at))
  return { scheme, ...login, endpoints, path, query }
}

/** `user:password`, each decoded. An absent colon means no password. */
export function userinfo(text: string): { user?: string; password?: string } {
  const colon = maskHoles(text).indexOf(':')
  const user = decodePercent(colon === -1 ? text : text.slice(0, colon))
  return { ...(user === '' ? {} : { user }), ...(colon === -1 ? {} : { password: decodePercent(text.slice(colon + 1)) }) }
}

/** Index of the `@` that ends the userinfo, -1 without one. */
function userinfoEnd(rest: string, masked: string, scheme: string): number {
  const stop = masked.search(/[/?#]/)
  const authority = stop === -1 ? masked : masked.slice(0, stop)
  const last = masked.lastIndexOf('@')
  const inside = authority.lastIndexOf('@')
  if (last === inside) return inside
  // an `@` behind the first `/`, `?` or `#`: part of a path or query, or the password holds such a character
  const isWeb = schemeOf(scheme)?.protocol === 'http'
  const naive = hosts(rest.slice(inside + 1, authority.length))
  const query = masked.indexOf('?')
  const beyond = masked.lastIndexOf('@', query === -1 ? masked.length : query)
  if (naive === undefined || naive.length === 0) return looksLikeHost(rest, masked, last) ? last : inside
  if (isWeb || beyond <= inside) return inside
  return looksLikeHost(rest, masked, beyond) ? beyond : inside
}

function looksLikeHost(rest: string, masked: string, at: number): boolean {
  const tail = masked.slice(at + 1).search(/[/?#]/)
  const found = hosts(tail === -1 ? rest.slice(at + 1) : rest.slice(at + 1, at + 1 + tail))
  return found !== undefined && found.length > 0
}

/** Absent when the text is no list of hosts. */
function hosts(text: string): Endpoint[] | undefined {
  if (text === '') return []
  const result: Endpoint[] = []
  for (const entry of splitOutside(text, ',')) {
    if (entry === '') continue
    // `tcp://0.0.0.0:` and `amqp://host:`: an empty port is the default port
    const endpoint = parseEndpoint(decodePercent(entry.endsWith(':') ? entry.slice(0, -1) : entry))
    if (endpoint === undefined) return undefined
    result.push(endpoint)
  }
  return result
}

/** libpq: `postgresql:///db?host=a,b&port=5433`. */
function endpointsFromQuery(names: ReadonlyMap<string, string>): Endpoint[] {
  const host = names.get('host') ?? ''
  if (host === '' || host.startsWith('/')) return []
  const port = names.get('port')
  return (hosts(host) ?? []).map((endpoint) => {
    const own = endpoint.port ?? (port !== undefined && /^\d+$/.test(port) ? Number(port) : undefined)
    return own === undefined ? endpoint : { host: endpoint.host, port: own }
  })
}
