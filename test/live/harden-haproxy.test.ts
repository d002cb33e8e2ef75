import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foreignAuthority } from './foreign-authority.ts'
import type { Built } from './hardened.ts'
import { networking } from './networks.ts'
import type { Got, Proxied } from './proxied.ts'
import { proxied, reached } from './proxied.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const haproxy = program('/usr/sbin/haproxy')
const others = [program('/usr/bin/gunicorn'), program('/usr/bin/curl'), networking]
const installed = others.includes(undefined) ? undefined : haproxy

const service = `  web:
    image: haproxy:2.6
    ports: ["80:80"]
    volumes:
      - ./site.conf:/usr/local/etc/haproxy/haproxy.cfg:ro
`
const site = `global
    ssl-default-bind-options ssl-min-ver TLSv1.0

defaults
    mode http
    option forwardfor
    timeout connect 5s
    timeout server 30s

# the site
frontend web
    bind *:80
    acl ours hdr(host) -i web.example.org
    http-request deny unless ours
    http-request set-header X-Forwarded-Host cousin if { path /in }
    use_backend other if { path_beg /other/ }
    default_backend app

backend app
    http-request replace-path /v1/(.*) /\\1
    server one app:5000

backend other
    http-request replace-path /other/(.*) /\\1
    server one other:5000
`

function command(built: Built): { readonly check: readonly string[]; readonly start: readonly string[] } {
  const file = join(built.folder, 'site.conf')
  return { check: [haproxy!, '-c', '-f', file], start: [haproxy!, '-db', '-f', file] }
}

describe.skipIf(isMissing(installed))(`proxy->app with HAProxy, hardened${reason(installed)}`, () => {
  let all: Proxied
  beforeAll(async () => {
    all = await proxied({ service, site }, command)
  }, 240_000)
  afterAll(async () => {
    await all.stop()
  })

  const plain = 'http://web.example.org/'
  const secure = 'https://web.example.org/'

  it('works before, in plain HTTP all the way, and believes what callers say', { timeout: 60_000 }, async () => {
    const weak = all.entrance.of('weak')
    await all.start(weak, plain)
    expect(reached(all.ask(weak, '-H', 'X-Forwarded-For: 1.2.3.4', `${plain}v1/hello`))).toMatchObject({
      PATH_INFO: '/hello',
      HTTP_X_FORWARDED_FOR: expect.stringContaining('1.2.3.4'),
    })
  })

  it('serves people with and without TLS after accept', { timeout: 60_000 }, async () => {
    const accept = all.entrance.of('accept')
    await all.start(accept, plain)
    expect(reached(all.ask(accept, `${plain}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
    expect(reached(all.trusting(accept, `${secure}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
  })

  describe('once it is hardened', () => {
    let built: Built
    beforeAll(async () => {
      built = all.settings.of('close')
      await all.start(built, secure)
    }, 60_000)
    const answer = (): readonly string[] => ['-o', join(all.box, 'answer')]

    it('sends who comes in plain HTTP to TLS, with what was sent', () => {
      expect(all.ask(built, ...answer(), '-w', '%{http_code} %{redirect_url}', `${plain}v1/a?b=c`).output).toBe(`308 ${secure}v1/a?b=c`)
      expect(reached(all.trusting(built, '-L', '-d', 'four', `${plain}v1/a`))).toMatchObject({ REQUEST_METHOD: 'POST', PATH_INFO: '/a', body: 4 })
    })

    it('is refused by who trusts somebody else, or wants another name', () => {
      expect(all.ask(built, '--cacert', foreignAuthority(), secure).output).toMatch(/unable to get local issuer certificate/)
      expect(all.trusting(built, 'https://cousin.example.org/').output).toMatch(/no alternative certificate subject name matches/)
    })

    it('speaks TLS of today alone', () => {
      expect(all.trusting(built, '--tls-max', '1.1', '--ciphers', 'DEFAULT@SECLEVEL=0', secure).output).toMatch(
        /alert protocol version|no protocols available|unsupported protocol/,
      )
      expect(reached(all.trusting(built, '--tls-max', '1.2', secure))).toMatchObject({ PATH_INFO: '/' })
    })

    it('keeps the rewrite and WebSockets, and says that TLS is to stay', () => {
      // HAProxy refuses an upgrade without a key itself
      const words = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
      const upgrade = ['--http1.1', ...words.flatMap((word) => ['-H', word])]
      expect(reached(all.trusting(built, ...upgrade, `${secure}v1/ws`))).toMatchObject({ PATH_INFO: '/ws', HTTP_UPGRADE: 'websocket' })
      expect(all.trusting(built, '-D', '-', ...answer(), secure).output).toMatch(/^strict-transport-security: max-age=63072000\r$/m)
      expect(all.ask(built, '-D', '-', ...answer(), plain).output).not.toMatch(/strict-transport-security/i)
    })

    it('passes on the address that it sees, whatever the client says', () => {
      const told = reached(all.trusting(built, '-H', 'X-Forwarded-For: 1.2.3.4', '-H', 'X-Forwarded-Proto: http', secure))
      expect(told).toMatchObject({ HTTP_X_FORWARDED_FOR: all.addressOf('user'), HTTP_X_FORWARDED_PROTO: 'https' })
    })

    it('takes no plaintext behind', () => {
      const straight = (...words: readonly string[]): Got => all.place('web', built).run(['/usr/bin/curl', '-sS', '-m', '8', ...words])
      expect(straight('http://app:5000/').output).toMatch(/Empty reply|reset by peer/)
      expect(reached(straight('--cacert', '/etc/ringwall/ca.crt', 'https://app:5000/'))).toMatchObject({ PATH_INFO: '/' })
    })

    const impostors: readonly (readonly [what: string, prepare: (own: string) => void])[] = [
      ['for another name', (own) => cpSync(join(built.folder, 'ringwall/other'), own, { recursive: true })],
      [
        'of a foreign authority',
        (own) => {
          copyFileSync(foreignAuthority(), join(own, 'tls.crt'))
          copyFileSync(join(dirname(foreignAuthority()), 'ca.key'), join(own, 'tls.key'))
        },
      ],
    ]
    it.each(impostors)('refuses a program behind whose certificate is %s', { timeout: 60_000 }, async (_what, prepare) => {
      const folder = mkdtempSync(join(all.box, 'impostor-'))
      mkdirSync(join(folder, 'ringwall/app'), { recursive: true })
      prepare(join(folder, 'ringwall/app'))
      await all.behind('app', { ...built, folder })
      await eventually(() => reached(all.place('web', built).run(['/usr/bin/curl', '-sSk', '-m', '8', 'https://app:5000/'])))
      expect(all.trusting(built, ...answer(), '-w', '%{http_code}', secure).output).toBe('503')
      expect(reached(all.trusting(built, `${secure}other/`))).toMatchObject({ PATH_INFO: '/' })
    })

    it('refuses it for that alone: without the check the impostor is served', { timeout: 60_000 }, async () => {
      const file = join(built.folder, 'site.conf')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replaceAll('verify required', 'verify none'))
      await all.proxy(built)
      const served = await eventually(() => reached(all.trusting(built, secure)))
      expect(served).toMatchObject({ PATH_INFO: '/' })
    })
  })
})
