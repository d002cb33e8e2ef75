import { describe, expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ends } from '../../testing/reading.ts'
import { files } from './files.ts'
import { envoy } from './index.ts'

const read = (text: string, name = 'envoy.yaml'): Reading =>
  envoy.read(component({ form: 'process', files: { [`/etc/envoy/${name}`]: text } }), undefined)

/** A listener with these lines in its connection manager and in its TLS. */
function listener(lines: readonly string[], tls: readonly string[] = []): Reading {
  return read(
    [
      'static_resources:',
      '  listeners:',
      '  - address: { socket_address: { address: 0.0.0.0, port_value: 8080 } }',
      '    filter_chains:',
      '    - filters:',
      '      - name: envoy.filters.network.http_connection_manager',
      '        typed_config:',
      '          stat_prefix: x',
      ...lines.map((line) => `          ${line}`),
      ...(tls.length === 0 ? [] : ['      transport_socket:', '        name: envoy.transport_sockets.tls', '        typed_config:']),
      ...tls.map((line) => `          ${line}`),
    ].join('\n'),
  )
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations
    .filter(({ verdict }) => verdict === 'unsafe')
    .map(({ key, stake, trail }) => `${key} ${stake} ${trail[0]?.line}`)
    .toSorted()
}

describe('a connection manager', () => {
  it('takes the address of clients from the connection', () => {
    expect(unsafe(listener([]))).toEqual(['use_remote_address defence 8'])
    expect(unsafe(listener(['use_remote_address: false']))).toEqual(['use_remote_address defence 9'])
    expect(unsafe(listener(['use_remote_address: true']))).toEqual([])
  })

  it('makes paths plain where a filter judges them', () => {
    const filter =
      'http_filters: [{ name: free, typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication } }]'
    expect(unsafe(listener(['use_remote_address: true', filter]))).toEqual(['normalize_path defence 8'])
    expect(unsafe(listener(['use_remote_address: true', filter, 'normalize_path: true']))).toEqual([])
  })

  it('names origins, hosts and users', () => {
    const found = listener([
      'use_remote_address: true',
      'access_log: [{ typed_config: { log_format: { text_format_source: { inline_string: "%REQ(Authorization)%" } } } }]',
      'http_filters: [{ name: envoy.filters.http.cors }]',
      'route_config:',
      '  virtual_hosts:',
      '  - domains: ["*"]',
      '    cors:',
      '      allow_origin_string_match: [{ safe_regex: { regex: ".*" } }]',
      '      allow_credentials: true',
      '    request_headers_to_add:',
      '    - header: { key: x-user-id, value: a }',
      '    - { header: { key: x-remote-user, value: a }, append_action: OVERWRITE_IF_EXISTS_OR_ADD }',
    ])
    expect(unsafe(found)).toEqual(['access_log defence 10', 'allow_origin_string_match data 16', 'domains hygiene 14', 'x-user-id data 19'])
    expect(found.deadKeys).toEqual([])
  })

  it('has the filters that its routes speak to', () => {
    const routes = ['use_remote_address: true', 'route_config:', '  rate_limits: []', '  cors: {}']
    const dead = (filters: readonly string[]): readonly string[] =>
      (listener([...routes, ...filters]).deadKeys ?? []).map(({ key, trail, why }) => `${key} ${trail[0]?.line} ${/line \d+/.exec(why)?.[0] ?? ''}`)
    expect(dead(['http_filters:', '# - name: envoy.filters.http.ratelimit'])).toEqual(['rate_limits 11 line 14', 'cors 12 '])
    expect(dead(['http_filters: [{ name: envoy.filters.http.ratelimit }, { name: envoy.filters.http.cors }]'])).toEqual([])
    expect(dead(['http_filters: [{ name: envoy.filters.http.ratelimit, disabled: true }, { name: envoy.filters.http.cors }]'])).toEqual([
      'rate_limits 11 ',
    ])
  })
})

describe('TLS', () => {
  const found = (...lines: readonly string[]): readonly string[] => unsafe(listener(['use_remote_address: true'], lines))

  it('has versions, suites and certificates of clients', () => {
    expect(found('common_tls_context: { tls_params: { tls_minimum_protocol_version: TLSv1_2 } }')).toEqual([])
    expect(
      found(
        'common_tls_context: { tls_params: { tls_minimum_protocol_version: TLSv1_0, cipher_suites: ["[ECDHE-RSA-AES128-GCM-SHA256|AES128-SHA]"] } }',
      ),
    ).toEqual(['cipher_suites defence 13', 'tls_minimum_protocol_version traffic 13'])
    expect(found('require_client_certificate: true', 'common_tls_context: {}')).toEqual(['require_client_certificate data 13'])
    expect(found('common_tls_context: { validation_context: { trusted_ca: { filename: /ca } } }')).toEqual(['require_client_certificate hygiene 13'])
  })

  it('is told to browsers', () => {
    const routes = (more: string): readonly string[] =>
      unsafe(listener(['use_remote_address: true', `route_config: { ${more} }`], ['common_tls_context: {}']))
    expect(routes('name: a')).toEqual(['Strict-Transport-Security hygiene 10'])
    expect(routes('response_headers_to_add: [{ header: { key: strict-transport-security, value: max-age=1 } }]')).toEqual([])
  })
})

it('reads addresses that a template fills in, JSON, and a certificate of its own', () => {
  const cluster = (address: string): string =>
    `static_resources:\n  clusters:\n  - name: a\n    load_assignment:\n      endpoints:\n      - lb_endpoints:\n        - endpoint:\n            address:\n              socket_address:\n                address: ${address}\n                port_value: 80\n`
  expect(ends(read(cluster('{{ inner_name }}')))).toEqual(['http {{ inner_name }}:80 none none 10'])
  const tls =
    '{ "transport_socket": { "name": "envoy.transport_sockets.tls", "typed_config": { "common_tls_context": { "tls_certificates": [{}] } } }'
  const json = `{ "static_resources": { "clusters": [${tls}, "load_assignment": { "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": { "socket_address": { "address": "b", "port_value": 443 } } } }] }] } }] } }`
  const [own] = read(json, 'envoy.json').connections ?? []
  expect([own?.host, own?.authentication.claims[0]?.value, own?.verification.claims[0]?.value]).toEqual(['b', 'certificate', 'none'])
})

it.each([
  ['front.yaml', 'admin: {}\nstatic_resources:\n  listeners: []\n', true],
  ['values.yaml', 'envoy:\n  static_resources: {}\n', false],
  ['bootstrap.json', '{\n  "static_resources": {}\n}', true],
])('is known by its text: %s', (name, text, wanted) => {
  expect(files.some((file) => file.name.test(name) && file.content?.test(text) === true)).toBe(wanted)
})
