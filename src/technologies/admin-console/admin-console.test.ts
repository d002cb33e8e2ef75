import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { consoles } from './data/consoles.ts'
import { adminConsole } from './index.ts'

type Env = Readonly<Record<string, string | readonly [string, number]>>

function reading(image: string, env: Env = {}, files: Readonly<Record<string, string>> = {}): Reading {
  const input = component({ image, env, files })
  return adminConsole.read(input, adminConsole.recognise(input)?.version)
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, protocol, purpose, tls, authentication }) => {
    const [encryption, login] = [view(tls), view(authentication)]
    return `${protocol} ${port} ${purpose} ${encryption.known ? encryption.value : '?'} ${login.known ? login.value : '?'}`
  })
}

function accounts({ accounts: all = [] }: Reading): readonly string[] {
  return all.map(({ user, password, key }) => `${key} ${user?.value}:${password?.value}`)
}

it('has pages with ports, each image once', () => {
  const images = consoles.flatMap((page) => page.images)
  expect(images.filter((image, at) => images.indexOf(image) !== at)).toEqual([])
  expect(consoles.filter((page) => page.ports.length === 0)).toEqual([])
})

describe('logins', () => {
  it('of mongo-express are published since 1.0, and absent before', () => {
    expect(ports(reading('mongo-express:1.0.2'))).toEqual(['http 8081 admin none password'])
    expect(accounts(reading('mongo-express:1.0.2'))).toEqual(['ME_CONFIG_BASICAUTH_PASSWORD admin:pass'])
    expect(ports(reading('mongo-express:0.54'))).toEqual(['http 8081 admin none none'])
    expect(accounts(reading('mongo-express:0.54'))).toEqual([])
    expect(ports(reading('mongo-express', { ME_CONFIG_BASICAUTH: 'false' }))).toEqual(['http 8081 admin none none'])
  })

  it('come from the variables, or from files', () => {
    const own = reading(
      'mongo-express:1.0.2',
      { ME_CONFIG_BASICAUTH_USERNAME: 'ann', ME_CONFIG_BASICAUTH_PASSWORD_FILE: '/run/p' },
      { '/run/p': 'Plum-77-x\n' },
    )
    expect(accounts(own)).toEqual(['ME_CONFIG_BASICAUTH_PASSWORD_FILE ann:Plum-77-x'])
    expect(ports(reading('rediscommander/redis-commander', { HTTP_USER: 'a', HTTP_PASSWORD: 'b' }))).toEqual(['http 8081 admin none password'])
    expect(ports(reading('rediscommander/redis-commander'))).toEqual(['http 8081 admin none none'])
  })

  it('of Kafka UI depend on AUTH_TYPE', () => {
    expect(ports(reading('provectuslabs/kafka-ui:latest'))).toEqual(['http 8080 admin none none'])
    expect(ports(reading('ghcr.io/kafbat/kafka-ui', { AUTH_TYPE: 'LOGIN_FORM' }))).toEqual(['http 8080 admin none password'])
    expect(ports(reading('ghcr.io/kafbat/kafka-ui', { AUTH_TYPE: '${AUTH}' }))).toEqual(['http 8080 admin none ?'])
  })

  it('of phpMyAdmin are its own when it knows a user', () => {
    const found = reading('phpmyadmin', { PMA_HOST: ['db', 9], PMA_USER: ['root', 11], PMA_PASSWORD: 'plum' })
    expect(ports(found)).toEqual(['http 80 admin none none'])
    expect(found.connections?.map(({ host, port, key, user, trail }) => `${key} ${user?.value}@${host}:${port} ${trail[0]?.line}`)).toEqual([
      'PMA_HOST root@db:3306 9',
    ])
    expect(ports(reading('phpmyadmin', { PMA_HOST: 'db' }))).toEqual(['http 80 admin none delegated'])
  })
})

it('knows the ports of mail traps and of old versions', () => {
  expect(ports(reading('mailhog/mailhog'))).toEqual(['http 8025 admin none none', 'smtp 1025 mail none none'])
  expect(reading('axllent/mailpit').role).toBe('mail')
  expect(ports(reading('redislabs/redisinsight:latest'))).toEqual(['http 8001 admin none none'])
  expect(ports(reading('redis/redisinsight:2.50'))).toEqual(['http 5540 admin none none'])
  expect(ports(reading('dpage/pgadmin4', { PGADMIN_ENABLE_TLS: 'True' }))).toEqual(['http 443 admin required password'])
})

it('lists every broker', () => {
  const found = reading('obsidiandynamics/kafdrop', { KAFKA_BROKERCONNECT: 'k1:9092,k2:9093' })
  expect(found.connections?.map(({ host, port }) => `${host}:${port}`)).toEqual(['k1:9092', 'k2:9093'])
})

it('takes the older port where it is the one that is published', () => {
  const image = 'bde2020/hadoop-namenode:2.0.0-hadoop2.7.4-java8'
  expect(ports(reading(image))).toEqual(['http 9870 admin none none'])
  const published = [{ target: { from: 50070, to: 50070 }, protocol: 'tcp' as const, at: { file: 'compose.yml', line: 9 } }]
  expect(ports(adminConsole.read(component({ image, ports: published }), undefined))).toEqual(['http 50070 admin none none'])
})

it('knows that the programs around Kafka let everybody in', () => {
  expect(ports(reading('confluentinc/cp-server-connect:7.6.0'))).toEqual(['http 8083 admin none none'])
  expect(ports(reading('confluentinc/cp-ksqldb-server:7.6.0', { KSQL_AUTHENTICATION_METHOD: 'BASIC' }))).toEqual(['http 8088 admin none password'])
})

it('knows stores among them by their role', () => {
  expect(reading('qdrant/qdrant:v1.9.0')).toMatchObject({ role: 'datastore', stores: [{ path: '/qdrant/storage' }] })
  expect(ports(reading('qdrant/qdrant:v1.9.0'))).toEqual(['http 6333 data none none'])
  expect(ports(reading('qdrant/qdrant:v1.9.0', { QDRANT__SERVICE__API_KEY: 'Plum-77-x' }))).toEqual(['http 6333 data none password'])
})
