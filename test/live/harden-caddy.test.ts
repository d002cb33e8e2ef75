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

const caddy = program('/usr/bin/caddy')
const others = [program('/usr/bin/gunicorn'), program('/usr/bin/curl'), networking]
const installed = others.includes(undefined) ? undefined : caddy

const service = `  web:
    image: caddy:2.6
    ports: ["80:80"]
    volumes:
      - ./site.conf:/etc/caddy/Caddyfile:ro
`
const site = `# the site
http://web.example.org {
	handle_path /other/* {
		reverse_proxy other:5000
	}
	handle_path /v1/* {
		rewrite * {uri}
		reverse_proxy app:5000
	}
	handle {
		reverse_proxy app:5000 {
			header_up X-Own here
		}
	}
}
`

function command(built: Built, box: string): { readonly check: readonly string[]; readonly start: readonly string[] } {
  const own = ['/usr/bin/env', `HOME=${box}`, caddy!]
  const file = ['--adapter', 'caddyfile', '--config', join(built.folder, 'site.conf')]
  return { check: [...own, 'validate', ...file], start: [...own, 'run', ...file] }
}

describe.skipIf(isMissing(installed))(`proxy->app with Caddy, hardened${reason(installed)}`, () => {
  let all: Proxied
  beforeAll(async () => {
    all = await proxied({ service, site }, command)
  }, 240_000)
  afterAll(async () => {
    await all.stop()
  })

  it('works before, in plain HTTP all the way', { timeout: 60_000 }, async () => {
    const weak = all.entrance.of('weak')
    await all.start(weak, plain)
    expect(reached(all.ask(weak, `${plain}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
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
    itSpeaksTlsAlone(entrance, /alert internal error/)
    itPassesOnTheAddress(entrance)
    itVerifiesWhatIsBehind(entrance, { status: /^502$/ })

    it('keeps the rewrite and WebSockets, and says that TLS is to stay', () => {
      const words = ['Connection: Upgrade', 'Upgrade: websocket']
      const upgrade = ['--http1.1', ...words.flatMap((word) => ['-H', word])]
      expect(reached(all.trusting(built, ...upgrade, `${secure}v1/ws`))).toMatchObject({ PATH_INFO: '/ws', HTTP_UPGRADE: 'websocket' })
      expect(all.trusting(built, '-D', '-', ...answer(), secure).output).toMatch(/^strict-transport-security: max-age=63072000\r$/im)
      expect(all.ask(built, '-D', '-', ...answer(), plain).output).not.toMatch(/strict-transport-security/i)
    })

    it('refuses it for that alone: without the check the impostor is served', { timeout: 60_000 }, async () => {
      await disguised(all, built, (own) => cpSync(join(built.folder, 'ringwall/other'), own, { recursive: true }))
      const file = join(built.folder, 'site.conf')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replace(/tls_trusted_ca_certs .*/g, 'tls_insecure_skip_verify'))
      await all.proxy(built)
      const served = await eventually(() => reached(all.trusting(built, secure)))
      expect(served).toMatchObject({ PATH_INFO: '/' })
    })
  })
})
