import type { Fact } from '../model/fact.ts'
import { byDefault, configured } from '../model/fact.ts'
import type { Setting } from '../model/setting.ts'
import { isResolved } from '../model/setting.ts'
import type { ListenerReading } from '../model/technology.ts'
import type { Authentication, Encryption, Protocol, Purpose } from '../model/vocabulary.ts'
import { isLoopback, parsePort, splitHostPort } from '../protocols/address.ts'

/** A listener as most servers have it: a port, perhaps an address, and nothing else said. */
export interface WebListener {
  readonly port: number
  readonly protocol?: Protocol
  readonly purpose?: Purpose
  /** Names the product: `Grafana speaks HTTP unless …`. */
  readonly tls: Fact<Encryption>
  readonly authentication: Fact<Authentication>
  /** Setting that decides port or address. */
  readonly from?: Setting
}

export function webListener({ port, protocol = 'http', purpose = 'application', tls, authentication, from }: WebListener): ListenerReading {
  const host = from === undefined ? '' : splitHostPort(from.value).host
  const bind = from !== undefined && host !== '' && isLoopback(host) ? { bind: configured('loopback' as const, from.trail) } : {}
  return { port, protocol, purpose, tls, authentication, ...bind, ...(from === undefined ? {} : { trail: from.trail }) }
}

/** The port of a setting that is a port, `host:port` or `:port`; undefined when it is absent or not known here. */
export function portIn(setting: Setting | undefined): number | undefined {
  if (setting === undefined || !isResolved(setting)) return undefined
  const text = setting.value.trim()
  return parsePort(text) ?? splitHostPort(text.replace(/^[a-z][a-z0-9+]*:\/\//i, '').replace(/\/.*$/, '')).port
}

/** Plaintext, as `product` does unless told otherwise. */
export function plainByDefault(product: string, from?: Setting): Fact<Encryption> {
  return byDefault('none', `${product} speaks plaintext unless a certificate is set`, from?.trail)
}

/** No login, as `product` has none unless told otherwise. */
export function openByDefault(why: string, from?: Setting): Fact<Authentication> {
  return byDefault('none', why, from?.trail)
}
