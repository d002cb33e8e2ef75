import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { neo4j } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'neo4j:5.20', ...sketch })
  return neo4j.read(input, neo4j.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['defaults', {}, ['7687 none password', '7474 none password']],
  ['open', { env: { NEO4J_AUTH: 'none' } }, ['7687 none none', '7474 none none']],
  [
    'TLS',
    {
      env: {
        NEO4J_AUTH: 'neo4j/x1',
        NEO4J_server_bolt_tls__level: 'REQUIRED',
        NEO4J_server_http_enabled: 'false',
        NEO4J_server_https_enabled: 'true',
      },
    },
    ['7687 required password', '7473 required password'],
  ],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(neo4j.recognise(component({ image: 'neo4j:5.20' }))).toMatchObject({ certainty: 3 })
  expect(neo4j.recognise(component({ image: 'example/neo4j-exporter' }))).toBeUndefined()
})

it('is a job when the image is asked for a client', () => {
  expect(read({ command: ['cypher-shell', '-a', 'db'] })).toEqual({ role: 'job' })
})

it('knows the accounts and their lines', () => {
  expect(read({ env: { NEO4J_AUTH: ['neo4j/x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})

it.each<[string, string, string[]]>([
  ['nothing but localhost by default', 'db.logs.query.enabled=OFF\n', ['7687 none password loopback', '7474 none password loopback']],
  ['all addresses', 'dbms.default_listen_address=0.0.0.0\ndbms.security.auth_enabled=false\n', ['7687 none none', '7474 none none']],
  [
    'TLS on one address',
    'server.bolt.listen_address=10.0.0.1:7687\nserver.bolt.tls_level=REQUIRED\nserver.http.enabled=false\n',
    ['7687 required password'],
  ],
])('reads neo4j.conf: %s', (_, text, wanted) => {
  expect(read({ form: 'process', files: { '/etc/neo4j/neo4j.conf': text } }).listeners?.map(show)).toEqual(wanted)
})
