import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { couchdb } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'couchdb:3.3', ...sketch })
  return couchdb.read(input, couchdb.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['3.x', {}, ['5984 none password']],
  ['2.x', { image: 'couchdb:2.3' }, ['5984 none none']],
  ['2.x with an account', { image: 'couchdb:2.3', env: { COUCHDB_USER: 'a', COUCHDB_PASSWORD: 'x1' } }, ['5984 none password']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(couchdb.recognise(component({ image: 'couchdb:3.3' }))).toMatchObject({ certainty: 3 })
  expect(couchdb.recognise(component({ image: 'example/couchdb-exporter' }))).toBeUndefined()
})

it('knows the accounts and their lines', () => {
  expect(read({ env: { COUCHDB_USER: 'a', COUCHDB_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})
