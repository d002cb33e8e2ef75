import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { azurite } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'mcr.microsoft.com/azure-storage/azurite:3.30.0', ...sketch })
  return azurite.read(input, azurite.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['defaults', {}, ['10000 none token', '10001 none token', '10002 none token']],
  [
    'TLS',
    { command: ['azurite', '--cert', '/c.pem', '--blobPort', '443'] },
    ['443 required token loopback', '10001 required token loopback', '10002 required token loopback'],
  ],
  ['one host', { command: ['azurite', '--blobHost', '0.0.0.0'] }, ['10000 none token', '10001 none token loopback', '10002 none token loopback']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(azurite.recognise(component({ image: 'mcr.microsoft.com/azure-storage/azurite:3.30.0' }))).toMatchObject({ certainty: 3 })
  expect(azurite.recognise(component({ image: 'example/azurite-exporter' }))).toBeUndefined()
})

it('knows its published key', () => {
  expect(read({}).accounts?.[0]?.user?.value).toBe('devstoreaccount1')
  expect(read({ env: { AZURITE_ACCOUNTS: ['a:a2V5', 9] } }).accounts).toMatchObject([{ password: { value: 'a:a2V5' } }])
})
