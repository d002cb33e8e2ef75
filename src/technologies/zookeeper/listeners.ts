import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { asSwitch, variable } from '../../settings/environment.ts'
import { debuggerDoor, managementDoor } from '../../settings/jvm.ts'
import { portIn } from '../../settings/web-listener.ts'
import { members } from './ensemble.ts'
import type { Login } from './login.ts'
import type { Options } from './options.ts'

/** Which image it is decides what is there unless it is written. */
export type Build = 'official' | 'bitnami' | 'confluent'

export function listeners(input: ComponentInput, options: Options, login: Login, build: Build, version?: string): readonly ListenerReading[] {
  return [
    ...clients(input, options, login, build),
    ...admin(options, build, version),
    ...peers(options, login),
    ...metrics(options),
    ...management(options),
    ...debuggerDoor(options.variables('JVMFLAGS'), options.variables('SERVER_JVMFLAGS')),
  ]
}

/** Java reads a switch as on when it is the word true, in any case; three of ZooKeeper's own want `yes`. */
export function isTrue(value: Setting | undefined): boolean {
  return value?.value.trim().toLowerCase() === 'true'
}

function bound(address: string | undefined, from: Setting | undefined): Pick<ListenerReading, 'bind'> {
  return address !== undefined && from !== undefined && isLoopback(address) ? { bind: configured('loopback', from.trail) } : {}
}

function clients(input: ComponentInput, options: Options, login: Login, build: Build): readonly ListenerReading[] {
  const base = { protocol: 'zookeeper', purpose: 'data' } as const
  const found: ListenerReading[] = []
  const plain = plainDoor(options, build)
  const either = options.get('client.portUnification')
  if (plain !== undefined) {
    const from = plain.port ?? setting('', options.home)
    const tls: Fact<Encryption> = isTrue(either)
      ? configured('optional', either?.trail ?? [])
      : byDefault('none', 'ZooKeeper speaks clear text on clientPort (all versions)', from.trail)
    found.push({
      port: plain.number,
      ...base,
      tls,
      authentication: authentication(input, options, login, build),
      ...(plain.port === undefined ? {} : { trail: [...from.trail, ...(plain.address?.trail.slice(0, 1) ?? [])] }),
      ...bound(plain.address?.value, plain.address),
    })
  }
  const secure = options.get('secureClientPort')
  const port = portIn(secure)
  if (secure !== undefined && port !== undefined && port !== 0) {
    const asks = options.get('ssl.clientAuth')
    const address = options.get('secureClientPortAddress')
    const certificate = options.get('ssl.keyStore.location')
    const password = options.get('ssl.keyStore.password')
    found.push({
      port,
      ...base,
      tls: configured('required', secure.trail),
      authentication:
        asks === undefined
          ? byDefault('certificate', 'ssl.clientAuth is need by default (3.5.5 and later)', secure.trail)
          : /^need$/i.test(asks.value)
            ? configured('certificate', asks.trail)
            : authentication(input, options, login, build),
      trail: secure.trail,
      ...bound(address?.value, address),
      ...(certificate === undefined ? {} : { certificate }),
      ...(password === undefined ? {} : { certificatePassword: password }),
    })
  }
  return found
}

interface Door {
  readonly number: number
  readonly port?: Setting
  readonly address?: Setting
}

/** A zoo.cfg without clientPort opens none, unless the server's own line in the ensemble names one. */
function plainDoor(options: Options, build: Build): Door | undefined {
  const port = options.get('clientPort')
  const address = options.get('clientPortAddress')
  if (port !== undefined) {
    if (port.value === '0') return undefined
    return { number: portIn(port) ?? 2181, port, ...(address === undefined ? {} : { address }) }
  }
  const member = members(options).find(({ client }) => client !== undefined)
  if (member?.client !== undefined) {
    const { address: host, port: number } = member.client
    return { number, port: member.setting, ...(host === '' ? {} : { address: { ...member.setting, value: host } }) }
  }
  if (options.isWritten) return undefined
  if (build === 'confluent') return undefined
  // docker-entrypoint.sh of the official image writes a server with a door at 2181 unless ZOO_SERVERS has others (3.5 to 3.9)
  return build === 'official' && options.get('servers') !== undefined && options.get('secureClientPort') !== undefined ? undefined : { number: 2181 }
}

/**
 * Sessions without a login are closed only where that is enforced. With `ip` everybody has logged in; `digest` takes any name and password,
 * which are an identity for access lists and checked by nobody (DigestAuthenticationProvider, 3.9).
 */
function authentication(input: ComponentInput, options: Options, login: Login, build: Build): Fact<Authentication> {
  const by = login.clients?.by ?? 'password'
  const sasl = options.get('sessionRequireClientSASLAuth')
  if (isTrue(sasl)) return configured(by, sasl?.trail ?? [])
  const enforced = options.get('enforce.auth.enabled')
  if (isTrue(enforced)) {
    const schemes = options.get('enforce.auth.schemes')
    const names = (schemes?.value ?? '').split(',').map((name) => name.trim().toLowerCase())
    if (names.some((name) => name === 'ip' || name === 'digest'))
      return configured('none', schemes?.trail ?? [], 'the schemes ip and digest let everybody in')
    return configured(names.includes('sasl') ? by : 'certificate', enforced?.trail ?? [])
  }
  const enable = build === 'bitnami' ? variable(input, 'ZOO_ENABLE_AUTH') : undefined
  // bitnami's SASL login is offered, and sessions without it are still accepted
  if (enable !== undefined && asSwitch(enable.value) === true) return configured('password', enable.trail)
  return byDefault('none', 'ZooKeeper lets every client in unless it enforces a login (all versions)', [options.home])
}

/** The AdminServer came with 3.5 and is on by default; bitnami switches it off. */
function admin(options: Options, build: Build, version: string | undefined): readonly ListenerReading[] {
  const enabled = options.get('admin.enableServer')
  const isOn = enabled === undefined ? build !== 'bitnami' : asSwitch(enabled.value) !== false
  if (!isOn || (version !== undefined && version.includes('.') && !isAtLeast(version, '3.5'))) return []
  const number = options.get('admin.serverPort')
  const address = options.get('admin.serverAddress')
  const at = (enabled ?? number ?? address)?.trail ?? [options.home]
  const why = 'the AdminServer speaks HTTP without login (ZooKeeper 3.5 and later)'
  const https = options.get('admin.forceHttps')
  const either = options.get('admin.portUnification')
  const needs = options.get('admin.needClientAuth')
  const trail = [enabled, number, address].flatMap((each) => each?.trail ?? [])
  return [
    {
      port: portIn(number) ?? 8080,
      protocol: 'http',
      purpose: 'admin',
      tls: isTrue(https)
        ? configured('required', https?.trail ?? [])
        : isTrue(either)
          ? configured('optional', either?.trail ?? [])
          : byDefault('none', why, at),
      authentication: isTrue(https) && isTrue(needs) ? configured('certificate', needs?.trail ?? []) : byDefault('none', why, at),
      ...bound(address?.value, address),
      ...(trail.length === 0 ? {} : { trail }),
    },
  ]
}

/** Ports between servers are open only in an ensemble. */
function peers(options: Options, login: Login): readonly ListenerReading[] {
  const all = members(options)
  const [first] = all
  // one that is alone talks to nobody (QuorumPeerConfig.isDistributed, 3.8)
  if (first === undefined || (all.length === 1 && options.get('standaloneEnabled')?.value.trim().toLowerCase() !== 'false')) return []
  const from = first.setting
  const secure = options.get('sslQuorum')
  const either = options.get('portUnification')
  const tls: Fact<Encryption> =
    secure === undefined
      ? byDefault('none', 'sslQuorum is off by default', from.trail)
      : configured(isTrue(secure) ? (isTrue(either) ? 'optional' : 'required') : 'none', secure.trail)
  const local = all.every(({ host }) => isLoopback(host)) && !isTrue(options.get('quorumListenOnAllIPs'))
  const ports = first.ports.length === 2 ? first.ports : [2888, 3888]
  return ports.map((port) => ({
    port,
    protocol: 'tcp',
    purpose: 'peer',
    tls,
    authentication: between(options, login),
    trail: from.trail,
    ...(local ? { bind: configured('loopback' as const, from.trail) } : {}),
  }))
}

/** Servers log in to each other by SASL where it is demanded of those who call, or by the certificates of TLS. */
function between(options: Options, login: Login): Fact<Authentication> {
  const sasl = options.get('quorum.auth.enableSasl')
  const demanded = options.get('quorum.auth.serverRequireSasl')
  if (isTrue(sasl) && isTrue(demanded)) return configured(login.peers?.by ?? 'password', demanded?.trail ?? [])
  const secure = options.get('sslQuorum')
  if (isTrue(secure) && !isTrue(options.get('portUnification'))) return configured('certificate', secure?.trail ?? [])
  return byDefault('none', 'servers ask each other for nothing by default', [options.home])
}

/** PrometheusMetricsProvider listens on 7000, on all addresses (3.6 and later). */
function metrics(options: Options): readonly ListenerReading[] {
  const provider = options.get('metricsProvider.className')
  if (provider?.value.endsWith('PrometheusMetricsProvider') !== true) return []
  const port = options.get('metricsProvider.httpPort')
  const host = options.get('metricsProvider.httpHost')
  const secure = options.get('metricsProvider.httpsPort')
  const open = byDefault('none' as const, 'the metrics have neither TLS nor a login (ZooKeeper 3.6 and later)', provider.trail)
  if (port === undefined && secure !== undefined) return []
  return [
    {
      port: portIn(port) ?? 7000,
      protocol: 'http',
      purpose: 'metrics',
      tls: open,
      authentication: open,
      trail: (port ?? provider).trail,
      ...bound(host?.value, host),
    },
  ]
}

/** zkServer.sh opens JMX for a JMXPORT without login and TLS, unless JMXAUTH and JMXSSL say otherwise (3.8). */
function management(options: Options): readonly ListenerReading[] {
  const port = options.variables('JMXPORT')
  const number = portIn(port)
  if (port === undefined || number === undefined || isTrue(options.variables('JMXDISABLE'))) return managementDoor(options.properties)
  const silent = 'zkServer.sh opens JMX without login and TLS unless JMXAUTH and JMXSSL are true'
  const switched = <T>(name: string, on: T, off: T): Fact<T> => {
    const value = options.variables(name)
    return value === undefined ? byDefault(off, silent, port.trail) : configured(isTrue(value) ? on : off, value.trail)
  }
  return [
    {
      port: number,
      protocol: 'jmx',
      purpose: 'debug',
      tls: switched<Encryption>('JMXSSL', 'required', 'none'),
      authentication: switched<Authentication>('JMXAUTH', 'password', 'none'),
      trail: port.trail,
    },
  ]
}
