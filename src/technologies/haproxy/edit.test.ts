import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Identity, ServeTls, Want } from '../../model/want.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { editedFiles, hardenedFiles } from '../../testing/edited.ts'
import { edit } from './edit.ts'
import { haproxy } from './index.ts'

const path = '/usr/local/etc/haproxy/haproxy.cfg'
const identity: Identity = { certificate: 'CERTIFICATE\n', key: { name: 'proxy', value: 'KEY\n' }, authority: 'AUTHORITY\n' }
const usual = 'defaults\n  mode http\n  timeout client 30s\n'
const behind = 'backend app\n  server one app:5000 check # ours\n'

const proxy = (text: string): DeployedSketch => ({ id: 'proxy', image: 'haproxy:3.0', files: { [path]: text }, mounts: [] })

function done(text: string, want: Want): string {
  const files = editedFiles(haproxy, edit, want, proxy(text), [{ id: 'app' }])
  return typeof files === 'string' ? files : (files[path] ?? '')
}
const served = (text: string, tls: Partial<ServeTls>): string =>
  done(text, { kind: 'serve', port: 80, tls: { port: 443, plaintext: 'refused', identity, ...tls } })

function hardened(text: string): readonly [string, readonly string[]] {
  const { files, left } = hardenedFiles(haproxy, edit, proxy(text))
  return [files[path] ?? '', left]
}

describe('settings', () => {
  it('of the weak example change, and comments stay', () => {
    const [after, left] = hardened(readFileSync(join(import.meta.dirname, 'examples/weak/haproxy.cfg'), 'utf8'))
    expect(left).toEqual([])
    expect(after).toContain('bind *:443 ssl crt /run/secrets/site ssl-min-ver TLSv1.2 # finding')
    expect(after).toContain('http-response set-header Strict-Transport-Security max-age=63072000 if { ssl_fc }')
    expect(after).toContain('http-request set-header X-Forwarded-Proto http if !{ ssl_fc }')
  })

  it('take what callers say of themselves away', () => {
    const [after, left] = hardened(
      `${usual}  option forwardfor if-none\nfrontend web\n  bind :80\n  http-request set-header X-Remote-User nobody if { path /in }\n  default_backend app\n${behind}`,
    )
    expect(left).toEqual([])
    expect(after).toContain('  http-request del-header X-Remote-User\n  http-request set-header X-Remote-User nobody if { path /in }')
    expect(after).toContain('  bind :80\n  http-request del-header X-Forwarded-For\n')
  })

  it('leave X-Forwarded-For where rules ask it', () => {
    const [after, left] = hardened(
      `${usual}frontend web\n  bind :80\n  http-request deny if { hdr_ip(X-Forwarded-For) 10.0.0.1 }\n  default_backend app\n${behind}`,
    )
    expect(left).toEqual(['option forwardfor'])
    expect(after).not.toContain('header X-Forwarded-For')
  })

  it('let slow clients go, and not WebSockets', () => {
    const [after] = hardened(`defaults\n  mode http\nfrontend web\n  bind :80\n  option forwardfor\n  default_backend app\n${behind}`)
    expect(after).toContain('  timeout client 1m\n')
    expect(after).toContain('  server one app:5000 check # ours\n  timeout tunnel 1h\n')
  })

  it('of the socket and of global lines', () => {
    const [after, left] = hardened(
      `global\n  stats socket /run/a.sock mode 666 level admin\n  ssl-default-bind-options no-tls-tickets force-tlsv10\n  ssl-default-bind-ciphers DES:RC4\n${usual}frontend web\n  bind :443 ssl crt /c\n  default_backend app\n${behind}`,
    )
    expect(left).toEqual([])
    expect(after).toContain('stats socket /run/a.sock mode 660 level admin')
    expect(after).toContain('ssl-default-bind-options no-tls-tickets ssl-min-ver TLSv1.2')
    expect(after).toMatch(/ssl-default-bind-ciphers ECDHE-[A-Z0-9:-]+\n/)
  })
})

describe('a plain port', () => {
  const site = `${usual}frontend web\n  bind *:80\n  http-request deny if { path /x }\n  default_backend app\n${behind}`

  it('takes TLS beside it, and sends there who comes without', () => {
    const accept = served(site, { plaintext: 'kept' })
    expect(accept).toMatch(/ {2}bind \*:80\n {2}bind \*:443 ssl crt \/etc\/ringwall\/tls\.pem ssl-min-ver TLSv1\.2 ciphers \S+ no-tls-tickets\n/)
    expect(accept).not.toContain('redirect')
    const close = served(accept, {})
    expect(close).toContain('  http-request redirect scheme https code 308 if !{ ssl_fc }\n  http-request deny if')
    expect(close.match(/bind/g)).toHaveLength(2)
    expect(served(close, {})).toBe(close)
  })

  it('sends to the port by which the world outside comes', () => {
    expect(served(site, { outside: 8443 })).toContain('redirect prefix https://%[req.hdr(host),field(1,:)]:8443 code 308 if !{ ssl_fc }')
  })

  it('needs no certificate where another frontend takes TLS', () => {
    const twin = `${site}frontend safe\n  bind :443 ssl crt /c\n  default_backend app\n`
    const { identity: _, ...without } = { identity }
    expect(done(twin, { kind: 'serve', port: 80, tls: { port: 443, plaintext: 'refused', ...without } })).toBe(
      twin.replace('  http-request deny', '  http-request redirect scheme https code 308 if !{ ssl_fc }\n  http-request deny'),
    )
  })

  it('that carries bytes stays', () => {
    expect(served('listen raw\n  mode tcp\n  bind :80\n  server a app:80\n', {})).toMatch(/passed on as bytes/)
  })
})

it('asks the program behind by TLS, and checks chain and name', () => {
  const want: Want = { kind: 'connect', channel: 'proxy->app:5000', trust: { authority: 'AUTHORITY\n', port: 5443 } }
  const text = `${usual}frontend web\n  bind :80\n  default_backend app\n${behind.replace('check', 'ssl verify none check inter 5s')}`
  expect(done(text, want)).toContain(
    '  server one app:5443 check inter 5s ssl verify required ca-file /etc/ringwall/ca.crt verifyhost app sni str(app) # ours',
  )
})
