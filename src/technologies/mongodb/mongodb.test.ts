import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { mongodb } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'mongo:7.0', ...sketch })
  return mongodb.read(input, mongodb.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['nothing', {}, ['27017 none none']],
  ['both root variables', { env: { MONGO_INITDB_ROOT_USERNAME: 'r', MONGO_INITDB_ROOT_PASSWORD: 'x1' } }, ['27017 none password']],
  ['one of them', { env: { MONGO_INITDB_ROOT_USERNAME: 'r' } }, ['27017 none none']],
  ['a password without a value', { env: { MONGO_INITDB_ROOT_USERNAME: 'r', MONGO_INITDB_ROOT_PASSWORD: '${PW}' } }, ['27017 none unknown']],
  [
    'the image is passed by',
    { entrypoint: ['mongod', '--bind_ip_all'], env: { MONGO_INITDB_ROOT_USERNAME: 'r', MONGO_INITDB_ROOT_PASSWORD: 'x1' } },
    ['27017 none none'],
  ],
  ['flags', { command: ['mongod', '--auth', '--tlsMode', 'requireTLS', '--port', '27018'] }, ['27018 required password']],
  ['a key file', { command: ['--replSet', 'rs0', '--keyFile', '/k'] }, ['27017 none password']],
  [
    'a file',
    {
      command: ['--config', '/etc/m.conf'],
      files: { '/etc/m.conf': 'net:\n  bindIp: 127.0.0.1\n  tls:\n    mode: preferTLS\nsecurity:\n  authorization: enabled\n' },
    },
    ['27017 optional password loopback'],
  ],
  ['bitnami, open', { image: 'bitnami/mongodb:7.0', env: { ALLOW_EMPTY_PASSWORD: 'yes' } }, ['27017 none none']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(mongodb.recognise(component({ image: 'mongo:7.0' }))).toMatchObject({ certainty: 3 })
  expect(mongodb.recognise(component({ image: 'example/mongodb-exporter' }))).toBeUndefined()
})

it('is a job when the image is asked for a client', () => {
  expect(read({ command: ['mongosh', '--host', 'db'] })).toEqual({ role: 'job' })
})

it('knows the accounts and their lines', () => {
  expect(read({ env: { MONGO_INITDB_ROOT_USERNAME: 'r', MONGO_INITDB_ROOT_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'administrator',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})
