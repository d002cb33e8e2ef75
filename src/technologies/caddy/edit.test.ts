import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Identity, ServeTls, Want } from '../../model/want.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { editedFiles, hardenedFiles } from '../../testing/edited.ts'
import { edit } from './edit.ts'
import { caddy } from './index.ts'

const path = '/etc/caddy/Caddyfile'
const identity: Identity = { certificate: 'CERTIFICATE\n', key: { name: 'proxy', value: 'KEY\n' }, authority: 'AUTHORITY\n' }
const proxy = (text: string): DeployedSketch => ({ id: 'proxy', image: 'caddy:2.8', files: { [path]: text }, mounts: [] })

function done(text: string, want: Want): string {
  const files = editedFiles(caddy, edit, want, proxy(text), [{ id: 'app' }, { id: 'other' }])
  return typeof files === 'string' ? files : (files[path] ?? '')
}
const served = (text: string, tls: Partial<ServeTls> = {}): string =>
  done(text, { kind: 'serve', port: 80, tls: { port: 443, plaintext: 'refused', identity, ...tls } })
const connected = (text: string): string =>
  done(text, { kind: 'connect', channel: 'proxy->app:5000', trust: { authority: 'AUTHORITY\n', port: 5443 } })

describe('settings', () => {
  it('of the weak example change, and comments stay', () => {
    const { files, left } = hardenedFiles(caddy, edit, proxy(readFileSync(join(import.meta.dirname, 'examples/weak/Caddyfile'), 'utf8')))
    const after = files[path] ?? ''
    expect(left).toEqual([])
    expect(after).toContain('\tadmin localhost:2019 # finding')
    expect(after).toContain('files.shop.example { # finding: listener/security-headers\n\theader Strict-Transport-Security "max-age=63072000"\n')
    expect(after).toContain('\t\tprotocols tls1.2 tls1.3\n')
    expect(after).toContain('\tfile_server # finding')
  })

  it('that are too much go', () => {
    const { files, left } = hardenedFiles(
      caddy,
      edit,
      proxy('{\n\tdebug\n\tservers {\n\t\tlog_credentials\n\t}\n}\nshop.example\nheader Strict-Transport-Security max-age=63072000\n'),
    )
    expect(left).toEqual([])
    expect(files[path]).toBe('{\n\tservers {\n\t}\n}\nshop.example\nheader Strict-Transport-Security max-age=63072000\n')
  })

  it('of a site without braces stand below its address', () => {
    const { files } = hardenedFiles(caddy, edit, proxy('shop.example\nrespond ok'))
    expect(files[path]).toBe('shop.example\nheader Strict-Transport-Security "max-age=63072000"\nrespond ok')
  })
})

describe('a plain site', () => {
  const site = 'http://shop.example { # ours\n\treverse_proxy app:5000 {\n\t\theader_up X-A b\n\t}\n}\n:80 {\n\trespond ok\n}\n'

  it('gets a twin with TLS, and sends people there', () => {
    const accept = served(site, { plaintext: 'kept' })
    expect(accept.startsWith(site.slice(0, site.indexOf(':80')).trimEnd())).toBe(true)
    expect(accept).toContain(
      'https://shop.example {\n\ttls /etc/ringwall/tls.crt /etc/ringwall/tls.key\n\treverse_proxy app:5000 {\n\t\theader_up X-A b\n\t}\n}\n',
    )
    expect(accept).toContain('https://:443 {\n\ttls /etc/ringwall/tls.crt /etc/ringwall/tls.key\n\trespond ok\n}')
    const close = served(accept)
    expect(close).toContain('http://shop.example { # ours\n\tredir https://{host}{uri} 308\n}')
    expect(close.match(/^https:/gm)).toHaveLength(2)
    expect(served(close)).toBe(close)
    expect(served(site)).toBe(close)
  })

  it('sends to the port by which the world outside comes', () => {
    expect(served(site, { outside: 8443 })).toContain('redir https://{host}:8443{uri} 308')
  })

  it('asks an issuer itself, which the global options name', () => {
    const { identity: _, ...issued } = { identity, acme: 'https://acme.example.net/dir' }
    const ask = (text: string): string => done(text, { kind: 'serve', port: 80, tls: { port: 443, plaintext: 'refused', ...issued } })
    const named = 'http://shop.example {\n\trespond ok\n}\n'
    const after = ask(named)
    expect(after).toBe(
      '{\n\tacme_ca https://acme.example.net/dir\n}\n\nhttp://shop.example {\n\tredir https://{host}{uri} 308\n}\n\nhttps://shop.example {\n\trespond ok\n}\n',
    )
    expect(ask(after)).toBe(after)
    expect(ask(`{\n\tdebug\n}\n${named}`)).toContain('{\n\tacme_ca https://acme.example.net/dir\n\tdebug\n}\n')
    expect(ask(`{\n\tacme_ca https://ours.example/dir\n}\n${named}`)).not.toContain('acme.example.net')
    expect(ask(':80 {\n\trespond ok\n}\n')).toMatch(/nothing to ask an issuer for/)
  })

  it('stays where it is one with others, or has no braces', () => {
    expect(served('http://shop.example, https://shop.example {\n\trespond ok\n}\n')).toMatch(/and at others/)
    expect(served(':80\nrespond ok\n')).toMatch(/without braces/)
  })
})

describe('a program behind', () => {
  it('is asked by TLS', () => {
    expect(connected('a.example {\n\treverse_proxy app:5000 # ours\n}\n')).toBe(
      'a.example {\n\treverse_proxy https://app:5443 { # ours\n\t\ttransport http {\n\t\t\ttls_trusted_ca_certs /etc/ringwall/ca.crt\n\t\t}\n\t}\n}\n',
    )
  })

  it('is checked, whatever was said of it', () => {
    expect(connected('a.example {\n\treverse_proxy https://app:5000 {\n\t\ttransport http {\n\t\t\ttls_insecure_skip_verify\n\t\t}\n\t}\n}\n')).toBe(
      'a.example {\n\treverse_proxy https://app:5443 {\n\t\ttransport http {\n\t\t\ttls_trusted_ca_certs /etc/ringwall/ca.crt\n\t\t}\n\t}\n}\n',
    )
    expect(connected('a.example {\n\treverse_proxy app:5000 {\n\t\theader_up X-A b\n\t}\n}\n')).toContain('\t\t\ttls_trusted_ca_certs')
  })

  it('stays where one line leads to several', () => {
    expect(connected('a.example {\n\treverse_proxy app:5000 other:5000\n}\n')).toMatch(/several programs/)
  })
})
