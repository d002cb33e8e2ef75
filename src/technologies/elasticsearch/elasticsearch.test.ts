import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { elasticsearch } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'docker.elastic.co/elasticsearch/elasticsearch:8.15.0', ...sketch })
  return elasticsearch.read(input, elasticsearch.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['8', {}, ['9200 required password']],
  ['7', { image: 'elasticsearch:7.17.0' }, ['9200 none none']],
  ['any version', { image: 'elasticsearch' }, ['9200 unknown unknown']],
  ['security off', { env: { 'xpack.security.enabled': 'false' } }, ['9200 none none']],
  ['security written down', { env: { 'xpack.security.enabled': 'true' } }, ['9200 none password']],
  ['TLS written down', { env: { 'xpack.security.enabled': 'true', 'xpack.security.http.ssl.enabled': 'true' } }, ['9200 required password']],
  [
    'a file',
    { files: { '/usr/share/elasticsearch/config/elasticsearch.yml': 'xpack.security.enabled: false\nhttp.port: 9201\n' } },
    ['9201 none none'],
  ],
  ['a cluster', { env: { 'discovery.seed_hosts': 'a,b' } }, ['9200 unknown password']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(elasticsearch.recognise(component({ image: 'docker.elastic.co/elasticsearch/elasticsearch:8.15.0' }))).toMatchObject({ certainty: 3 })
  expect(elasticsearch.recognise(component({ image: 'example/elasticsearch-exporter' }))).toBeUndefined()
})

it('knows the accounts and their lines', () => {
  expect(read({ env: { ELASTIC_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ env: { 'xpack.security.enabled': 'false', ELASTIC_PASSWORD: ['x', 14] } })).toEqual(['ELASTIC_PASSWORD 14'])
  expect(keys({ env: { ELASTIC_PASSWORD: 'x' } })).toEqual([])
})

it('recognises an image of ones own by what is mounted into it', () => {
  const at = { file: 'compose.yml', line: 9 }
  const mounts = [
    { kind: 'bind' as const, target: setting('/usr/share/elasticsearch/config/elasticsearch.yml', at), readOnly: true, options: [], at },
  ]
  expect(elasticsearch.recognise({ ...component({ mounts }), build: { value: '.', trail: [at] } })).toMatchObject({ certainty: 1 })
  expect(elasticsearch.recognise(component({ mounts }))).toBeUndefined()
})

it('listens on loopback as a process, unless its file names an address', () => {
  const door = (text: string): string | undefined =>
    elasticsearch.read(component({ form: 'process', files: { '/etc/elasticsearch/elasticsearch.yml': text } }), '8.15').listeners?.map(show)[0]
  expect(door('http.port: 9201\n')).toBe('9201 required password loopback')
  expect(door('network.host: _local_\nxpack.security.enabled: false\n')).toBe('9200 none none loopback')
  expect(door('network.host: [_local_, _site_]\n')).toBe('9200 required password')
  expect(door('http.host: 10.0.0.1\nnetwork.host: localhost\n')).toBe('9200 required password')
})
