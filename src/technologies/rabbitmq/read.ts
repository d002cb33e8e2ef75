import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading, ListenerReading, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication, Encryption, Protocol, Purpose } from '../../model/vocabulary.ts'
import { matchesImage } from '../../protocols/image.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { observe } from '../../settings/rules.ts'
import { portIn } from '../../settings/web-listener.ts'
import { definedAccounts } from './definitions.ts'
import type { Options } from './options.ts'
import { hasPlugin, optionsOf } from './options.ts'
import { deadVariables, rules } from './settings.ts'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const options = optionsOf(input, gaps)
  const bitnami = matchesImage(input.image, ['bitnami/rabbitmq'])
  return {
    listeners: [...brokers(input, options), ...management(input, options, bitnami), ...others(input)],
    accounts: accounts(input, options, bitnami, gaps),
    secrets: cookie(input),
    stores: [{ path: bitnami ? '/bitnami/rabbitmq/mnesia' : '/var/lib/rabbitmq', holds: 'data' }],
    observations: observe(rules, (key) => options.get(key), input.at),
    deadKeys: deadVariables(input),
    image: { runsAs: bitnami ? 'user' : 'drops', healthcheck: false, writes: ['/var/log/rabbitmq', '/tmp', '/etc/rabbitmq'] },
    gaps,
  }
}

function brokers(input: ComponentInput, options: Options): readonly ListenerReading[] {
  const login = byDefault<Authentication>('password', 'RabbitMQ asks for a name and a password (all versions)', [input.at])
  const plain = lookAt(options, 'listeners.tcp')
  const secure = lookAt(options, 'listeners.ssl')
  const found: ListenerReading[] = []
  if (plain?.value !== 'none') {
    const port = portIn(plain) ?? portIn(variable(input, 'RABBITMQ_NODE_PORT', 'RABBITMQ_NODE_PORT_NUMBER')) ?? 5672
    found.push(
      listener(
        port,
        'amqp',
        'data',
        byDefault('none', 'RabbitMQ speaks clear text on 5672 unless listeners.tcp is none', plain?.trail ?? [input.at]),
        login,
        plain,
      ),
    )
  }
  const port = portIn(secure)
  if (secure !== undefined && port !== undefined) {
    const needs = options.get('ssl_options.fail_if_no_peer_cert')
    const verify = options.get('ssl_options.verify')
    const both = needs?.value === 'true' && verify?.value === 'verify_peer'
    found.push(listener(port, 'amqp', 'data', configured('required', secure.trail), both ? configured('certificate', needs.trail) : login, secure))
  }
  return found
}

function management(input: ComponentInput, options: Options, bitnami: boolean): readonly ListenerReading[] {
  const secure = options.get('management.ssl.port')
  const plain = options.get('management.tcp.port')
  if (!bitnami && !hasPlugin(input, 'rabbitmq_management') && secure === undefined && plain === undefined) return []
  const login = byDefault<Authentication>('password', 'the management plugin asks for a name and a password', [input.at])
  const old = options.get('management.listener.ssl')?.value === 'true'
  const found: ListenerReading[] = []
  if (secure === undefined || plain !== undefined) {
    const tls = old
      ? configured<Encryption>('required', options.get('management.listener.ssl')?.trail ?? [])
      : byDefault<Encryption>('none', 'the management plugin speaks HTTP unless management.ssl is set', plain?.trail ?? [input.at])
    found.push(
      listener(
        portIn(plain ?? options.get('management.listener.port') ?? variable(input, 'RABBITMQ_MANAGEMENT_PORT_NUMBER')) ?? 15672,
        'http',
        'admin',
        tls,
        login,
        plain,
      ),
    )
  }
  if (secure !== undefined) found.push(listener(portIn(secure) ?? 15671, 'http', 'admin', configured('required', secure.trail), login, secure))
  return found
}

/** Ports between nodes, and metrics, which the official image has switched on since 3.8. */
function others(input: ComponentInput): readonly ListenerReading[] {
  const metrics = byDefault<Authentication>('none', 'rabbitmq_prometheus asks for no login', [input.at])
  const cookie = byDefault<Authentication>('token', 'nodes know each other by the Erlang cookie', [input.at])
  const plain = byDefault<Encryption>('none', 'Erlang distribution and metrics are clear text by default', [input.at])
  return [
    listener(15692, 'http', 'metrics', plain, metrics),
    listener(4369, 'tcp', 'peer', plain, byDefault('none', 'epmd asks for nothing', [input.at])),
    listener(25672, 'tcp', 'peer', plain, cookie),
  ]
}

function listener(
  port: number,
  protocol: Protocol,
  purpose: Purpose,
  tls: Fact<Encryption>,
  authentication: Fact<Authentication>,
  from?: Setting,
): ListenerReading {
  return { port, protocol, purpose, tls, authentication, ...(from === undefined ? {} : { trail: from.trail }) }
}

/** `listeners.tcp = none`, `listeners.tcp.default = 5672`, `listeners.tcp.1 = 0.0.0.0:5672`. */
function lookAt(options: Options, prefix: string): Setting | undefined {
  return options.get(prefix) ?? [...options].find(([key]) => key.startsWith(`${prefix}.`))?.[1]
}

function accounts(input: ComponentInput, options: Options, bitnami: boolean, gaps: Gap[]): readonly AccountReading[] {
  const [userKey, passwordKey] = bitnami ? ['RABBITMQ_USERNAME', 'RABBITMQ_PASSWORD'] : ['RABBITMQ_DEFAULT_USER', 'RABBITMQ_DEFAULT_PASS']
  const user = secretVariable(input, userKey)?.value ?? options.get('default_user')
  const password = secretVariable(input, passwordKey) ?? inFile(options)
  const defined = definedAccounts(input, options, gaps)
  if (user === undefined && password === undefined && defined.length > 0) return defined
  const value = password?.value ?? setting(bitnami ? 'bitnami' : 'guest', input.at)
  const name = user ?? setting(bitnami ? 'user' : 'guest', input.at)
  // guest is refused from afar unless loopback_users lets it in, as the official image's conf.d/10-defaults.conf does
  const local =
    name.value === 'guest' &&
    ownConfiguration(input) &&
    options.get('loopback_users.guest')?.value !== 'false' &&
    options.get('loopback_users')?.value !== 'none'
  return local ? defined : [{ user: name, password: value, power: 'administrator', key: password?.key ?? passwordKey, port: 5672 }, ...defined]
}

function inFile(options: Options): { readonly key: string; readonly value: Setting } | undefined {
  const value = options.get('default_pass')
  return value === undefined ? undefined : { key: 'default_pass', value }
}

/** True when a mount hides conf.d, and with it the image's own settings. */
function ownConfiguration(input: ComponentInput): boolean {
  return input.mounts.some(({ target }) => /^\/etc(?:\/rabbitmq(?:\/conf\.d)?)?(?:\/10-defaults\.conf)?\/?$/.test(target.value))
}

function cookie(input: ComponentInput): readonly SecretReading[] {
  const found = secretVariable(input, 'RABBITMQ_ERLANG_COOKIE', 'RABBITMQ_ERL_COOKIE')
  return found === undefined ? [] : [{ key: found.key, purpose: 'shared-secret', value: found.value, atLeast: 20 }]
}
