import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { influxdb } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'influxdb:1.8', ...sketch })
  return influxdb.read(input, influxdb.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['1.x', {}, ['8086 none none']],
  ['1.x with accounts', { env: { INFLUXDB_HTTP_AUTH_ENABLED: 'true', INFLUXDB_HTTP_HTTPS_ENABLED: 'true' } }, ['8086 required password']],
  ['2.x', { image: 'influxdb:2.7' }, ['8086 none token']],
  ['2.x with a certificate', { image: 'influxdb:2.7', env: { INFLUXD_TLS_CERT: '/c' } }, ['8086 required token']],
  ['3.x without accounts', { image: 'influxdb:3.1', command: ['influxdb3', 'serve', '--without-auth'] }, ['8181 none none']],
  ['any version', { image: 'influxdb' }, ['8086 none unknown']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(influxdb.recognise(component({ image: 'influxdb:1.8' }))).toMatchObject({ certainty: 3 })
  expect(influxdb.recognise(component({ image: 'example/influxdb-exporter' }))).toBeUndefined()
})

it('is a job when the image is asked for a client', () => {
  expect(read({ command: ['influx', 'ping'] })).toEqual({ role: 'job' })
})

it('knows the accounts and their lines', () => {
  expect(read({ image: 'influxdb:2.7', env: { DOCKER_INFLUXDB_INIT_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ env: { INFLUXDB_ADMIN_PASSWORD: ['x', 12] } })).toEqual(['INFLUXDB_ADMIN_PASSWORD 12'])
  expect(keys({ env: { INFLUXDB_ADMIN_PASSWORD: 'x', INFLUXDB_HTTP_AUTH_ENABLED: 'true' } })).toEqual([])
  expect(keys({ image: 'influxdb:2.7', env: { DOCKER_INFLUXDB_INIT_PASSWORD: ['x', 13], INFLUXDB_USER_PASSWORD: ['y', 12] } })).toEqual([
    'INFLUXDB_USER_PASSWORD 12',
    'DOCKER_INFLUXDB_INIT_PASSWORD 13',
  ])
  expect(keys({ image: 'influxdb:2.7', env: { DOCKER_INFLUXDB_INIT_MODE: 'setup', DOCKER_INFLUXDB_INIT_PASSWORD: 'x' } })).toEqual([])
  expect(keys({ image: 'influxdb', env: { INFLUXDB_ADMIN_PASSWORD: 'x' } })).toEqual([])
})
