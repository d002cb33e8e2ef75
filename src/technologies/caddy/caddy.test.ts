import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { caddy } from './index.ts'

function reading(text: string): Reading {
  return caddy.read(component({ image: 'caddy:2.8', files: { '/etc/caddy/Caddyfile': text } }), '2.8')
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, redirects }) => {
    const encryption = view(tls)
    return `${port} ${encryption.known ? encryption.value : '?'}${redirects === true ? ' redirects' : ''}`
  })
}

it('has TLS for names, and clear text for ports', () => {
  const found = reading('shop.example.com {\n  reverse_proxy app:8080\n}\n\n:9000 {\n  file_server\n}\n')
  expect(ports(found)).toEqual(['443 required', '80 none redirects', '9000 none'])
  expect(found.connections?.map(({ host, port, trail }) => `${host}:${port} ${trail[0]?.line}`)).toEqual(['app:8080 2'])
  expect(ports(reading('http://shop.example.com {\n  respond ok\n}'))).toEqual(['80 none'])
})

it('reads global options and transports', () => {
  const found = reading(
    '{\n  admin 0.0.0.0:2019\n}\nshop.example.com {\n  reverse_proxy https://app:8443 {\n    transport http {\n      tls_insecure_skip_verify\n    }\n  }\n}\n',
  )
  expect(found.observations?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)).toEqual(['admin 2'])
  const checked = found.connections?.[0] === undefined ? undefined : view(found.connections[0].verification)
  expect(checked).toMatchObject({ value: 'none', trail: [{ line: 7 }] })
})
