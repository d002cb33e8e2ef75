import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Encryption, Protocol, Purpose } from '../../model/vocabulary.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import type { Options } from './options.ts'
import { below, listOf } from './options.ts'

/** What the listeners of one protocol have in common. */
export interface Service {
  readonly name: string
  readonly protocol: Protocol
  readonly purpose: Purpose
  readonly authentication: Fact<Authentication>
  /** Where nothing is written. */
  readonly home: Place
}

/** `5672`, `127.0.0.1:5672`, `::1:5672`. */
export function portOf(setting: Setting | undefined): number | undefined {
  if (setting === undefined || !isResolved(setting)) return undefined
  return parsePort(setting.value.slice(setting.value.lastIndexOf(':') + 1))
}

function hostOf({ value }: Setting): string {
  return value.includes(':') ? value.slice(0, value.lastIndexOf(':')) : ''
}

/** Listeners of AMQP, MQTT, STOMP and streams: `<prefix>listeners.tcp.*` and `<prefix>listeners.ssl.*`, with `ssl_options.*` for all of them. */
export function brokerListeners(service: Service, options: Options, prefix: string, usual: number, given?: Setting): readonly ListenerReading[] {
  const said = listOf(options, `${prefix}listeners.tcp`)
  const plain = said ?? [given]
  const secure = listOf(options, `${prefix}listeners.ssl`) ?? []
  const [certificate, key] = [options.get('ssl_options.certfile'), options.get('ssl_options.keyfile')]
  const needs = options.get('ssl_options.fail_if_no_peer_cert')
  const demands = needs?.value === 'true' && options.get('ssl_options.verify')?.value === 'verify_peer'
  return [
    ...plain.map((from) =>
      listener(service, portOf(from) ?? usual, plainText(service, `unless ${prefix}listeners.tcp is none`, from), service.authentication, from),
    ),
    ...secure.map((from) => ({
      ...listener(
        service,
        portOf(from) ?? usual,
        configured('required', from.trail),
        demands ? configured('certificate', needs.trail) : service.authentication,
        from,
      ),
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    })),
  ]
}

/**
 * Listeners of the plugins that speak HTTP: `<prefix>.tcp.*` and `<prefix>.ssl.*`. Where only TLS is set up, most plugins leave plain HTTP
 * away (management, prometheus); those of WebSockets do not, unless `<prefix>.tcp.listener` is none.
 */
export function webListeners(
  service: Service,
  options: Options,
  prefix: string,
  usual: { readonly plain: number; readonly tls: number; readonly stays?: boolean },
): readonly ListenerReading[] {
  const tls = below(options, `${prefix}.ssl`).filter(([name]) => name !== 'listener')
  const tcp = below(options, `${prefix}.tcp`).filter(([name]) => name !== 'listener')
  const legacy = below(options, `${prefix}.listener`)
  const found: ListenerReading[] = []
  const isOff = options.get(`${prefix}.tcp.listener`)?.value === 'none' || options.get(`${prefix}.tcp`)?.value === 'none'
  if (legacy.length > 0 && !(tls.length > 0 && tcp.length > 0))
    found.push(oneListener(service, options, `${prefix}.listener`, usual.plain, options.get(`${prefix}.listener.ssl`)))
  if (!isOff && (tcp.length > 0 || usual.stays === true || (tls.length === 0 && legacy.length === 0)))
    found.push(oneListener(service, options, `${prefix}.tcp`, usual.plain, undefined))
  const [first] = tls
  if (first !== undefined) found.push(oneListener(service, options, `${prefix}.ssl`, usual.tls, { ...first[1], value: 'true' }))
  return found
}

function oneListener(service: Service, options: Options, key: string, usual: number, tls: Setting | undefined): ListenerReading {
  const port = options.get(`${key}.port`)
  const address = options.get(`${key}.ip`)
  const isSecure = tls?.value === 'true'
  const option = (name: string): Setting | undefined => options.get(`${key}.${name}`) ?? options.get(`${key}.ssl_opts.${name}`)
  const [certificate, privateKey] = [option('certfile'), option('keyfile')]
  const from = port ?? address ?? (isSecure ? tls : undefined)
  return {
    ...listener(
      service,
      portOf(port) ?? usual,
      isSecure ? configured('required', tls.trail) : plainText(service, 'unless its TLS port is set', from),
      service.authentication,
      from,
    ),
    ...(address !== undefined && isLoopback(address.value) ? { bind: configured('loopback', address.trail) } : {}),
    ...(isSecure && certificate !== undefined ? { certificate } : {}),
    ...(isSecure && privateKey !== undefined ? { key: privateKey } : {}),
  }
}

function plainText({ name, home }: Service, unless: string, from: Setting | undefined): Fact<Encryption> {
  return byDefault('none', `${name} speaks clear text ${unless}`, from?.trail ?? [home])
}

export function listener(
  { protocol, purpose }: Service,
  port: number,
  tls: Fact<Encryption>,
  authentication: Fact<Authentication>,
  from?: Setting,
): ListenerReading {
  const bind = from !== undefined && isLoopback(hostOf(from)) ? { bind: configured('loopback' as const, from.trail) } : {}
  return { port, protocol, purpose, tls, authentication, ...bind, ...(from === undefined ? {} : { trail: from.trail }) }
}
