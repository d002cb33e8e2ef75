import type { Fact } from '../model/fact.ts'
import { byDefault, configured, holds } from '../model/fact.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import type { Authentication, Encryption, Protocol, Verification } from '../model/vocabulary.ts'
import { clientEnd } from '../protocols/client-defaults.ts'
import { parseConnectionString } from '../protocols/connection-string.ts'
import { parseEndpoint } from '../protocols/endpoints.ts'

/** What a product is known to do with an address of one of its settings, and what is set beside it; undefined is not set. */
export interface Client {
  /** Name of the setting, as people search for it. */
  readonly key: string
  /** The client library, where the address does not say: `libpq`. */
  readonly library?: string | undefined
  /** What is spoken, where the scheme says less than the product: `loki` over http. Needed for addresses without a scheme. */
  readonly protocol?: Protocol | undefined
  /** Where the address names no port and its scheme has no usual one. */
  readonly defaultPort?: number | undefined
  readonly encryption?: Fact<Encryption> | undefined
  readonly verification?: Fact<Verification> | undefined
  readonly user?: Setting | undefined
  /** Name of the setting that holds the user. */
  readonly userKey?: string | undefined
  readonly database?: Setting | undefined
  readonly password?: Setting | undefined
  /** Name of the setting that holds password or token. */
  readonly passwordKey?: string | undefined
  readonly token?: Setting | undefined
  readonly authority?: Setting | undefined
  readonly cannot?: string | undefined
  readonly fromOutside?: boolean | undefined
}

/** The connections that one address asks for: any form of address, or `host:port` where the protocol is known. None when it cannot be read. */
export function connectionsTo(address: Setting, client: Client): readonly ConnectionReading[] {
  const parsed = parseConnectionString(address.value)
  if (parsed === undefined) return bare(address, client)
  const library = parsed.library ?? client.library
  const end = clientEnd(library === undefined ? parsed : { ...parsed, library }, address.trail)
  const encryption = client.encryption ?? end.encryption
  const part = (text: string | undefined): Setting | undefined => (text === undefined ? undefined : withText(address, text))
  const known = present({
    user: client.user ?? part(parsed.user),
    userKey: client.user === undefined ? undefined : client.userKey,
    database: client.database ?? part(parsed.database),
    authority: client.authority ?? part(parsed.authority),
  })
  return parsed.endpoints.map(({ host, port = client.defaultPort ?? usualPorts.get(parsed.scheme) }) => ({
    protocol: client.protocol ?? parsed.protocol,
    host,
    ...(port === undefined ? {} : { port }),
    encryption,
    verification: client.verification ?? end.verification,
    ...shared(address, client, client.password ?? part(parsed.password)),
    ...known,
  }))
}

/** An address without a scheme is plaintext unless the product says otherwise. */
function bare(address: Setting, client: Client): readonly ConnectionReading[] {
  const endpoint = client.protocol === undefined ? undefined : parseEndpoint(address.value)
  if (endpoint === undefined || client.protocol === undefined) return []
  const { host, port = client.defaultPort } = endpoint
  const encryption = client.encryption ?? byDefault('none', 'an address without a scheme is plaintext', address.trail)
  const verification = holds(encryption, 'none')
    ? byDefault('none' as const, 'nothing is checked without TLS', address.trail)
    : byDefault('name' as const, 'TLS clients check chain and name unless told otherwise', address.trail)
  return [
    {
      protocol: client.protocol,
      host,
      ...(port === undefined ? {} : { port }),
      encryption,
      verification: client.verification ?? verification,
      ...shared(address, client, client.password),
      ...present({ user: client.user, authority: client.authority }),
    },
  ]
}

type Shared = Pick<ConnectionReading, 'authentication' | 'password' | 'passwordKey' | 'key' | 'trail' | 'fromOutside' | 'cannot'>

function shared(address: Setting, { key, passwordKey, token, fromOutside, cannot }: Client, password: Setting | undefined): Shared {
  const secret = [password, token].find((each) => each !== undefined && each.value !== '')
  return {
    authentication: login(address, secret, secret !== undefined && secret === token),
    key,
    trail: address.trail,
    ...present({ password: secret, passwordKey: secret === undefined ? undefined : passwordKey, fromOutside, cannot }),
  }
}

function login(address: Setting, secret: Setting | undefined, isToken: boolean): Fact<Authentication> {
  if (secret === undefined) return byDefault('none', 'no credential is set for it', address.trail)
  return configured(isToken ? 'token' : 'password', secret.trail)
}

const usualPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
])

/** The members that have a value. */
function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  for (const key in members) {
    const value = members[key]
    if (value !== undefined) kept[key] = value as Exclude<T[typeof key], undefined>
  }
  return kept
}
