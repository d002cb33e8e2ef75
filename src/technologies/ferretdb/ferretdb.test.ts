import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ferretdb } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'ghcr.io/ferretdb/ferretdb:1.24', ...sketch })
  return ferretdb.read(input, ferretdb.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['1.x', {}, ['27017 none none', '8088 none none']],
  ['2.x', { image: 'ghcr.io/ferretdb/ferretdb:2.1.0' }, ['27017 none password', '8088 none none']],
  ['2.x, open', { image: 'ghcr.io/ferretdb/ferretdb:2.1.0', env: { FERRETDB_AUTH: 'false' } }, ['27017 none none', '8088 none none']],
  ['any version', { image: 'ghcr.io/ferretdb/ferretdb' }, ['27017 none unknown', '8088 none none']],
  [
    'TLS alone',
    { image: 'ghcr.io/ferretdb/ferretdb:2.1.0', env: { FERRETDB_LISTEN_ADDR: '', FERRETDB_LISTEN_TLS: ':27018', FERRETDB_DEBUG_ADDR: '-' } },
    ['27018 required password'],
  ],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(ferretdb.recognise(component({ image: 'ghcr.io/ferretdb/ferretdb:1.24' }))).toMatchObject({ certainty: 3 })
  expect(ferretdb.recognise(component({ image: 'example/ferretdb-exporter' }))).toBeUndefined()
})

it('asks whether it reports home', () => {
  expect(read({}).observations).toMatchObject([{ key: 'FERRETDB_TELEMETRY', verdict: 'unsafe' }])
  expect(read({ env: { FERRETDB_TELEMETRY: ['disable', 4] } }).observations).toMatchObject([{ verdict: 'safe', trail: [{ line: 4 }] }])
})
