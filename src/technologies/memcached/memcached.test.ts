import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { memcached } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'memcached:1.6', ...sketch })
  return memcached.read(input, memcached.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['nothing', {}, ['11211 none none']],
  ['SASL', { command: ['memcached', '-S', '-p', '11212'] }, ['11212 none password']],
  ['an auth file and TLS', { command: ['-Z', '-Y', '/run/secrets/users'] }, ['11211 required password']],
  ['TLS beside plaintext', { command: ['-Z', '-l', 'notls:*:11211,*:11212'] }, ['11211 none none', '11212 required none']],
  [
    'certificates of clients',
    { command: ['-Z', '-o', 'modern', '-o', 'ssl_chain_cert=/c,ssl_ca_cert=/a,ssl_verify_mode=2', '-l', '[::]:11212'] },
    ['11212 required certificate'],
  ],
  ['certificates that nobody has to have', { command: ['-Z', '-o', 'ssl_ca_cert=/a,ssl_verify_mode=1'] }, ['11211 required none']],
  ['two addresses', { command: ['-l', '127.0.0.1,10.0.0.1:11300', '-p', '11212'] }, ['11212 none none loopback', '11300 none none']],
  ['loopback', { command: ['-l', '127.0.0.1'] }, ['11211 none none loopback']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(memcached.recognise(component({ image: 'memcached:1.6' }))).toMatchObject({ certainty: 3 })
  expect(memcached.recognise(component({ image: 'example/memcached-exporter' }))).toBeUndefined()
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ env: { MEMCACHED_PASSWORD: ['x', 12] } })).toEqual(['MEMCACHED_PASSWORD 12'])
  expect(keys({ image: 'bitnami/memcached:1.6', env: { MEMCACHED_PASSWORD: 'x' } })).toEqual([])
})
