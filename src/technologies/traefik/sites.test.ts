import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Fact } from '../../model/fact.ts'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { traefik } from './index.ts'

const statics = 'entryPoints:\n  web:\n    address: ":80"\n  safe:\n    address: ":443"\nproviders:\n  file:\n    filename: /etc/traefik/d.yml\n'

function reading(dynamic: string, more: string = statics, path = '/etc/traefik/d.yml'): Reading {
  return traefik.read(component({ form: 'process', files: { '/etc/traefik/traefik.yml': more, [path]: dynamic } }), undefined)
}

function word<T extends string>(fact: Fact<T>): string {
  const seen = view(fact)
  return seen.known ? seen.value : '?'
}

function doors({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, redirects }) => `${port} ${word(tls)}${redirects === true ? ' redirects' : ''}`)
}

function ends({ connections = [] }: Reading): readonly string[] {
  return connections.map(({ protocol, host, port, encryption, verification, authentication }) =>
    [protocol, `${host}:${port}`, word(encryption), word(verification), word(authentication)].join(' '),
  )
}

function told({ observations = [] }: Reading, verdict = 'unsafe'): readonly string[] {
  return observations.filter((each) => each.verdict === verdict).map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)
}

const router = (name: string, lines: string): string =>
  `    ${name}:\n      rule: Host(\`a\`)\n      service: s\n${lines.replaceAll(/^/gm, '      ')}\n`
const http = (...routers: readonly string[]): string => `http:\n  routers:\n${routers.join('')}`

it.each([
  ['routers with TLS alone', http(router('a', 'entryPoints: [safe]\ntls: {}')), ['80 ?', '443 required']],
  ['routers without', http(router('a', 'entryPoints: [web]')), ['80 none', '443 ?']],
  ['both on one port', http(router('a', 'entryPoints: [safe]\ntls: true'), router('b', 'entryPoints: [safe]')), ['80 ?', '443 optional']],
  ['a router for every entry point', http(router('a', 'tls: {}')), ['80 required', '443 required']],
  ['a switch that is off', http(router('a', 'tls: false')), ['80 none', '443 none']],
  [
    'a router that only sends on',
    `${http(router('a', 'entryPoints: [web]\nmiddlewares: [up@file]'))}  middlewares:\n    up:\n      redirectScheme:\n        scheme: https\n`,
    ['80 none redirects', '443 ?'],
  ],
])('%s decide what an entry point speaks', (_, dynamic, wanted) => {
  expect(doors(reading(dynamic))).toEqual(wanted)
})

it('labels of other components may add routers: nothing is decided then', () => {
  expect(doors(reading(http(router('a', 'tls: {}')), statics.replace('providers:\n', 'providers:\n  docker: {}\n')))).toEqual(['80 ?', '443 ?'])
})

it('reads the servers behind with the transport that is in force', () => {
  const services = [
    '    a: { loadBalancer: { servers: [ { url: "http://a:8080" }, { url: "https://b:8443" } ] } }',
    '    c: { loadBalancer: { serversTransport: lax, servers: [ { url: "https://c" } ] } }',
    '    d: { loadBalancer: { serversTransport: own@file, servers: [ { url: "https://d" } ] } }',
    '  serversTransports:',
    '    lax: { insecureSkipVerify: true }',
    '    own: { rootCAs: [/ca.pem], certificates: [ { certFile: /c.pem, keyFile: /k.pem } ] }',
    'tcp:',
    '  services:',
    '    db: { loadBalancer: { servers: [ { address: "db:5432" }, { address: "db2:5432", tls: true } ] } }',
  ].join('\n')
  const dynamic = `http:\n  services:\n${services}\n`
  expect(ends(reading(dynamic))).toEqual([
    'http a:8080 none none delegated',
    'http b:8443 required name delegated',
    'http c:443 required none delegated',
    'http d:443 required name certificate',
    'postgres db:5432 none none delegated',
    'postgres db2:5432 required name delegated',
  ])
  const lax = reading(dynamic, `${statics}serversTransport:\n  insecureSkipVerify: true\n`)
  expect(ends(lax)[1]).toBe('http b:8443 required none delegated')
  // the connection tells of it
  expect(told(lax)).toEqual([])
})

it('knows routes to its own services that ask nobody', () => {
  const inside = (lines: string): string => http(router('a', lines).replace('service: s', 'service: api@internal'))
  expect(told(reading(inside('')))).toEqual(['api@internal d.yml:3'])
  expect(told(reading(`${inside('middlewares: [m]')}  middlewares:\n    m:\n      basicAuth:\n        usersFile: /u\n`))).toEqual([])
  expect(told(reading(inside('middlewares: [x@docker]')), 'unknown')).toEqual(['api@internal d.yml:3'])
})

it('judges options of TLS and middlewares, in YAML and in TOML', () => {
  const yaml =
    'tls:\n  options:\n    default:\n      minVersion: VersionTLS11\n      sniStrict: false\nhttp:\n  middlewares:\n    a:\n      ipAllowList:\n        sourceRange: [10.0.0.0/8, 0.0.0.0/0]\n'
  expect(told(reading(yaml))).toEqual(['minVersion d.yml:4', 'sniStrict d.yml:5', 'ipAllowList.sourceRange d.yml:10'])
  const toml =
    '[tls.options.default]\nminVersion = "VersionTLS10"\ncipherSuites = ["TLS_RSA_WITH_AES_128_CBC_SHA"]\n[http.middlewares.a.forwardAuth]\naddress = "http://x/"\ntrustForwardHeader = true\n'
  const found = reading(toml, statics.replace('filename: /etc/traefik/d.yml', 'directory: /elsewhere/rules'), '/etc/traefik/rules/more/d.toml')
  expect(told(found)).toEqual(['minVersion d.toml:2', 'cipherSuites d.toml:3', 'forwardAuth.trustForwardHeader d.toml:6'])
  expect(ends(found)).toEqual(['http x:80 none none delegated'])
})

it('judges lists of arguments and of files alike, and what access logs keep', () => {
  const found = traefik.read(
    component({
      image: 'traefik:v3.1',
      command: [
        '--entrypoints.web.address=:80',
        '--entrypoints.web.forwardedHeaders.trustedIPs=10.0.0.1,0.0.0.0/0',
        '--accesslog.fields.headers.names.Authorization=keep',
      ],
    }),
    '3.1',
  )
  expect(told(found)).toEqual(['accesslog.fields.headers.names.authorization compose.yml:5', 'forwardedheaders.trustedips compose.yml:5'])
})

it('a dynamic file alone tells no port', () => {
  const input = component({ form: 'process', files: { '/etc/traefik/dynamic/a.yml': http(router('a', '')) } })
  expect(doors(traefik.read(input, undefined))).toEqual([])
})

it('takes any text', () => {
  const takes = (text: string): void => {
    expect(reading(text).gaps).toBeDefined()
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), takes))
  const line = fc.constantFrom(
    'http:',
    '  routers:',
    '  middlewares:',
    '    a:',
    '      chain: {middlewares: [a, b]}',
    '      middlewares: [a]',
    '    b: *x',
    '      tls: {}',
    'tls:',
    '- a',
  )
  fc.assert(fc.property(fc.array(line), (lines) => takes(lines.join('\n'))))
})
