import { expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ends, ports } from '../../testing/reading.ts'
import { envoy } from './index.ts'

const read = (text: string): Reading => envoy.read(component({ image: 'envoyproxy/envoy:v1.31', files: { '/etc/envoy/envoy.yaml': text } }), '1.31')

const address = (host: string, port: number): string => `{ socket_address: { address: ${host}, port_value: ${port} } }`
const tls = (more: string): string => `{ name: envoy.transport_sockets.tls, typed_config: { ${more} } }`
const hcm = (more: string): string => `{ name: envoy.filters.network.http_connection_manager, typed_config: { ${more} } }`

it('reads listeners with and without TLS, and its admin page', () => {
  const found = read(
    [
      'admin:',
      `  address: ${address('0.0.0.0', 9901)}`,
      'static_resources:',
      '  listeners:',
      `  - address: ${address('0.0.0.0', 10000)}`,
      `    filter_chains: [{ filters: [${hcm('route_config: { virtual_hosts: [{ routes: [{ redirect: { https_redirect: true } }] }] }')}] }]`,
      `  - address: ${address('0.0.0.0', 10443)}`,
      `    filter_chains: [{ filters: [${hcm('http_filters: [{ name: envoy.filters.http.jwt_authn }]')}], transport_socket: ${tls('common_tls_context: {}')} }]`,
      `  - address: ${address('0.0.0.0', 5432)}`,
      '    filter_chains: [{ filters: [{ name: envoy.filters.network.tcp_proxy, typed_config: { cluster: db } }] }]',
    ].join('\n'),
  )
  expect(ports(found)).toEqual([
    'http 10000 application none delegated redirects',
    'http 10443 application required token',
    'postgres 5432 data none delegated',
    'http 9901 admin none none',
  ])
  expect(found.listeners?.[3]?.trail).toMatchObject([{ line: 2 }, {}])
})

it('checks certificates only with a validation context', () => {
  const cluster = (name: string, port: number, more: string): string =>
    `  - name: ${name}\n    load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: ${address(name, port)} } }] }] }\n${more === '' ? '' : `    transport_socket: ${tls(more)}\n`}`
  const ca = 'trusted_ca: { filename: /ca.pem }'
  const text = `static_resources:\n  clusters:\n${cluster('a', 80, '')}${cluster('b', 443, 'sni: b')}${cluster('c', 443, `common_tls_context: { validation_context: { ${ca} } }`)}${cluster('d', 443, `common_tls_context: { validation_context: { ${ca}, match_typed_subject_alt_names: [{ san_type: DNS }] } }`)}`
  expect(ends(read(text))).toEqual([
    'http a:80 none none 4',
    'http b:443 required none 6',
    'http c:443 required chain 9',
    'http d:443 required name 12',
  ])
  expect(read(text).connections?.[3]?.authority?.value).toBe('/ca.pem')
})

it('says what it cannot know', () => {
  expect(envoy.read(component({ image: 'envoyproxy/envoy:v1.31' }), undefined).gaps).toMatchObject([{ place: { line: 3 } }])
  expect(read('dynamic_resources: { ads_config: {} }').gaps).toMatchObject([{ place: { line: 1 } }])
})
