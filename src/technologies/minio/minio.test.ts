import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { minio } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'minio/minio:RELEASE.2024-01-01T00-00-00Z', ...sketch })
  return minio.read(input, minio.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['defaults', { command: ['server', '/data'] }, ['9000 none password']],
  [
    'a console',
    { command: ['server', '/data', '--console-address', ':9001'], env: { MINIO_ROOT_USER: 'a', MINIO_ROOT_PASSWORD: 'x1' } },
    ['9000 none password', '9001 none password'],
  ],
  ['no page', { command: ['server', '/data', '--console-address', ':9001'], env: { MINIO_BROWSER: 'off' } }, ['9000 none password']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(minio.recognise(component({ image: 'minio/minio:RELEASE.2024-01-01T00-00-00Z' }))).toMatchObject({ certainty: 3 })
  expect(minio.recognise(component({ image: 'example/minio-exporter' }))).toBeUndefined()
})

it('knows the accounts and their lines', () => {
  expect(read({ command: ['server', '/data'], env: { MINIO_ROOT_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})

it('knows its published password', () => {
  expect(read({ command: ['server', '/data'] }).accounts).toMatchObject([{ user: { value: 'minioadmin' }, password: { value: 'minioadmin' } }])
  expect(read({ command: ['server', '/export'] }).stores).toMatchObject([{ path: '/export' }])
})
