import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  disguised,
  itPassesOnTheAddress,
  itServesBothAfterAccept,
  itSpeaksTlsAlone,
  itVerifiesWhatIsBehind,
  plain,
  secure,
} from './entrance-cases.ts'
import type { Built } from './hardened.ts'
import { networking } from './networks.ts'
import type { Proxied } from './proxied.ts'
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

  it('works before, in plain HTTP all the way, and believes what callers say', { timeout: 60_000 }, async () => {
    const weak = all.entrance.of('weak')
    await all.start(weak, plain)
    expect(reached(all.ask(weak, '-H', 'X-Forwarded-For: 1.2.3.4', `${plain}v1/hello`))).toMatchObject({
      PATH_INFO: '/hello',
      HTTP_X_FORWARDED_FOR: expect.stringContaining('1.2.3.4'),
    })
  })

  itServesBothAfterAccept(() => all)

  describe('once it is hardened', () => {
    let built: Built
    beforeAll(async () => {
      built = all.settings.of('close')
      await all.start(built, secure)
    }, 60_000)
    const answer = (): readonly string[] => ['-o', join(all.box, 'answer')]

    const entrance = { all: () => all, built: () => built }
    itSpeaksTlsAlone(entrance, /no alternative certificate subject name matches/)
    itPassesOnTheAddress(entrance)
    itVerifiesWhatIsBehind(entrance, { status: /^503$/ })

    it('keeps the rewrite and WebSockets, and says that TLS is to stay', () => {
      // HAProxy refuses an upgrade without a key itself
      const words = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
      const upgrade = ['--http1.1', ...words.flatMap((word) => ['-H', word])]
      expect(reached(all.trusting(built, ...upgrade, `${secure}v1/ws`))).toMatchObject({ PATH_INFO: '/ws', HTTP_UPGRADE: 'websocket' })
      expect(all.trusting(built, '-D', '-', ...answer(), secure).output).toMatch(/^strict-transport-security: max-age=63072000\r$/m)
      expect(all.ask(built, '-D', '-', ...answer(), plain).output).not.toMatch(/strict-transport-security/i)
    })

    it('refuses it for that alone: without the check the impostor is served', { timeout: 60_000 }, async () => {
      await disguised(all, built, (own) => cpSync(join(built.folder, 'ringwall/other'), own, { recursive: true }))
      const file = join(built.folder, 'site.conf')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replaceAll('verify required', 'verify none'))
      await all.proxy(built)
      const served = await eventually(() => reached(all.trusting(built, secure)))
      expect(served).toMatchObject({ PATH_INFO: '/' })
    })
  })
})
