import { expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { told } from '../../testing/reading.ts'
import { kong } from './index.ts'

const read = (sketch: ComponentSketch = {}): Reading => kong.read(component({ image: 'kong:3.7', ...sketch }), '3.7')

const ports = ({ listeners = [] }: Reading): readonly string[] =>
  listeners.map(
    ({ port, purpose, tls, authentication, bind }) =>
      `${port} ${purpose} ${told(tls)} ${told(authentication)}${bind === undefined ? '' : ' loopback'}`,
  )

it('keeps its admin API on loopback unless told otherwise', () => {
  expect(ports(read())).toEqual([
    '8000 application none delegated',
    '8443 application required delegated',
    '8001 admin none none loopback',
    '8444 admin required none loopback',
  ])
  const open = read({ env: { KONG_ADMIN_LISTEN: ['0.0.0.0:8001 reuseport, 0.0.0.0:8444 http2 ssl', 12], KONG_PROXY_LISTEN: 'off' } })
  expect(ports(open)).toEqual(['8001 admin none none', '8444 admin required none'])
  expect(open.listeners?.[0]?.trail).toMatchObject([{ line: 12 }])
  expect(ports(read({ command: ['kong', 'migrations', 'bootstrap'] }))).toEqual([])
})

it('connects to Postgres as its variables say', () => {
  const ends = (env: Readonly<Record<string, string>>): readonly string[] =>
    (read({ env: { KONG_PG_HOST: 'db', ...env } }).connections ?? []).map(
      ({ host, port, encryption, verification, authentication }) =>
        `${host}:${port} ${told(encryption)} ${told(verification)} ${told(authentication)}`,
    )
  expect(ends({})).toEqual(['db:5432 none none none'])
  expect(ends({ KONG_PG_SSL: 'on', KONG_PG_PASSWORD: 'x' })).toEqual(['db:5432 optional none password'])
  expect(ends({ KONG_PG_SSL: 'on', KONG_PG_SSL_REQUIRED: 'on', KONG_PG_SSL_VERIFY: 'on' })).toEqual(['db:5432 required chain none'])
  expect(ends({ KONG_DATABASE: 'off' })).toEqual([])
})

it('reads the services of a declarative configuration', () => {
  const text = 'services:\n  - name: a\n    url: http://auth:9999/verify\n  - name: b\n    url: https://rest:3000\n    tls_verify: true\n'
  const found = read({ env: { KONG_DECLARATIVE_CONFIG: '/kong.yml' }, files: { '/kong.yml': text } }).connections
  expect(found?.map(({ host, port, verification, trail }) => `${host}:${port} ${told(verification)} ${trail[0]?.line}`)).toEqual([
    'auth:9999 none 3',
    'rest:3000 name 5',
  ])
})
