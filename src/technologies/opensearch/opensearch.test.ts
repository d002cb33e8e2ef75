import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { opensearch } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'opensearchproject/opensearch:2.15.0', ...sketch })
  return opensearch.read(input, opensearch.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['the demo', {}, ['9200 required password']],
  ['no security', { env: { DISABLE_SECURITY_PLUGIN: 'true' } }, ['9200 none none']],
  ['no security, by setting', { env: { 'plugins.security.disabled': 'true' } }, ['9200 none none']],
  ['a switch without a value', { env: { DISABLE_SECURITY_PLUGIN: '${X}' } }, ['9200 unknown unknown']],
  ['no TLS', { env: { 'plugins.security.ssl.http.enabled': 'false' } }, ['9200 none password']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(opensearch.recognise(component({ image: 'opensearchproject/opensearch:2.15.0' }))).toMatchObject({ certainty: 3 })
  expect(opensearch.recognise(component({ image: 'example/opensearch-exporter' }))).toBeUndefined()
})

it('knows the accounts and their lines', () => {
  expect(read({ env: { OPENSEARCH_INITIAL_ADMIN_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})

it('knows the password of old demos', () => {
  expect(read({ image: 'opensearchproject/opensearch:2.11.0' }).accounts).toMatchObject([{ user: { value: 'admin' }, password: { value: 'admin' } }])
  expect(read({}).accounts).toEqual([])
  expect(read({}).observations).toMatchObject([{ concern: 'key-management', verdict: 'unsafe' }])
  expect(read({ env: { DISABLE_INSTALL_DEMO_CONFIG: 'true' } }).observations).toEqual([])
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ env: { DISABLE_SECURITY_PLUGIN: 'true', OPENSEARCH_INITIAL_ADMIN_PASSWORD: ['x', 12] } })).toEqual([
    'OPENSEARCH_INITIAL_ADMIN_PASSWORD 12',
  ])
  expect(keys({ image: 'opensearchproject/opensearch:2.11.0', env: { OPENSEARCH_INITIAL_ADMIN_PASSWORD: ['x', 12] } })).toEqual([
    'OPENSEARCH_INITIAL_ADMIN_PASSWORD 12',
  ])
  expect(keys({ env: { DISABLE_INSTALL_DEMO_CONFIG: 'true', OPENSEARCH_INITIAL_ADMIN_PASSWORD: ['x', 12] } })).toEqual([
    'OPENSEARCH_INITIAL_ADMIN_PASSWORD 12',
  ])
  expect(keys({ env: { OPENSEARCH_INITIAL_ADMIN_PASSWORD: 'x' } })).toEqual([])
})

it('judges the file of a package', () => {
  const text = 'network.host: 0.0.0.0\nhttp.port: 9201\nplugins.security.allow_unsafe_democertificates: true\n'
  const { listeners, observations } = opensearch.read(component({ form: 'process', files: { '/etc/opensearch/opensearch.yml': text } }), undefined)
  expect(listeners).toMatchObject([{ port: 9201, trail: [{ line: 1 }, {}] }])
  expect(observations?.map(({ key, verdict, trail }) => [key, verdict, trail[0]?.line])).toEqual([
    ['plugins.security.allow_unsafe_democertificates', 'unsafe', 3],
  ])
})
