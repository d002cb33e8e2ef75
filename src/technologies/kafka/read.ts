import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { AccountReading, ConnectionReading, DeadKey, Observation, Reading, SecretReading, StoreReading } from '../../model/technology.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { matchesImage } from '../../protocols/image.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { observe } from '../../settings/rules.ts'
import { zookeeperEnd } from '../../settings/zookeeper-client.ts'
import { listenersOf } from './listeners.ts'
import { managementOf } from './management.ts'
import { loginOf } from './login.ts'
import type { Options } from './options.ts'
import { optionsOf } from './options.ts'
import { misprefixed, rules, withoutListeners } from './settings.ts'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const options = optionsOf(input, gaps)
  const listeners = listenersOf(input, options)
  const management = managementOf(input)
  return {
    listeners: [...listeners, ...management.listeners],
    connections: [...zookeeper(input, options), ...controllers(options)],
    accounts: [...accounts(input, options), ...loginOf(input, gaps)],
    secrets: secrets(options),
    stores: stores(options),
    observations: [
      ...management.observations,
      ...authorizer(input, options),
      ...observe(rules, options.get, input.at),
      ...(options.bitnami ? observe(withoutListeners, (key) => variable(input, key), input.at) : []),
    ],
    deadKeys: matchesImage(input.image, ['apache/kafka', 'apache/kafka-native', 'confluentinc/cp-kafka', 'confluentinc/cp-server'])
      ? [...misprefixed(input), ...withoutAuthorizer(options)]
      : withoutAuthorizer(options),
    image: { runsAs: 'user', healthcheck: false, writes: ['/tmp', '/opt/kafka/logs', '/opt/kafka/config', '/etc/kafka'] },
    gaps,
  }
}

/** Passwords of key stores, the broker's own login, and the key of delegation tokens. */
function secrets(options: Options): readonly SecretReading[] {
  return [...options.all].flatMap(([key, value]): readonly SecretReading[] => {
    if (value.value === '') return []
    if (/(?:^|\.)ssl\.(?:keystore|truststore|key)\.password$/.test(key)) return [{ key, purpose: 'shared-secret', value, atLeast: 12 }]
    if (/^delegation\.token\.(?:secret|master)\.key$/.test(key)) return [{ key, purpose: 'signing', value }]
    const own = /\bpassword=(?:"([^"]{1,512})"|'([^']{1,512})')/.exec(key.endsWith('sasl.jaas.config') ? value.value : '')
    return own === null ? [] : [{ key, purpose: 'shared-secret', value: withText(value, own[1] ?? own[2] ?? ''), atLeast: 12 }]
  })
}

/** Rules and those who pass over them mean something only where somebody looks at them. */
function withoutAuthorizer(options: Options): readonly DeadKey[] {
  const users = options.get('super.users')
  if (users === undefined || users.value === '' || (options.get('authorizer.class.name')?.value ?? '') !== '') return []
  const why = 'no authorizer is set: everybody may do everything'
  return [{ key: 'super.users', trail: users.trail, why, fix: 'set authorizer.class.name', stake: 'data' }]
}

/**
 * Where a broker of before 4.0 keeps its metadata; a chroot may stand behind the last host. What its own settings leave out the properties of
 * its JVM say; the name is checked unless the algorithm is blank (KafkaConfig, 2.5 to 3.9: HTTPS by default).
 */
function zookeeper(input: ComponentInput, options: Options): readonly ConnectionReading[] {
  const value = options.get('zookeeper.connect')
  const tls = options.get('zookeeper.ssl.client.enable')
  const end = zookeeperEnd(input, value?.trail ?? [])
  const isTls = tls === undefined ? end.encryption !== undefined : tls.value.toLowerCase() === 'true'
  const algorithm = options.get('zookeeper.ssl.endpoint.identification.algorithm')
  const plain = {
    encryption: byDefault('none' as const, 'zookeeper.ssl.client.enable is false by default', value?.trail),
    verification: byDefault('none' as const, 'nothing is checked without TLS', value?.trail),
  }
  const secure = {
    encryption: tls === undefined ? (end.encryption ?? plain.encryption) : configured('required' as const, tls.trail),
    verification:
      algorithm === undefined
        ? (end.verification ?? byDefault('name' as const, 'Kafka checks chain and name by default (2.5 and later)', tls?.trail))
        : configured(algorithm.value.toLowerCase() === 'https' ? ('name' as const) : ('chain' as const), algorithm.trail),
  }
  return (value?.value.split('/')[0] ?? '')
    .split(',')
    .filter(Boolean)
    .map((address): ConnectionReading => {
      const { host, port = 2181 } = splitHostPort(address)
      return {
        authentication: byDefault('none', 'no login unless a JAAS file has a Client section', value?.trail),
        ...end,
        protocol: 'zookeeper',
        host,
        port,
        ...(isTls ? secure : plain),
        key: 'zookeeper.connect',
        trail: value?.trail ?? [],
      }
    })
}

/** Other members of the quorum: `1@kafka0:29093,...`. */
function controllers(options: Options): readonly ConnectionReading[] {
  const value = options.get('controller.quorum.voters') ?? options.get('controller.quorum.bootstrap.servers')
  const name = options.get('controller.listener.names')?.value.split(',')[0]?.trim().toUpperCase() ?? 'CONTROLLER'
  const map = options.get('listener.security.protocol.map')
  const protocol =
    map?.value
      .split(',')
      .map((pair) => pair.trim().toUpperCase())
      .find((pair) => pair.startsWith(`${name}:`))
      ?.slice(name.length + 1) ?? 'PLAINTEXT'
  const places = map?.trail ?? value?.trail ?? []
  const isTls = protocol.endsWith('SSL')
  // a broker shows the certificate that it has
  const shows = options.get('ssl.keystore.location') !== undefined || options.get('ssl.keystore.certificate.chain') !== undefined
  return (value?.value ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
    .flatMap((text) => {
      const { host, port } = splitHostPort(text.slice(text.indexOf('@') + 1))
      if (host === '' || port === undefined) return []
      return [
        {
          protocol: 'kafka' as const,
          host,
          port,
          encryption: configured(isTls ? ('required' as const) : ('none' as const), places),
          verification: byDefault(
            isTls ? ('name' as const) : ('none' as const),
            isTls ? 'Kafka checks chain and name by default (2.0 and later)' : 'nothing is checked without TLS',
            places,
          ),
          authentication: configured(protocol.startsWith('SASL') ? 'password' : isTls && shows ? 'certificate' : 'none', places),
          key: 'controller.quorum.voters',
          trail: value?.trail ?? [],
        },
      ]
    })
}

/** Users that bitnami's entrypoint makes, and those of PLAIN in a JAAS line: `user_ann="…"`. */
function accounts(input: ComponentInput, options: Options): readonly AccountReading[] {
  const found: AccountReading[] = []
  for (const who of ['INTER_BROKER', 'CONTROLLER']) {
    const password = secretVariable(input, `KAFKA_${who}_PASSWORD`)
    const user = variable(input, `KAFKA_${who}_USER`)
    if (password !== undefined)
      found.push({ password: password.value, ...(user === undefined ? {} : { user }), power: 'administrator', key: password.key })
  }
  const clients = variable(input, 'KAFKA_CLIENT_PASSWORDS')
  const users = variable(input, 'KAFKA_CLIENT_USERS')
  for (const [index, text] of (clients?.value ?? '').split(',').filter(Boolean).entries()) {
    const user = users?.value.split(',')[index]
    if (clients !== undefined)
      found.push({
        password: withText(clients, text),
        ...(user === undefined || users === undefined ? {} : { user: withText(users, user) }),
        power: 'application',
        key: 'KAFKA_CLIENT_PASSWORDS',
      })
  }
  for (const [property, value] of options.all) if (property.endsWith('sasl.jaas.config')) found.push(...jaasUsers(property, value))
  return found
}

function jaasUsers(key: string, value: Setting): readonly AccountReading[] {
  return [...value.value.matchAll(/\buser_([A-Za-z0-9._-]{1,64})=(?:"([^"]{0,512})"|'([^']{0,512})')/g)].map((match) => ({
    user: withText(value, match[1] ?? ''),
    password: withText(value, match[2] ?? match[3] ?? ''),
    power: match[1] === 'admin' ? 'administrator' : 'application',
    key,
  }))
}

function stores(options: Options): readonly StoreReading[] {
  const written = options.get('log.dirs') ?? options.get('log.dir')
  if (written === undefined) return [{ path: options.bitnami ? '/bitnami/kafka' : '/var/lib/kafka/data', holds: 'data' }]
  return written.value
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path.startsWith('/'))
    .map((path) => ({ path, holds: 'data', trail: written.trail }))
}

/** Who is let in may do everything unless an authorizer is set. */
function authorizer(input: ComponentInput, options: Options): readonly Observation[] {
  const written = options.get('authorizer.class.name')
  const remark = {
    concern: 'over-privileged-default',
    key: 'authorizer.class.name',
    stake: 'defence',
    expected: 'an authorizer and ACLs per topic',
    fix: 'set authorizer.class.name to org.apache.kafka.metadata.authorizer.StandardAuthorizer and give each program its topics',
  } as const
  if (written !== undefined && written.value !== '')
    return [{ ...remark, verdict: 'safe', trail: written.trail, basis: 'configured', message: 'rights are checked', actual: 'set' }]
  return [
    {
      ...remark,
      verdict: 'unsafe',
      trail: [input.at],
      basis: 'default',
      message: 'whoever reaches the broker may read, write and delete every topic: no authorizer is set',
      actual: 'authorizer.class.name is not set',
    },
  ]
}
