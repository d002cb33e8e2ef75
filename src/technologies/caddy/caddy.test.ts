import fc from 'fast-check'
import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { caddy } from './index.ts'

function reading(text: string): Reading {
  return caddy.read(component({ image: 'caddy:2.8', files: { '/etc/caddy/Caddyfile': text } }), '2.8')
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations
    .filter(({ verdict }) => verdict === 'unsafe')
    .map(({ key, trail }) => `${key} ${trail[0]?.file === 'Caddyfile' ? '' : trail[0]?.file}${trail[0]?.line}`)
    .toSorted()
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
    '{\n  admin 0.0.0.0:2019\n}\nshop.example.com {\n  header Strict-Transport-Security max-age=31536000\n  reverse_proxy https://app:8443 {\n    transport http {\n      tls_insecure_skip_verify\n    }\n  }\n}\n',
  )
  expect(unsafe(found)).toEqual(['admin 2'])
  const checked = found.connections?.[0] === undefined ? undefined : view(found.connections[0].verification)
  expect(checked).toMatchObject({ value: 'none', trail: [{ line: 8 }] })
})

it('follows imports of snippets and files', () => {
  const files = {
    '/etc/caddy/Caddyfile':
      '(safe) {\n  header Strict-Transport-Security max-age=31536000\n  reverse_proxy https://a:8443 {\n    transport http {\n      tls_trusted_ca_certs /ca.pem\n    }\n  }\n}\nimport sites/*.caddy\nimport gone.caddy\nb.example {\n  import safe\n}\n',
    '/etc/caddy/sites/one.caddy': 'c.example {\n  import ../lax\n}\n',
    '/etc/caddy/lax':
      'header {\n  Strict-Transport-Security max-age=31536000\n}\nreverse_proxy https://c:1 {\n  transport http {\n    tls_insecure_skip_verify\n    tls_client_auth /a.crt /a.key\n  }\n}\nfile_server browse\n',
  }
  const found = caddy.read(component({ form: 'process', files }), undefined)
  expect(
    found.connections?.map(({ host, verification, authentication, authority }) => [host, view(verification), view(authentication), authority?.value]),
  ).toMatchObject([
    ['c', { value: 'none', trail: [{ line: 6 }] }, { value: 'certificate' }, undefined],
    ['a', { value: 'name' }, { value: 'delegated' }, '/ca.pem'],
  ])
  expect(unsafe(found)).toEqual(['file_server browse lax10'])
  expect(found.gaps?.map(({ why }) => why)).toEqual(['gone.caddy is imported and not among the files'])
})

it('finds what weakens', () => {
  const text = [
    '{',
    '  debug',
    '  servers {',
    '    trusted_proxies static 0.0.0.0/0',
    '    log_credentials',
    '  }',
    '}',
    'a.example {',
    '  tls {',
    '    protocols tls1.0 tls1.3',
    '    client_auth {',
    '      mode request',
    '    }',
    '  }',
    '  reverse_proxy app:80 {',
    '    header_up X-Remote-User {header.X-User}',
    '  }',
    '  header Access-Control-Allow-Origin *',
    '}',
  ].join('\n')
  expect(unsafe(reading(text))).toEqual([
    'Access-Control-Allow-Origin 18',
    'Strict-Transport-Security 8',
    'client_auth mode 12',
    'debug 2',
    'header_up 16',
    'log_credentials 5',
    'tls protocols 10',
    'trusted_proxies 4',
  ])
})

it('ends imports of itself, and never throws', () => {
  expect(unsafe(reading('(a) {\n  import a\n}\nx {\n  import a\n}\nimport Caddyfile\n')).length).toBeGreaterThan(0)
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('{', '}', '\n', 'import', '(a)', 'a', 'reverse_proxy', 'https://b', ',', '"', 'tls', 'to'), { maxLength: 50 }),
      (words) => {
        expect(reading(words.join(' ')).gaps).toBeDefined()
      },
    ),
  )
})
