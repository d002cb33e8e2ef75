import { describe, expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { agents } from './data/agents.ts'
import { services } from './data/services.ts'
import { shares } from './data/shares.ts'
import { dataService } from './index.ts'

const read = (image: string, sketch: ComponentSketch = {}): Reading => dataService.read(component({ image, ...sketch }), undefined)

const accounts = ({ accounts: all = [] }: Reading): readonly string[] =>
  all.map(({ user, password, key, power }) => `${key} ${user?.value}:${password?.value} ${power}`)

it('recognises every image of its tables once', () => {
  const images = [...services, ...shares, ...agents].flatMap((service) => service.images)
  for (const image of images) expect(dataService.recognise(component({ image }))).toMatchObject({ certainty: 3 })
  expect(images.filter((image, at) => images.indexOf(image) !== at)).toEqual([])
  expect(dataService.recognise(component({ image: 'example/shop:1' }))).toBeUndefined()
})

describe('logins', () => {
  it('come and go with options', () => {
    const cockroach = (...command: readonly string[]): readonly string[] => ports(read('cockroachdb/cockroach:v24.2.4', { command }))
    expect(cockroach('init', '--insecure')).toEqual([])
    expect(cockroach('start', '--insecure')).toEqual(['postgres 26257 data none none', 'http 8080 admin none none'])
    expect(cockroach('start', '--certs-dir=/certs', '--http-addr=:8081')).toEqual([
      'postgres 26257 data required password',
      'http 8081 admin required password',
    ])
    expect(cockroach('start-single-node')).toEqual(['postgres 26257 data ? ?', 'http 8080 admin ? ?'])
  })

  it('come and go with variables', () => {
    const weaviate = (value: string): unknown =>
      ports(read('semitechnologies/weaviate:1.26', { env: { AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: value } }))[0]
    expect(weaviate('true')).toBe('http 8080 data none none')
    expect(weaviate('false')).toBe('http 8080 data none ?')
    expect(weaviate('${ANON}')).toBe('http 8080 data none ?')
    const arango = (key: string): unknown => ports(read('arangodb:3.12', { env: { [key]: '1' } }))[0]
    expect(arango('ARANGO_NO_AUTH')).toBe('http 8529 data none none')
    expect(arango('ARANGO_ROOT_PASSWORD')).toBe('http 8529 data none password')
    const command = ['arangod', '--server.authentication=false']
    expect(ports(read('arangodb:3.12', { command }))).toEqual(['http 8529 data none none'])
    expect(ports(read('codenotary/immudb', { env: { IMMUDB_AUTH: 'false' } }))[0]).toBe('grpc 3322 data none none')
  })

  it('are unknown where a file may set one', () => {
    const mounts = [
      {
        kind: 'bind',
        target: { value: '/etc/hazelcast.yaml', trail: [], unresolved: [] },
        readOnly: true,
        options: [],
        at: { file: 'compose.yml', line: 9 },
      },
    ] as const
    expect(ports(read('hazelcast/hazelcast:5.5'))).toEqual(['tcp 5701 data none none'])
    expect(ports(read('hazelcast/hazelcast:5.5', { mounts }))).toEqual(['tcp 5701 data ? ?'])
  })
})

it('takes every address that an option lists', () => {
  const command = ['redpanda', 'start', '--kafka-addr', 'internal://0.0.0.0:9092,external://0.0.0.0:19092']
  expect(ports(read('redpandadata/redpanda:v24.2.7', { command })).slice(0, 3)).toEqual([
    'kafka 9092 data none none',
    'kafka 19092 data none none',
    'http 9644 admin none none',
  ])
})

it('knows published accounts, and those that are set', () => {
  expect(accounts(read('apache/activemq-artemis'))).toEqual(['ARTEMIS_PASSWORD artemis:artemis administrator'])
  expect(accounts(read('apache/activemq-artemis', { env: { ARTEMIS_USER: 'ann', ARTEMIS_PASSWORD: 'Plum-77-x' } }))).toEqual([
    'ARTEMIS_PASSWORD ann:Plum-77-x administrator',
  ])
  expect(accounts(read('surrealdb/surrealdb:v2', { command: ['start', '--user', 'root', '--pass', 'root'] }))).toEqual([
    '--pass root:root administrator',
  ])
  expect(read('typesense/typesense:27', { command: ['--api-key=xyz'] }).secrets).toMatchObject([{ key: '--api-key', value: { value: 'xyz' } }])
})

describe('file servers', () => {
  it('name their users in one string', () => {
    const sftp = read('atmoz/sftp', { command: ['ann:plum:1001', 'bob:$1$abc:e:1002', 'keys::1003'], env: { SFTP_USERS: 'eve:pear:::up' } })
    expect(accounts(sftp)).toEqual(['command ann:plum application', 'SFTP_USERS eve:pear application'])
    expect(ports(sftp)).toEqual(['sftp 22 data required password'])
    expect(ports(read('fauria/vsftpd'))).toEqual(['ftp 21 data none password'])
  })

  it('of Samba let guests in unless told otherwise', () => {
    const samba = (share: string): Reading => read('dperson/samba', { command: ['-u', 'ann;plum', '-s', share] })
    expect(ports(samba('all;/share'))).toEqual(['tcp 445 data none none'])
    expect(ports(samba('all;/share;yes;no;no;ann'))).toEqual(['tcp 445 data none ?'])
    expect(accounts(samba('all;/share'))).toEqual(['-u ann:plum application'])
  })
})
