import { byDefault, configured } from '../model/fact.ts'
import type { Fact } from '../model/fact.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import type { Encryption, Verification } from '../model/vocabulary.ts'
import { clientEnd } from './client-defaults.ts'
import { parseConnectionString } from './connection-string.ts'

/** What a product is known to do with an address of one of its settings. */
export interface UrlClient {
  readonly key: string
  /** The client library, where the address does not say: `libpq`. */
  readonly library?: string
  readonly encryption?: Fact<Encryption>
  readonly verification?: Fact<Verification>
  /** A credential that is set beside the address. */
  readonly user?: Setting
  readonly password?: Setting
  /** Sends a token that is set elsewhere. */
  readonly token?: Setting
  readonly cannot?: string
  readonly fromOutside?: boolean
}

/** The connections that one address asks for, in any form of address, one for each of its hosts; none when it cannot be read. */
export function connectionsOf(address: Setting, client: UrlClient): readonly ConnectionReading[] {
  const parsed = parseConnectionString(address.value)
  if (parsed === undefined) return []
  const library = parsed.library ?? client.library
  const end = clientEnd(library === undefined ? parsed : { ...parsed, library }, address.trail)
  const user = client.user ?? (parsed.user === undefined ? undefined : withText(address, parsed.user))
  const password = client.password ?? (parsed.password === undefined ? undefined : withText(address, parsed.password))
  const secret = password !== undefined && password.value !== '' ? password : undefined
  return parsed.endpoints.map(({ host, port }) => ({
    protocol: parsed.protocol,
    host,
    ...(port === undefined ? schemePort(parsed.scheme) : { port }),
    encryption: client.encryption ?? end.encryption,
    verification: client.verification ?? end.verification,
    authentication: secret !== undefined ? configured('password', secret.trail) : tokenOrNone(client.token, address),
    ...(user === undefined ? {} : { user }),
    ...(secret === undefined ? {} : { password: secret }),
    ...(parsed.authority === undefined ? {} : { authority: withText(address, parsed.authority) }),
    key: client.key,
    trail: address.trail,
    ...(client.fromOutside === true ? { fromOutside: true } : {}),
    ...(client.cannot === undefined ? {} : { cannot: client.cannot }),
  }))
}

function tokenOrNone(token: Setting | undefined, address: Setting): ConnectionReading['authentication'] {
  return token === undefined ? byDefault('none', 'no credential is set for it', address.trail) : configured('token', token.trail)
}

function schemePort(scheme: string): { port?: number } {
  if (scheme === 'http' || scheme === 'ws') return { port: 80 }
  return scheme === 'https' || scheme === 'wss' ? { port: 443 } : {}
}
