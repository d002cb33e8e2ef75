import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { kibana } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'kibana:8.15.0', ...sketch })
  return kibana.read(input, kibana.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['no login', {}, ['5601 none unknown']],
  ['a login', { env: { ELASTICSEARCH_PASSWORD: 'x1', SERVER_SSL_ENABLED: 'true' } }, ['5601 required delegated']],
  ['a file', { files: { '/usr/share/kibana/config/kibana.yml': 'server.port: 5602\nelasticsearch.password: x1\n' } }, ['5602 none delegated']],
  ['dashboards', { image: 'opensearchproject/opensearch-dashboards:2' }, ['5601 none password']],
  [
    'open dashboards',
    { image: 'opensearchproject/opensearch-dashboards:2', env: { DISABLE_SECURITY_DASHBOARDS_PLUGIN: 'true' } },
    ['5601 none none'],
  ],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(kibana.recognise(component({ image: 'kibana:8.15.0' }))).toMatchObject({ certainty: 3 })
  expect(kibana.recognise(component({ image: 'example/kibana-exporter' }))).toBeUndefined()
})

it('judges whether it checks the server', () => {
  expect(read({ env: { ELASTICSEARCH_SSL_VERIFICATIONMODE: ['none', 8] } }).observations).toMatchObject([
    { concern: 'tls-verification', verdict: 'unsafe', trail: [{ line: 8 }] },
  ])
  expect(read({ env: { ELASTICSEARCH_SSL_VERIFICATIONMODE: 'full' } }).observations).toMatchObject([{ verdict: 'safe' }])
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ env: { ELASTICSEARCH_URL: ['http://a:9200', 12] } })).toEqual(['ELASTICSEARCH_URL 12'])
  expect(keys({ image: 'kibana:6.8.0', env: { ELASTICSEARCH_URL: 'http://a:9200' } })).toEqual([])
})

it('recognises an image of ones own by what is mounted into it', () => {
  const at = { file: 'compose.yml', line: 9 }
  const mounts = [{ kind: 'bind' as const, target: setting('/usr/share/kibana/config/kibana.yml', at), readOnly: true, options: [], at }]
  expect(kibana.recognise({ ...component({ mounts }), build: { value: '.', trail: [at] } })).toMatchObject({ certainty: 1 })
  expect(kibana.recognise(component({ mounts }))).toBeUndefined()
})

it('finds the stores that its file names, unless a variable does', () => {
  const files = {
    '/usr/share/kibana/config/kibana.yml':
      'elasticsearch.hosts: ["http://es1:9200", "https://es2:9200"]\nelasticsearch.username: kibana_system\nelasticsearch.password: Plum-77-x\n',
  }
  const found = (sketch: ComponentSketch) =>
    read(sketch).connections?.map(({ host, port, user, password }) => `${user?.value}:${password?.value}@${host}:${port}`)
  expect(found({ files })).toEqual(['kibana_system:Plum-77-x@es1:9200', 'kibana_system:Plum-77-x@es2:9200'])
  expect(found({ files, env: { ELASTICSEARCH_HOSTS: 'http://es3:9200' } })).toEqual([])
})
