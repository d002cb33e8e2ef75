import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import type { Options } from './options.ts'

const why = 'Kafka listens in clear text without login on 9092 unless `listeners` says otherwise (all versions)'

/** One listener for each name in `listeners`, with the security protocol that its name maps to. */
export function listenersOf(input: ComponentInput, options: Options): readonly ListenerReading[] {
  const written = options.get('listeners')
  const advertised = options.get('advertised.listeners')
  // wurstmeister's and older images listen where they advertise
  const source = written ?? (advertised === undefined ? undefined : onAllAddresses(advertised))
  if (source === undefined)
    return [listener({ port: 9092, tls: byDefault('none', why, [input.at]), authentication: byDefault('none', why, [input.at]) })]
  const controllers = new Set((options.get('controller.listener.names')?.value ?? 'CONTROLLER').toUpperCase().split(/[\s,]+/))
  return source.value.split(/[\s,]+/).flatMap((text) => {
    const found = /^([A-Za-z0-9_.-]+):\/\/(.*)$/.exec(text)
    const { host, port } = splitHostPort(found?.[2] ?? '')
    if (found === null || port === undefined) return []
    const name = (found[1] ?? '').toUpperCase()
    return [
      listener({
        port,
        ...securityOf(name, options, source.trail, source),
        ...certificateOf(name, options),
        purpose: controllers.has(name) ? 'peer' : 'data',
        ...(isLoopback(host) ? { bind: configured('loopback' as const, source.trail) } : {}),
        trail: source.trail,
      }),
    ]
  })
}

function listener(reading: Pick<ListenerReading, 'port' | 'tls' | 'authentication'> & Partial<ListenerReading>): ListenerReading {
  return { protocol: 'kafka', purpose: 'data', ...reading }
}

function onAllAddresses(advertised: Setting): Setting {
  return { ...advertised, value: advertised.value.replace(/:\/\/[^,]*:(?=\d)/g, '://:') }
}

/** The listener's own key store, else that of all listeners. */
function certificateOf(name: string, options: Options): Pick<ListenerReading, 'certificate' | 'certificatePassword'> {
  const option = (key: string): Setting | undefined => options.get(`listener.name.${name.toLowerCase()}.${key}`) ?? options.get(key)
  const certificate = option('ssl.keystore.location')
  const password = option('ssl.keystore.password')
  if (certificate === undefined) return {}
  return { certificate, ...(password === undefined ? {} : { certificatePassword: password }) }
}

interface Security {
  readonly tls: Fact<Encryption>
  readonly authentication: Fact<Authentication>
}

/** The name is the protocol itself, or is mapped to one by listener.security.protocol.map. */
function securityOf(name: string, options: Options, trail: readonly Place[], source: Setting): Security {
  const map = options.get('listener.security.protocol.map')
  const mapped = map?.value
    .split(',')
    .map((pair) => pair.trim().toUpperCase())
    .find((pair) => pair.startsWith(`${name}:`))
  const protocol = mapped?.slice(name.length + 1) ?? name
  const places = mapped === undefined || map === undefined ? trail : map.trail
  if (!/^(?:PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)$/.test(protocol)) {
    const open = map ?? source
    const reason = isResolved(open) ? `listener ${name} is mapped to no security protocol` : 'the security protocol has no value here'
    // Kafka's own default maps the controller's name to clear text
    if (name === 'CONTROLLER' && map === undefined)
      return {
        tls: byDefault('none', 'Kafka maps CONTROLLER to PLAINTEXT by default', trail),
        authentication: byDefault('none', 'PLAINTEXT has no login', trail),
      }
    return { tls: unknown(reason, open.trail[0]), authentication: unknown(reason, open.trail[0]) }
  }
  const tls = configured<Encryption>(protocol.endsWith('SSL') ? 'required' : 'none', places)
  return { tls, authentication: authenticationOf(name, protocol, options, places) }
}

function authenticationOf(name: string, protocol: string, options: Options, places: readonly Place[]): Fact<Authentication> {
  if (protocol.startsWith('SASL')) {
    const mechanisms =
      (options.get(`listener.name.${name.toLowerCase()}.sasl.enabled.mechanisms`) ?? options.get('sasl.enabled.mechanisms'))?.value ?? ''
    if (/GSSAPI/i.test(mechanisms) || (mechanisms === '' && !options.bitnami))
      return configured('kerberos', places, 'GSSAPI is the default mechanism')
    return configured(/OAUTHBEARER/i.test(mechanisms) ? 'token' : 'password', places)
  }
  if (protocol !== 'SSL') return configured('none', places)
  const client = options.get(`listener.name.${name.toLowerCase()}.ssl.client.auth`) ?? options.get('ssl.client.auth')
  if (client === undefined) return byDefault('none', 'ssl.client.auth is none unless it is set (all versions)', places)
  return configured(client.value.toLowerCase() === 'required' ? 'certificate' : 'none', client.trail)
}
