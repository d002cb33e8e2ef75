import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { kafka } from './index.ts'

function reading(sketch: ComponentSketch): Reading {
  const input = component({ image: 'confluentinc/cp-kafka:7.6.1', ...sketch })
  return kafka.read(input, kafka.recognise(input)?.version)
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, protocol, purpose, tls, authentication }) => {
    const [encryption, login] = [view(tls), view(authentication)]
    return `${protocol} ${port} ${purpose} ${encryption.known ? encryption.value : '?'} ${login.known ? login.value : '?'}`
  })
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key} ${trail[0]?.line}`)
}

const weak = {
  KAFKA_LISTENERS: ['INTERNAL://kafka:29092,CONTROLLER://kafka:29093,OUTSIDE://0.0.0.0:9092', 11],
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: ['INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT', 12],
  KAFKA_CONTROLLER_QUORUM_VOTERS: ['1@kafka:29093', 13],
  KAFKA_CONTROLLER_LISTENER_NAMES: ['CONTROLLER', 14],
  KAFKA_LOG_DIRS: ['/tmp/kafka-logs', 15],
  JMX_PORT: ['9997', 16],
  KAFKA_JMX_OPTS: ['-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false', 17],
} as const

describe('a weak broker', () => {
  const found = reading({ env: weak })
  it('has its listeners and its management port', () => {
    expect(ports(found)).toEqual([
      'kafka 29092 data none none',
      'kafka 29093 peer none none',
      'kafka 9092 data none none',
      'jmx 9997 debug none none',
    ])
    expect(unsafe(found)).toEqual(['KAFKA_JMX_OPTS 17', 'authorizer.class.name 3'])
    expect(found.stores).toEqual([{ path: '/tmp/kafka-logs', holds: 'data', trail: [{ file: 'compose.yml', line: 15 }] }])
    expect(found.connections?.map(({ host, port, key }) => `${key} ${host}:${port}`)).toEqual(['controller.quorum.voters kafka:29093'])
  })
})

describe('security of a listener', () => {
  const map = 'A:SASL_SSL,B:SSL,C:SASL_PLAINTEXT,D:WHAT'
  it('comes from its name', () => {
    const env = {
      KAFKA_LISTENERS: 'A://:1001,B://:1002,C://127.0.0.1:1003,D://:1004,SSL://:1005',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: map,
      KAFKA_SASL_ENABLED_MECHANISMS: 'SCRAM-SHA-512',
      KAFKA_SSL_CLIENT_AUTH: 'required',
    }
    const found = reading({ env })
    expect(ports(found)).toEqual([
      'kafka 1001 data required password',
      'kafka 1002 data required certificate',
      'kafka 1003 data none password',
      'kafka 1004 data ? ?',
      'kafka 1005 data required certificate',
    ])
    expect(found.listeners?.[2]?.bind?.claims[0]?.value).toBe('loopback')
  })

  it('is clear text when nothing is said', () => {
    expect(ports(reading({}))).toEqual(['kafka 9092 data none none'])
    expect(ports(reading({ env: { KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://host.example:29092' } }))).toEqual(['kafka 29092 data none none'])
  })

  it('reads a mounted file, which variables override', () => {
    const files = { '/opt/kafka/config/server.properties': 'listeners=SSL://:9093\nssl.client.auth=required\n' }
    expect(ports(reading({ image: 'apache/kafka:3.9.0', files }))).toEqual(['kafka 9093 data required certificate'])
    expect(ports(reading({ image: 'apache/kafka:3.9.0', files, env: { KAFKA_SSL_CLIENT_AUTH: 'none' } }))).toEqual(['kafka 9093 data required none'])
  })
})

it('opens JMX without login by JMX_PORT alone, and with login by options of its own', () => {
  expect(ports(reading({ env: { JMX_PORT: '9999' } }))[1]).toBe('jmx 9999 debug none none')
  const found = reading({ env: { KAFKA_JMX_OPTS: '-Dcom.sun.management.jmxremote.port=9999 -Dcom.sun.management.jmxremote.authenticate=true' } })
  expect(ports(found)[1]).toBe('jmx 9999 debug required password')
  expect(unsafe(found)).toEqual(['authorizer.class.name 3'])
})

it('knows the users of bitnami and of PLAIN', () => {
  const bitnami = reading({
    image: 'bitnami/kafka:3.4',
    env: {
      KAFKA_CLIENT_USERS: 'ann,bob',
      KAFKA_CLIENT_PASSWORDS: 'plum-1,plum-2',
      ALLOW_PLAINTEXT_LISTENER: ['yes', 12],
      KAFKA_CFG_LISTENERS: 'PLAINTEXT://:9092',
      KAFKA_CFG_ZOOKEEPER_CONNECT: 'zk1:2181,zk2/chroot',
    },
  })
  expect(bitnami.accounts?.map(({ user, password }) => `${user?.value}:${password?.value}`)).toEqual(['ann:plum-1', 'bob:plum-2'])
  expect(unsafe(bitnami)).toContain('ALLOW_PLAINTEXT_LISTENER 12')
  expect(bitnami.connections?.map(({ host, port }) => `${host}:${port}`)).toEqual(['zk1:2181', 'zk2:2181'])
  const plain = reading({
    env: { KAFKA_LISTENER_NAME_A_PLAIN_SASL_JAAS_CONFIG: 'x required username="admin" user_admin="apple-9" user_cy="pear-9";' },
  })
  expect(plain.accounts?.map(({ user, power }) => `${user?.value} ${power}`)).toEqual(['admin administrator', 'cy application'])
})

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['nothing', {}, 'none none'],
  ['its own settings', { KAFKA_ZOOKEEPER_SSL_CLIENT_ENABLE: 'true' }, 'required name'],
  [
    'its own settings, for any name',
    { KAFKA_ZOOKEEPER_SSL_CLIENT_ENABLE: 'true', KAFKA_ZOOKEEPER_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM: '' },
    'required chain',
  ],
  ['the options of its JVM', { KAFKA_OPTS: '-Dzookeeper.client.secure=true' }, 'required name'],
  ['settings that take them back', { KAFKA_OPTS: '-Dzookeeper.client.secure=true', KAFKA_ZOOKEEPER_SSL_CLIENT_ENABLE: 'false' }, 'none none'],
])('reaches ZooKeeper as %s have it', (_, env, wanted) => {
  const [found] = reading({ env: { KAFKA_ZOOKEEPER_CONNECT: 'zk:2181', ...env } }).connections ?? []
  const facts = [found!.encryption, found!.verification].map((fact) => view<string>(fact))
  expect(facts.map((seen) => (seen.known ? seen.value : '?')).join(' ')).toBe(wanted)
})

it('names variables with the prefix of another image', () => {
  const env = { KAFKA_CFG_SASL_ENABLED_MECHANISMS: ['PLAIN', 12], KAFKA_CFG_NODE_ID: '1' } as const
  const keys = (image: string): unknown => reading({ image, env }).deadKeys?.map(({ key, trail }) => [key, trail[0]?.line])
  expect(keys('apache/kafka:3.8.0')).toEqual([['KAFKA_CFG_SASL_ENABLED_MECHANISMS', 12]])
  expect(keys('bitnami/kafka:3.8')).toEqual([])
})

describe('a broker whose file alone is there', () => {
  const file = (text: string, more: Readonly<Record<string, string>> = {}): Reading =>
    kafka.read(component({ form: 'process', files: { '/etc/kafka/server.properties': text, ...more } }), undefined)

  it('has its listeners, secrets and dead settings with their lines', () => {
    const found = file(
      'listeners=SSL://127.0.0.1:9093\nssl.keystore.location=/k.jks\nssl.keystore.password=x\nsuper.users=User:ANONYMOUS\nlistener.name.a.scram-sha-256.sasl.jaas.config=m required password="y";\n',
    )
    expect(ports(found)).toEqual(['kafka 9093 data required none'])
    expect(found.listeners).toMatchObject([{ certificate: { value: '/k.jks' }, certificatePassword: { trail: [{ line: 3 }, {}] } }])
    expect(found.secrets?.map(({ key, value }) => [key.replace(/.*\./, ''), value?.value])).toEqual([
      ['password', 'x'],
      ['config', 'y'],
    ])
    expect(found.deadKeys?.map(({ key, trail }) => [key, trail[0]?.line])).toEqual([['super.users', 4]])
    expect(unsafe(found)).toEqual(['authorizer.class.name 3', 'super.users 4'])
  })

  it('knows the users of its JAAS file', () => {
    const jaas =
      'KafkaServer {\n  org.apache.kafka.common.security.plain.PlainLoginModule required\n  username="admin" password="p"\n  user_admin="p" user_ann="q";\n};\n'
    const found = file('listeners=SASL_SSL://:9094\n', { '/etc/kafka/kafka_server_jaas.conf': jaas })
    expect(found.accounts?.map(({ user, password, power }) => [user?.value, password?.trail[0]?.line, power])).toEqual([
      ['admin', 4, 'administrator'],
      ['ann', 4, 'application'],
    ])
  })

  it('takes what the command overrides', () => {
    const command = ['/opt/kafka/bin/kafka-server-start.sh', '/srv/b.properties', '--override', 'listeners=PLAINTEXT://:19092']
    const files = { '/srv/b.properties': 'listeners=PLAINTEXT://:9092\n', '/etc/kafka/server.properties': 'listeners=PLAINTEXT://:1\n' }
    expect(ports(kafka.read(component({ form: 'process', command, files }), undefined))).toEqual(['kafka 19092 data none none'])
  })
})
