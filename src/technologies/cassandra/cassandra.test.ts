import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { cassandra } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'cassandra:4.1', ...sketch })
  return cassandra.read(input, cassandra.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['defaults', {}, ['9042 none none']],
  [
    'a file',
    {
      files: {
        '/etc/cassandra/cassandra.yaml': 'authenticator: PasswordAuthenticator\nclient_encryption_options:\n  enabled: true\n  optional: false\n',
      },
    },
    ['9042 required password'],
  ],
  ['bitnami', { image: 'bitnami/cassandra:4.1' }, ['9042 none password']],
  ['scylla', { image: 'scylladb/scylla:6.0', command: ['--authenticator', 'PasswordAuthenticator'] }, ['9042 none password']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(cassandra.recognise(component({ image: 'cassandra:4.1' }))).toMatchObject({ certainty: 3 })
  expect(cassandra.recognise(component({ image: 'example/cassandra-exporter' }))).toBeUndefined()
})

it('is a job when the image is asked for a client', () => {
  expect(read({ command: ['cqlsh', 'db'] })).toEqual({ role: 'job' })
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ env: { CASSANDRA_AUTHENTICATOR: ['PasswordAuthenticator', 12], CASSANDRA_PASSWORD: ['x', 13], CASSANDRA_SEEDS: 'a' } })).toEqual([
    'CASSANDRA_AUTHENTICATOR 12',
    'CASSANDRA_PASSWORD 13',
  ])
  expect(keys({ image: 'bitnami/cassandra:4.1', env: { CASSANDRA_PASSWORD: 'x' } })).toEqual([])
})

it('listens on loopback as a process, unless its file names an address', () => {
  const read_ = (text: string): ListenerReading | undefined =>
    cassandra.read(component({ form: 'process', files: { '/etc/cassandra/cassandra.yaml': text } }), undefined).listeners?.[0]
  expect(read_('cluster_name: a\n')?.bind).toBeDefined()
  expect(read_('rpc_address: 10.0.0.1\nnative_transport_port: 9142\n')).toMatchObject({ port: 9142, trail: [{ line: 1 }, {}] })
  expect(read_('rpc_address: 10.0.0.1\n')?.bind).toBeUndefined()
})
