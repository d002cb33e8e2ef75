import type { Fact } from '../model/fact.ts'
import { byDefault, configured, holds } from '../model/fact.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import type { Authentication, Encryption, Protocol, Verification } from '../model/vocabulary.ts'
import { clientEnd } from './client-defaults.ts'
import { parseConnectionString } from './connection-string.ts'
import { parseEndpoint } from './endpoints.ts'

/** What a product's settings say about a connection beside its address. */
export interface ClientSettings {
  /** Name of the setting, as people search for it. */
  readonly key: string
  readonly user?: Setting
  readonly password?: Setting
  readonly token?: Setting
  /** Set where the product has a switch for it; otherwise TLS clients are taken to check chain and name. */
  readonly verification?: Fact<Verification>
  readonly encryption?: Fact<Encryption>
  readonly authority?: Setting
  /** For addresses without a scheme. */
  readonly protocol?: Protocol
  readonly defaultPort?: number
  readonly cannot?: string
}

/** The connections that an address asks for: a URL, or `host:port` where `end` names the protocol. Anything else gives none. */
export function connectionsTo(address: Setting, end: ClientSettings): readonly ConnectionReading[] {
  const url = parseConnectionString(address.value)
  if (url !== undefined && url.form === 'url') {
    const user = end.user ?? (url.user === undefined ? undefined : withText(address, url.user))
    const password = end.password ?? (url.password === undefined ? undefined : withText(address, url.password))
    const asked = clientEnd(url, address.trail)
    const encryption = end.encryption ?? asked.encryption
    const isPlain = holds(encryption, 'none')
    return url.endpoints.map(({ host, port }) =>
      reading(host, port ?? end.defaultPort ?? usualPort(url.scheme), end.protocol ?? url.protocol, encryption, isPlain, address, {
        ...end,
        ...given({ user, password }),
      }),
    )
  }
  const endpoint = end.protocol === undefined ? undefined : parseEndpoint(address.value)
  if (endpoint === undefined || end.protocol === undefined) return []
  const encryption = end.encryption ?? byDefault('none', 'an address without a scheme is plaintext', address.trail)
  return [reading(endpoint.host, endpoint.port ?? end.defaultPort, end.protocol, encryption, holds(encryption, 'none'), address, end)]
}

function reading(
  host: string,
  port: number | undefined,
  protocol: Protocol,
  encryption: Fact<Encryption>,
  isPlain: boolean,
  address: Setting,
  end: ClientSettings,
): ConnectionReading {
  const checks = isPlain ? 'none' : 'name'
  return {
    protocol,
    host,
    ...(port === undefined ? {} : { port }),
    encryption,
    verification:
      end.verification ??
      byDefault(
        checks,
        checks === 'none' ? 'nothing is checked without TLS' : 'TLS clients check chain and name unless told otherwise',
        address.trail,
      ),
    authentication: authentication(end, address),
    ...given({ user: end.user, password: end.password ?? end.token, authority: end.authority, cannot: end.cannot }),
    key: end.key,
    trail: address.trail,
  }
}

function authentication({ password, token }: ClientSettings, address: Setting): Fact<Authentication> {
  if (token !== undefined && token.value !== '') return configured('token', token.trail)
  if (password !== undefined && password.value !== '') return configured('password', password.trail)
  return configured('none', address.trail)
}

const ports: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
])

function usualPort(scheme: string): number | undefined {
  return ports.get(scheme)
}

/** The members that have a value. */
function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  for (const key in members) {
    const value = members[key]
    if (value !== undefined) kept[key] = value as Exclude<T[typeof key], undefined>
  }
  return kept
}
