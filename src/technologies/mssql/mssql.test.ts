import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { mssql } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'mcr.microsoft.com/mssql/server:2022-latest', ...sketch })
  return mssql.read(input, mssql.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['defaults', { env: { MSSQL_SA_PASSWORD: 'x1' } }, ['1433 optional password']],
  ['TLS alone', { files: { '/var/opt/mssql/mssql.conf': '[network]\nforceencryption = 1\n' } }, ['1433 required password']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(mssql.recognise(component({ image: 'mcr.microsoft.com/mssql/server:2022-latest' }))).toMatchObject({ certainty: 3 })
  expect(mssql.recognise(component({ image: 'example/mssql-exporter' }))).toBeUndefined()
})

it('is a job when the image is asked for a client', () => {
  expect(read({ command: ['sqlcmd', '-S', 'db'] })).toEqual({ role: 'job' })
})

it('knows the accounts and their lines', () => {
  expect(read({ env: { SA_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})
