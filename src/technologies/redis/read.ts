import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown, view } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { AccountReading, ConnectionReading, DeadKey, ListenerReading, Reading, StoreReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, variable } from '../../settings/environment.ts'
import { given } from '../../settings/given.ts'
import { observe } from '../../settings/rules.ts'
import { starts } from '../../settings/starts.ts'
import type { Password } from './access.ts'
import { authenticationOf, namesEveryUser, passwordOf, usersOf } from './access.ts'
import type { Option } from './directives.ts'
import { homeOf, lastOption, options } from './directives.ts'
import { packagingOf } from './packaging.ts'
import { rules } from './rules.ts'
import { loginsOf, observeUsers } from './users.ts'

const servers = ['redis-server', 'valkey-server', 'keydb-server', 'redis-sentinel', 'valkey-sentinel', 'docker-entrypoint.sh', 'run.sh']
const clients = ['redis-cli', 'valkey-cli', 'keydb-cli', 'redis-benchmark']

export function read(input: ComponentInput): Reading {
  if (!starts(input, servers, clients)) return { role: 'job' }
  const gaps: Gap[] = []
  const all = options(input, gaps)
  const sentinel =
    runs(commandLine(input), 'redis-sentinel', 'valkey-sentinel', '--sentinel') ||
    matchesImage(input.image, ['bitnami/redis-sentinel', 'bitnami/valkey-sentinel'])
  const password = passwordOf(input, all)
  const home = homeOf(input, all)
  const found = listenersOf(input, all, authenticationOf(input, all, password, home, gaps), sentinel ? 26379 : 6379, home)
  return {
    ...(sentinel ? { role: 'coordination' as const } : {}),
    listeners: namesEveryUser(input, all) ? found.map((one) => ({ ...one, logins: loginsOf(usersOf(input, all), home) })) : found,
    connections: replication(all),
    accounts: accountsOf(password, found[0]?.port ?? 6379),
    stores: sentinel ? [] : stores(input, all),
    observations: [...observe(rules, (name) => lastOption(all, name), home), ...observeUsers(usersOf(input, all), home, isOwn(all))],
    deadKeys: deadVariables(input, all),
    image: { runsAs: packagingOf(input) === 'bitnami' ? 'user' : 'drops', healthcheck: false },
    gaps,
  }
}

function listenersOf(
  input: ComponentInput,
  all: readonly Option[],
  auth: Fact<Authentication>,
  usual: number,
  home: Place,
): readonly ListenerReading[] {
  const rebuilt = packagingOf(input) === 'bitnami'
  const plain = portOf(lastOption(all, 'port') ?? (rebuilt ? variable(input, 'REDIS_PORT_NUMBER', 'VALKEY_PORT_NUMBER') : undefined))
  const switched = rebuilt ? variable(input, 'REDIS_TLS_ENABLED', 'VALKEY_TLS_ENABLED') : undefined
  const tlsOn = asSwitch(switched?.value) === true
  const tlsSetting =
    lastOption(all, 'tls-port') ?? (tlsOn ? (variable(input, 'REDIS_TLS_PORT_NUMBER', 'VALKEY_TLS_PORT_NUMBER') ?? switched) : undefined)
  const tlsPort = tlsSetting === undefined ? undefined : (portOf(tlsSetting) ?? (tlsOn ? usual : undefined))
  const bind = bindOf(input, all, auth)
  const found: ListenerReading[] = []
  if (plain !== 0 && !(tlsOn && tlsPort === (plain ?? usual))) {
    const port = lastOption(all, 'port')
    const tls: Fact<Encryption> =
      switched !== undefined && !isResolved(switched)
        ? unknown('the switch for TLS has no value here', switched.trail[0])
        : byDefault('none', 'Redis speaks plaintext on `port` unless it is 0 (all versions)', [port?.trail[0] ?? home])
    found.push({
      port: plain ?? usual,
      protocol: 'redis',
      purpose: 'data',
      tls,
      authentication: auth,
      ...bind,
      ...trailOf(port ?? lastOption(all, 'bind')),
    })
  }
  if (tlsSetting !== undefined && tlsPort !== undefined && tlsPort !== 0) {
    const certificate = lastOption(all, 'tls-cert-file') ?? variable(input, 'REDIS_TLS_CERT_FILE', 'VALKEY_TLS_CERT_FILE')
    const key = lastOption(all, 'tls-key-file') ?? variable(input, 'REDIS_TLS_KEY_FILE', 'VALKEY_TLS_KEY_FILE')
    found.push({
      port: tlsPort,
      protocol: 'redis',
      purpose: 'data',
      tls: configured('required', tlsSetting.trail),
      authentication: overTls(input, all, auth, tlsSetting),
      ...bind,
      trail: tlsSetting.trail,
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    })
  }
  if (matchesImage(input.image, ['redis/redis-stack'])) {
    const why = 'RedisInsight in redis-stack has no login of its own'
    found.push({
      port: 8001,
      protocol: 'http',
      purpose: 'admin',
      tls: byDefault('none', 'RedisInsight in redis-stack speaks HTTP'),
      authentication: byDefault('none', why),
    })
  }
  return found
}

/** A TLS port asks for a client certificate unless told otherwise (redis 6.0 and later: tls-auth-clients defaults to yes). */
function overTls(input: ComponentInput, all: readonly Option[], auth: Fact<Authentication>, tls: Setting): Fact<Authentication> {
  const clients =
    lastOption(all, 'tls-auth-clients') ??
    (packagingOf(input) === 'bitnami' ? variable(input, 'REDIS_TLS_AUTH_CLIENTS', 'VALKEY_TLS_AUTH_CLIENTS') : undefined)
  const seen = view(auth)
  if (!seen.known || seen.value !== 'none') return auth
  if (clients === undefined)
    return byDefault(
      'certificate',
      'a TLS port of Redis asks for a client certificate unless tls-auth-clients says otherwise (6.0 and later)',
      tls.trail,
    )
  if (!isResolved(clients)) return unknown('tls-auth-clients has no value here', clients.trail[0])
  return clients.value === 'yes' ? configured('certificate', clients.trail) : auth
}

/** `bind` to loopback, and protected mode: without bind and password it turns everybody but loopback away. Images switch it off. */
function bindOf(input: ComponentInput, all: readonly Option[], auth: Fact<Authentication>): Pick<ListenerReading, 'bind'> {
  const bind = all.findLast(({ name }) => name === 'bind')
  const addresses = bind?.args.flatMap(({ value }) => value.split(/\s+/)).filter(Boolean) ?? []
  if (bind !== undefined && addresses.length > 0) {
    const local = addresses.every((address) => /^-?(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(address))
    return local ? { bind: configured('loopback', bind.args[0]?.trail ?? []) } : {}
  }
  const mode = lastOption(all, 'protected-mode')
  const seen = view(auth)
  const withoutPassword = seen.known && seen.value === 'none' && !all.some(({ name }) => name === 'user' || name === 'aclfile')
  const why = 'protected-mode turns away everybody but loopback while there is neither password nor bind'
  if (!withoutPassword) return {}
  if (mode !== undefined) return mode.value === 'yes' ? { bind: configured('loopback', mode.trail, why) } : {}
  return input.form === 'container' ? {} : { bind: byDefault('loopback', `${why} (default since 3.2)`) }
}

/** Undefined when nothing is set or the value is not a port. */
function portOf(value: Setting | undefined): number | undefined {
  if (value === undefined || !isResolved(value) || !/^\d{1,5}$/.test(value.value)) return undefined
  return Number(value.value)
}

function accountsOf(password: Password | undefined, port: number): readonly AccountReading[] {
  return password === undefined ? [] : [{ password: password.value, power: 'administrator', key: password.key, port }]
}

/** A replica logs in to its master with masterauth; its TLS is a switch of its own. */
function replication(all: readonly Option[]): readonly ConnectionReading[] {
  const master = all.findLast(({ name }) => name === 'replicaof' || name === 'slaveof')
  const [host, port] = master === undefined ? [] : master.args.flatMap((arg) => arg.value.split(/\s+/).map((value) => ({ ...arg, value })))
  if (host === undefined || host.value === 'no') return []
  const tls = lastOption(all, 'tls-replication')
  const password = lastOption(all, 'masterauth')
  const on = tls?.value === 'yes'
  return [
    {
      protocol: 'redis',
      host: host.value,
      ...(port !== undefined && /^\d{1,5}$/.test(port.value) ? { port: Number(port.value) } : {}),
      key: 'replicaof',
      trail: host.trail,
      encryption:
        tls === undefined
          ? byDefault('none', 'replication of Redis is plaintext unless tls-replication is yes', host.trail)
          : configured(on ? 'required' : 'none', tls.trail),
      verification: on
        ? configured('chain', tls.trail, 'Redis checks the chain against tls-ca-cert-file, not the name')
        : byDefault('none', 'there is no TLS to check', host.trail),
      authentication: password === undefined ? byDefault('none', 'no masterauth is set', host.trail) : configured('password', password.trail),
      ...(password === undefined ? {} : { password }),
    },
  ]
}

function stores(input: ComponentInput, all: readonly Option[]): readonly StoreReading[] {
  const folder = lastOption(all, 'dir')
  // `save ""` takes back what stands in front of it
  const snapshots = all.findLast(({ name }) => name === 'save')?.args.some(({ value }) => value.trim() !== '') === true
  const rebuilt =
    packagingOf(input) === 'bitnami' ? (matchesImage(input.image, ['bitnami/valkey']) ? '/bitnami/valkey/data' : '/bitnami/redis/data') : '/data'
  const path = folder === undefined || !folder.value.startsWith('/') ? rebuilt : folder.value
  return [
    {
      path,
      holds: 'data',
      disposable: lastOption(all, 'appendonly')?.value !== 'yes' && !snapshots,
      ...(folder === undefined ? {} : { trail: folder.trail }),
    },
  ]
}

/** The official image reads no variable: operators believe that a password is set. */
function deadVariables(input: ComponentInput, all: readonly Option[]): readonly DeadKey[] {
  if (
    packagingOf(input) !== 'official' ||
    lastOption(all, 'requirepass') !== undefined ||
    all.some(({ name }) => name === 'user' || name === 'aclfile')
  )
    return []
  const key = ['REDIS_PASSWORD', 'REDIS_PASS', 'REDIS_REQUIREPASS', 'REQUIREPASS', 'VALKEY_PASSWORD', 'REDIS_ARGS', 'REDIS_EXTRA_FLAGS'].find(
    (name) => given(input.env.get(name)) === true,
  )
  const value = key === undefined ? undefined : input.env.get(key)
  if (key === undefined || value === undefined || input.isolation.healthcheck?.test.some((word) => word.value.includes(key)) === true) return []
  const fix = /ARGS|FLAGS/.test(key)
    ? 'give the options in command: redis-server ...'
    : `add command: redis-server --requirepass with the value of ${key}`
  return [{ key, trail: value.trail, why: 'the official image reads no variable for it: Redis still asks for no password', fix, stake: 'data' }]
}

/** A file of the operator's own says what the server does. */
function isOwn(all: readonly Option[]): boolean {
  return all.length > 0
}

function trailOf(setting: Setting | undefined): Pick<ListenerReading, 'trail'> {
  return setting === undefined ? {} : { trail: setting.trail }
}
