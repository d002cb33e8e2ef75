import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foreignAuthority } from './foreign-authority.ts'
import type { Built } from './hardened.ts'
import { networking } from './networks.ts'
import type { Got, Proxied } from './proxied.ts'
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
  const own = ['/usr/bin/env', `XDG_DATA_HOME=${box}/data`, `XDG_CONFIG_HOME=${box}/config`, caddy!]
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

  const plain = 'http://web.example.org/'
  const secure = 'https://web.example.org/'

  it('works before, in plain HTTP all the way', { timeout: 60_000 }, async () => {
    const weak = all.entrance.of('weak')
    await all.start(weak, plain)
    expect(reached(all.ask(weak, `${plain}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
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

    it('is refused by who trusts somebody else, and shows no certificate for another name', () => {
      expect(all.ask(built, '--cacert', foreignAuthority(), secure).output).toMatch(/unable to get local issuer certificate/)
      expect(all.trusting(built, 'https://cousin.example.org/').output).toMatch(/alert internal error/)
    })

    it('speaks TLS of today alone', () => {
      expect(all.trusting(built, '--tls-max', '1.1', '--ciphers', 'DEFAULT@SECLEVEL=0', secure).output).toMatch(
        /alert protocol version|no protocols available|unsupported protocol/,
      )
      expect(reached(all.trusting(built, '--tls-max', '1.2', secure))).toMatchObject({ PATH_INFO: '/' })
    })

    it('keeps the rewrite and WebSockets, and says that TLS is to stay', () => {
      const words = ['Connection: Upgrade', 'Upgrade: websocket']
      const upgrade = ['--http1.1', ...words.flatMap((word) => ['-H', word])]
      expect(reached(all.trusting(built, ...upgrade, `${secure}v1/ws`))).toMatchObject({ PATH_INFO: '/ws', HTTP_UPGRADE: 'websocket' })
      expect(all.trusting(built, '-D', '-', ...answer(), secure).output).toMatch(/^strict-transport-security: max-age=63072000\r$/im)
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
      expect(all.trusting(built, ...answer(), '-w', '%{http_code}', secure).output).toBe('502')
      expect(reached(all.trusting(built, `${secure}other/`))).toMatchObject({ PATH_INFO: '/' })
    })

    it('refuses it for that alone: without the check the impostor is served', { timeout: 60_000 }, async () => {
      const file = join(built.folder, 'site.conf')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replace(/tls_trusted_ca_certs .*/g, 'tls_insecure_skip_verify'))
      await all.proxy(built)
      const served = await eventually(() => reached(all.trusting(built, secure)))
      expect(served).toMatchObject({ PATH_INFO: '/' })
    })
  })
})
