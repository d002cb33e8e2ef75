import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { AccountReading, ListenerReading, Reading, StoreReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { matchesImage } from '../../protocols/image.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import { portIn } from '../../settings/web-listener.ts'
import { optionsOf } from './options.ts'
import { anonymous, ignoredByImage, rules } from './settings.ts'

type Options = ReadonlyMap<string, Setting>

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const options = optionsOf(input, gaps)
  const bitnami = matchesImage(input.image, ['bitnami/zookeeper'])
  const confluent = matchesImage(input.image, ['confluentinc/cp-zookeeper', '*/cp-zookeeper'])
  return {
    listeners: [...clients(input, options, bitnami, confluent), ...admin(input, options, bitnami, version), ...peers(input, options)],
    accounts: bitnami ? accounts(input) : [],
    stores: stores(options, bitnami, confluent),
    observations: [
      ...observe(rules, (key) => options.get(key), input.at),
      ...(bitnami ? observe(anonymous, (key) => variable(input, key), input.at) : []),
    ],
    deadKeys: matchesImage(input.image, ['zookeeper']) ? deadKeys(ignoredByImage, (key) => variable(input, key)) : [],
    image: { runsAs: bitnami || confluent ? 'user' : 'drops', healthcheck: false, writes: ['/conf', '/tmp', '/logs'] },
    gaps,
  }
}

function clients(input: ComponentInput, options: Options, bitnami: boolean, confluent: boolean): readonly ListenerReading[] {
  const plain = options.get('clientPort')
  const secure = options.get('secureClientPort')
  const login = authentication(input, options, bitnami)
  const base = { protocol: 'zookeeper', purpose: 'data' } as const
  const found: ListenerReading[] = []
  const onlySecure = secure !== undefined && plain === undefined && !bitnami
  const number = portIn(plain) ?? 2181
  if (!onlySecure && (plain !== undefined || !confluent) && plain?.value !== '0') {
    const tls: Fact<Encryption> = byDefault('none', 'ZooKeeper speaks clear text on clientPort (all versions)', plain?.trail ?? [input.at])
    found.push({ port: number, ...base, tls, authentication: login, ...(plain === undefined ? {} : { trail: plain.trail }) })
  }
  const port = portIn(secure)
  if (secure !== undefined && port !== undefined) {
    const asks = options.get('ssl.clientAuth')
    const need =
      asks === undefined
        ? byDefault<Authentication>('certificate', 'ssl.clientAuth is need by default (3.5.5 and later)', secure.trail)
        : configured<Authentication>(/^need$/i.test(asks.value) ? 'certificate' : 'none', asks.trail)
    found.push({ port, ...base, tls: configured('required', secure.trail), authentication: need, trail: secure.trail })
  }
  return found
}

function authentication(input: ComponentInput, options: Options, bitnami: boolean): Fact<Authentication> {
  const enforced = options.get('enforce.auth.enabled') ?? options.get('sessionRequireClientSASLAuth')
  if (enforced !== undefined && asSwitch(enforced.value) === true) return configured('password', enforced.trail)
  const enable = bitnami ? variable(input, 'ZOO_ENABLE_AUTH') : undefined
  // bitnami's SASL login is offered, and sessions without it are still accepted
  if (enable !== undefined && asSwitch(enable.value) === true) return configured('password', enable.trail)
  return byDefault('none', 'ZooKeeper lets every client in unless it enforces a login (all versions)', [input.at])
}

/** The AdminServer came with 3.5 and is on by default; bitnami switches it off. */
function admin(input: ComponentInput, options: Options, bitnami: boolean, version: string | undefined): readonly ListenerReading[] {
  const enabled = options.get('admin.enableServer')
  const isOn = enabled === undefined ? !bitnami : asSwitch(enabled.value) !== false
  if (!isOn || (version !== undefined && version.includes('.') && !isAtLeast(version, '3.5'))) return []
  const at = enabled?.trail ?? [input.at]
  const port = portIn(options.get('admin.serverPort')) ?? 8080
  const why = 'the AdminServer speaks HTTP without login (ZooKeeper 3.5 and later)'
  return [
    {
      port,
      protocol: 'http',
      purpose: 'admin',
      tls: byDefault('none', why, at),
      authentication: byDefault('none', why, at),
      ...(enabled === undefined ? {} : { trail: enabled.trail }),
    },
  ]
}

/** Ports between servers are open only in an ensemble. */
function peers(input: ComponentInput, options: Options): readonly ListenerReading[] {
  const servers = options.get('servers') ?? [...options].find(([key]) => /^server\.\d+$/.test(key))?.[1]
  if (servers === undefined) return []
  const [, first = '2888', second = '3888'] = /:(\d{1,5}):(\d{1,5})/.exec(servers.value) ?? []
  const secure = options.get('sslQuorum')
  const isTls = asSwitch(secure?.value) === true
  const tls: Fact<Encryption> =
    secure === undefined ? byDefault('none', 'sslQuorum is off by default', servers.trail) : configured(isTls ? 'required' : 'none', secure.trail)
  const login = isTls
    ? configured<Authentication>('certificate', secure?.trail ?? [])
    : byDefault<Authentication>('none', 'servers ask each other for nothing by default', [input.at])
  return [first, second].map((text) => ({ port: Number(text), protocol: 'tcp', purpose: 'peer', tls, authentication: login, trail: servers.trail }))
}

function accounts(input: ComponentInput): readonly AccountReading[] {
  const passwords = secretVariable(input, 'ZOO_SERVER_PASSWORDS')
  const users = variable(input, 'ZOO_SERVER_USERS')
  return passwords === undefined
    ? []
    : [{ password: passwords.value, ...(users === undefined ? {} : { user: users }), power: 'administrator', key: passwords.key }]
}

function stores(options: Options, bitnami: boolean, confluent: boolean): readonly StoreReading[] {
  const data = options.get('dataDir')
  const log = options.get('dataLogDir')
  const usual = bitnami ? '/bitnami/zookeeper' : confluent ? '/var/lib/zookeeper/data' : '/data'
  return [
    { path: data?.value ?? usual, holds: 'data', ...(data === undefined ? {} : { trail: data.trail }) },
    ...(log === undefined ? [] : [{ path: log.value, holds: 'data' as const, trail: log.trail }]),
  ]
}
