import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ends, ports } from '../../testing/reading.ts'
import { haproxy } from './index.ts'

const path = '/usr/local/etc/haproxy/haproxy.cfg'

function reading(text: string, env: Readonly<Record<string, string>> = {}): Reading {
  return haproxy.read(component({ image: 'haproxy:3.0', env, files: { [path]: text } }), '3.0')
}

it('reads binds, redirects and servers', () => {
  const found = reading(
    [
      'defaults',
      '  mode http',
      'frontend web',
      '  bind *:80',
      '  bind :443 ssl crt /certs/site.pem alpn h2,http/1.1',
      '  http-request redirect scheme https unless { ssl_fc }',
      '  default_backend app',
      'backend app',
      '  server a app:8080 check',
      '  server b safe:8443 ssl verify required ca-file /ca.pem verifyhost safe',
      '  server c lax:8443 ssl verify none',
      '  server d chain:8443 ssl ca-file /ca.pem',
    ].join('\n'),
  )
  expect(ports(found)).toEqual(['http 80 application none delegated redirects', 'http 443 application required delegated'])
  expect(ends(found)).toEqual([
    'http app:8080 none none 9',
    'http safe:8443 required name 10',
    'http lax:8443 required none 11',
    'http chain:8443 required chain 12',
  ])
  expect(found.listeners?.[1]?.certificate?.value).toBe('/certs/site.pem')
})

it('reads statistics of their own and beside the application', () => {
  const own = 'listen stats\n  mode http\n  bind :8404\n  stats enable\n'
  expect(ports(reading(own))).toEqual(['http 8404 admin none none'])
  const closed = reading(`${own}  stats auth ann:Plum-77-x\n`)
  expect(ports(closed)).toEqual(['http 8404 admin none password'])
  expect(closed.accounts).toMatchObject([{ user: { value: 'ann' }, password: { value: 'Plum-77-x', trail: [{ line: 5 }, {}] }, port: 8404 }])
  const beside = reading('frontend web\n  mode http\n  bind :80\n  stats uri /s\n  stats admin if TRUE\n  default_backend a\n')
  expect(beside.observations).toMatchObject([{ concern: 'remote-management', trail: [{ line: 5 }, {}] }])
})

it('reads the runtime interface, TCP and variables', () => {
  const text =
    'global\n  stats socket ipv4@*:9999 level admin\n  stats socket /run/a.sock\nlisten db\n  mode tcp\n  timeout client 1s\n  bind 127.0.0.1:5432\n  server one "${DB}":5432\n'
  expect(reading(text).observations).toMatchObject([{ key: 'stats socket', stake: 'takeover', port: 9999, trail: [{ line: 2 }, {}] }])
  expect(ports(reading(text))).toEqual(['postgres 5432 data none delegated'])
  const local = view(reading(text).listeners![0]!.bind!)
  expect(local).toMatchObject({ value: 'loopback' })
  expect(ends(reading('listen db\n  mode tcp\n  bind :5432\n  server one "${DB}":5432\n', { DB: 'store' }))).toEqual([
    'postgres store:5432 none none 4',
  ])
})

it('tells a runtime interface that every account of the machine may use', () => {
  const sockets = (...lines: readonly string[]) => reading(`global\n${lines.map((each) => `  stats socket ${each}\n`).join('')}`).observations
  expect(sockets('/run/a.sock mode 660 level admin', '/run/b.sock level admin', '/run/c.sock mode 0666 level admin')).toMatchObject([
    { concern: 'file-access', actual: 'mode 0666', trail: [{ line: 4 }, {}] },
  ])
})

it('says that it knows nothing without a configuration', () => {
  expect(haproxy.read(component({ image: 'haproxy:3.0' }), undefined)).toMatchObject({ gaps: [{ place: { line: 3 } }] })
})

describe("a container engine's socket behind it", () => {
  const engine = (rules: string): string =>
    `defaults\n  mode http\nfrontend f\n  bind 127.0.0.1:2375\n${rules}  default_backend b\nbackend b\n  server e unix@/var/run/docker.sock\n`
  const method = '  http-request deny unless METH_GET\n'
  const path = "  http-request deny unless { path -m reg '^/containers/json$' }\n"

  it('is out of reach where nothing but named questions are let through', () =>
    expect(reading(engine(method + path)).image?.mediatesControlSocket).toBe(true))

  it.each([
    ['any path', method],
    ['any method', path],
    ['what a rule before them allows', `  http-request allow if { src 10.0.0.0/8 }\n${method}${path}`],
    ['a path that only begins so', `${method}  http-request deny unless { path -m reg '^/containers' }\n`],
    ['another way in', `${method}${path}  default_backend b\nlisten open\n  bind :1\n  use_backend b\n`],
    ['TCP', `  mode tcp\n${method}${path}`],
  ])('is in reach by %s', (_, rules) => expect(reading(engine(rules)).image?.mediatesControlSocket).toBeUndefined())
})
