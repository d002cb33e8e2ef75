import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { told } from '../../testing/reading.ts'
import { postgres } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'postgres:16', ...sketch })
  return postgres.read(input, postgres.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

const own = (hba: string, ...args: readonly string[]): ComponentSketch => ({
  command: ['postgres', '-c', 'hba_file=/etc/pg_hba.conf', ...args.flatMap((arg) => ['-c', arg])],
  files: { '/etc/pg_hba.conf': hba },
})

describe('recognise', () => {
  it.each([
    ['postgres:16.3-alpine', 3, '16.3'],
    ['pgvector/pgvector:pg17', 2, '17'],
    ['timescale/timescaledb:2.17.0-pg16', 2, '16'],
    ['postgis/postgis:15-3.4', 2, '15'],
    ['bitnamilegacy/postgresql:15.4.0', 2, '15.4.0'],
  ])('%s', (image, certainty, version) => {
    expect(postgres.recognise(component({ image }))).toMatchObject({ certainty, version })
  })

  it('leaves others alone', () => {
    for (const image of ['prometheuscommunity/postgres-exporter', 'dpage/pgadmin4', 'postgrest/postgrest'])
      expect(postgres.recognise(component({ image }))).toBeUndefined()
  })
})

describe('listener', () => {
  it.each<[string, ComponentSketch, string]>([
    ['a password', { env: { POSTGRES_PASSWORD: 'x1' } }, '5432 none password'],
    ['a password of a file', { env: { POSTGRES_PASSWORD_FILE: '/run/secrets/pw' } }, '5432 none password'],
    ['trust', { env: { POSTGRES_HOST_AUTH_METHOD: ['trust', 9] } }, '5432 none none'],
    ['a method without a value', { env: { POSTGRES_HOST_AUTH_METHOD: '${M}' } }, '5432 none unknown'],
    ['ssl by option', { command: ['-c', 'ssl=on', '-p', '5433'] }, '5433 optional password'],
    ['ssl by letter', { command: ['postgres', '-l'] }, '5432 optional password'],
    ['ssl off', { command: ['postgres', '--ssl=off'] }, '5432 none password'],
    ['TLS alone', own('local all all peer\nhostssl all all all scram-sha-256\n', 'ssl=on'), '5432 required password'],
    ['plain is rejected first', own('hostnossl all all all reject\nhost all all all scram-sha-256\n', 'ssl=on'), '5432 required password'],
    ['plain is rejected for IPv4 alone', own('hostnossl all all 0.0.0.0/0 reject\nhost all all all md5\n', 'ssl=on'), '5432 optional password'],
    ['a row for one range', own('hostssl all all all cert\nhost all all 10.0.0.0/8 trust\n', 'ssl=on'), '5432 optional none'],
    ['client certificates', own('hostssl all all all scram-sha-256 clientcert=verify-full\n', 'ssl=on'), '5432 required certificate'],
    ['what stands behind a row for all', own('hostssl all all all cert\nhostssl all all all trust\n', 'ssl=on'), '5432 required certificate'],
    ['replication, which all is not', own('hostssl all all all cert\nhostssl replication all all trust\n', 'ssl=on'), '5432 required none'],
    ['a database of that name', own('hostssl all all all cert\nhostssl "replication" all all trust\n', 'ssl=on'), '5432 required certificate'],
    ['nobody from the network', own('local all all peer\nhost all all 127.0.0.1/32 trust\n'), '5432 none password loopback'],
    ['a file elsewhere', { command: ['postgres', '-c', 'hba_file=/etc/pg_hba.conf', '-c', 'ssl=on'] }, '5432 unknown unknown'],
    [
      'a file that says nothing of addresses',
      { command: ['postgres', '-c', 'config_file=/etc/p.conf'], files: { '/etc/p.conf': 'ssl = on\n' } },
      '5432 optional password loopback',
    ],
    [
      'a file that does',
      { command: ['postgres', '-c', 'config_file=/etc/p.conf'], files: { '/etc/p.conf': "listen_addresses = '*'\nport 5444\n" } },
      '5444 none password',
    ],
    ['bitnami', { image: 'bitnami/postgresql:16', env: { POSTGRESQL_PASSWORD: 'x1', POSTGRESQL_ENABLE_TLS: 'yes' } }, '5432 optional password'],
    ['bitnami, open', { image: 'bitnami/postgresql:16', env: { ALLOW_EMPTY_PASSWORD: 'yes' } }, '5432 none none'],
    ['bitnami, a password without a value', { image: 'bitnami/postgresql:16', env: { POSTGRESQL_PASSWORD: '${PW}' } }, '5432 none unknown'],
  ])('%s', (_, sketch, expected) => {
    expect(read(sketch).listeners?.map(show)).toEqual([expected])
  })

  it('names the row of pg_hba.conf', () => {
    const [listener] = read(own('# rows\nhostssl all all all cert\nhost app app 10.0.0.0/8 trust\n', 'ssl=on')).listeners ?? []
    expect(listener && view(listener.authentication).trail[0]).toEqual({ file: 'pg_hba.conf', line: 3 })
    expect(listener && view(listener.tls).trail[0]).toEqual({ file: 'pg_hba.conf', line: 3 })
  })
})

describe('the rest', () => {
  it('is a job when the image is asked for a client', () => {
    for (const command of [
      ['psql', '-h', 'db'],
      ['sh', '-c', 'until pg_isready -h db; do sleep 1; done; psql -f x.sql'],
    ])
      expect(read({ command })).toEqual({ role: 'job' })
    expect(read({ command: ['/run-it.sh'], files: { '/run-it.sh': '#!/bin/sh\nexec psql "$URL"\n' } })).toEqual({ role: 'job' })
    expect(read({ command: ['sh', '-c', 'pg_isready; exec docker-entrypoint.sh postgres'] }).listeners).toHaveLength(1)
  })

  it('knows who is administrator', () => {
    expect(read({ env: { POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'x1' } }).accounts).toMatchObject([
      { user: { value: 'app' }, power: 'administrator', key: 'POSTGRES_PASSWORD' },
    ])
    const bitnami = {
      image: 'bitnami/postgresql:16',
      env: { POSTGRESQL_USERNAME: 'app', POSTGRESQL_PASSWORD: 'x1', POSTGRESQL_POSTGRES_PASSWORD: 'x2' },
    }
    expect(read(bitnami).accounts?.map(({ power }) => power)).toEqual(['application', 'administrator'])
  })

  it.each([
    ['postgres:15', {}, '/var/lib/postgresql/data'],
    ['postgres:18', {}, '/var/lib/postgresql/18/docker'],
    ['postgres:15', { PGDATA: '/data/pg' }, '/data/pg'],
    ['bitnami/postgresql:15', {}, '/bitnami/postgresql/data'],
  ])('%s keeps its data', (image, env, path) => {
    expect(read({ image, env }).stores).toMatchObject([{ path }])
  })

  it('finds what nobody reads', () => {
    const { deadKeys } = read({ env: { POSTGRES_HOST_AUTH_METHOD: 'trust', POSTGRES_PASSWORD: ['x1', 11], POSTGRES_SSL_MODE: 'require' } })
    expect(deadKeys?.map(({ key }) => key)).toEqual(['POSTGRES_SSL_MODE', 'POSTGRES_PASSWORD'])
    expect(read({ env: { POSTGRES_PASSWORD: 'x1' } }).deadKeys).toEqual([])
  })

  it('judges settings with their lines', () => {
    const { observations } = read({
      command: ['-c', 'config_file=/etc/p.conf'],
      files: { '/etc/p.conf': "listen_addresses='*'\nssl_min_protocol_version = 'TLSv1'\n" },
    })
    const written = observations?.filter(({ basis }) => basis === 'configured')
    expect(written).toMatchObject([{ key: 'ssl_min_protocol_version', verdict: 'unsafe', trail: [{ file: 'p.conf', line: 2 }, {}] }])
  })
})

it('recognises an image of ones own by its data and its password', () => {
  const at = { file: 'compose.yml', line: 9 }
  const mounts = [{ kind: 'volume' as const, target: setting('/var/lib/postgresql/data', at), readOnly: false, options: [], at }]
  const built = { ...component({ mounts, env: { POSTGRES_PASSWORD: 'Plum-77-x' } }), build: { value: '.', trail: [at] } }
  expect(postgres.recognise(built)).toMatchObject({ certainty: 1 })
  expect(postgres.recognise({ ...built, env: new Map() })).toBeUndefined()
})

describe('a server on a machine', () => {
  const files = {
    '/var/lib/postgresql/data/postgresql.conf': 'ssl = on\n',
    '/var/lib/postgresql/data/postgresql.auto.conf': "ssl = 'off'\n",
    '/var/lib/postgresql/data/pg_hba.conf': 'local all all peer\ninclude more/clients.conf\n',
    '/var/lib/postgresql/data/more/clients.conf': 'hostssl shop shop 10.0.0.0/8 scram-sha-256\ninclude gone.conf\n',
  }

  it('reads what ALTER SYSTEM wrote last, and rows of included files in their place', () => {
    const { listeners, observations, gaps } = postgres.read(component({ form: 'process', files }), undefined)
    expect(told(listeners![0]!.tls)).toBe('none')
    expect(gaps?.map(({ why, place }) => `${place?.file}:${place?.line} ${why}`)).toEqual([
      'clients.conf:2 /var/lib/postgresql/data/more/gone.conf is included and not among the files',
    ])
    const rows = observations?.filter(({ key }) => key === 'pg_hba.conf').map(({ concern, verdict }) => `${concern} ${verdict}`)
    expect(rows).toEqual(['password-policy unknown', 'over-privileged-default unknown', 'allow-list unknown'])
  })

  it('without pg_hba.conf asks for nobody knows what', () => {
    const { listeners } = postgres.read(
      component({ form: 'process', files: { '/var/lib/postgresql/data/postgresql.conf': 'ssl = on\n' } }),
      undefined,
    )
    expect(told(listeners![0]!.authentication)).toBe('?')
    expect(told(listeners![0]!.tls)).toBe('?')
  })
})
