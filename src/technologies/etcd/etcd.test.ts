import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { etcd } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'quay.io/coreos/etcd:v3.5.15', ...sketch })
  return etcd.read(input, etcd.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['nothing', {}, ['2379 none none loopback']],
  ['plaintext', { command: ['etcd', '--listen-client-urls', 'http://0.0.0.0:2379'] }, ['2379 none none']],
  [
    'certificates',
    { command: ['etcd', '--listen-client-urls=https://0.0.0.0:2379', '--client-cert-auth', '--cert-file=/c'] },
    ['2379 required certificate'],
  ],
  [
    'variables',
    { env: { ETCD_LISTEN_CLIENT_URLS: 'https://0.0.0.0:2379,http://127.0.0.1:2381', ETCD_CLIENT_CERT_AUTH: 'true' } },
    ['2379 required certificate', '2381 none certificate loopback'],
  ],
  [
    'peers',
    { env: { ETCD_LISTEN_CLIENT_URLS: 'http://0.0.0.0:2379', ETCD_LISTEN_PEER_URLS: 'http://0.0.0.0:2380' } },
    ['2379 none none', '2380 none none'],
  ],
  ['bitnami', { image: 'bitnami/etcd:3.5', env: { ETCD_ROOT_PASSWORD: 'x1' } }, ['2379 none password']],
  ['bitnami, open', { image: 'bitnami/etcd:3.5', env: { ALLOW_NONE_AUTHENTICATION: 'yes' } }, ['2379 none none']],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(etcd.recognise(component({ image: 'quay.io/coreos/etcd:v3.5.15' }))).toMatchObject({ certainty: 3 })
  expect(etcd.recognise(component({ image: 'example/etcd-exporter' }))).toBeUndefined()
})

it('is a job when the image is asked for a client', () => {
  expect(read({ command: ['etcdctl', 'get', 'x'] })).toEqual({ role: 'job' })
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ env: { ETCD_ROOT_PASSWORD: ['x', 12] } })).toEqual(['ETCD_ROOT_PASSWORD 12'])
  expect(keys({ image: 'bitnami/etcd:3.5', env: { ETCD_ROOT_PASSWORD: 'x' } })).toEqual([])
})
