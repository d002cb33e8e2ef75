import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foreignAuthority } from './foreign-authority.ts'
import type { Built } from './hardened.ts'
import { networking } from './networks.ts'
import type { Proxied } from './proxied.ts'
import { proxied, reached } from './proxied.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const apache = program('/usr/sbin/apache2')
const others = [program('/usr/bin/gunicorn'), program('/usr/bin/curl'), networking]
const installed = others.includes(undefined) ? undefined : apache

const service = `  web:
    image: httpd:2.4
    ports: ["80:80"]
    volumes:
      - ./site.conf:/usr/local/apache2/conf/httpd.conf:ro
`
const modules = ['mpm_event', 'authz_core', 'alias', 'proxy', 'proxy_http', 'mime']
const site = `ServerRoot /tmp
User nobody
Group nogroup
TypesConfig /etc/mime.types
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
Listen 80
# the site
<VirtualHost *:80>
    ServerName web.example.org
    ProxyPass /other/ http://other:5000/
    ProxyPass /v1/ http://app:5000/
    ProxyPass / http://app:5000/
    ProxyPassReverse / http://app:5000/
</VirtualHost>
`

function command(built: Built, box: string): { readonly check: readonly string[]; readonly start: readonly string[] } {
  const words = [
    apache!,
    '-f',
    join(built.folder, 'site.conf'),
    '-C',
    `PidFile ${box}/apache.pid`,
    '-c',
    `ErrorLog ${box}/error.log`,
    '-c',
    'LogLevel info',
  ]
  return { check: [...words, '-t'], start: [...words, '-DFOREGROUND'] }
}

describe.skipIf(isMissing(installed))(`proxy->app with httpd, hardened${reason(installed)}`, () => {
  let all: Proxied
  beforeAll(async () => {
    all = await proxied({ service, site }, command)
  }, 240_000)
  afterAll(async () => {
    await all.stop()
  })

  const plain = 'http://web.example.org/'
  const secure = 'https://web.example.org/'

  it('works before, in plain HTTP all the way, and tells of itself', { timeout: 60_000 }, async () => {
    const weak = all.entrance.of('weak')
    await all.start(weak, plain)
    expect(reached(all.ask(weak, `${plain}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
    expect(all.ask(weak, '-X', 'TRACE', plain).output).toContain('"REQUEST_METHOD": "TRACE"')
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

    it('sends who comes in plain HTTP to TLS, with what was sent', () => {
      expect(all.ask(built, '-o', join(all.box, 'answer'), '-w', '%{http_code} %{redirect_url}', `${plain}v1/a?b=c`).output).toBe(
        `308 ${secure}v1/a?b=c`,
      )
      expect(reached(all.trusting(built, '-L', '-d', 'four', `${plain}v1/a`))).toMatchObject({ REQUEST_METHOD: 'POST', PATH_INFO: '/a', body: 4 })
    })

    it('is refused by who trusts somebody else, or wants another name', () => {
      expect(all.ask(built, '--cacert', foreignAuthority(), secure).output).toMatch(/unable to get local issuer certificate/)
      expect(all.trusting(built, 'https://cousin.example.org/').output).toMatch(/no alternative certificate subject name matches/)
      expect(reached(all.trusting(built, secure))).toMatchObject({ 'wsgi.url_scheme': 'https' })
    })

    it('takes no plaintext behind', () => {
      const straight = (...words: readonly string[]): { readonly status: number; readonly output: string } =>
        all.place('web', built).run(['/usr/bin/curl', '-sS', '-m', '8', ...words])
      expect(straight('http://app:5000/').output).toMatch(/Empty reply|reset by peer/)
      expect(reached(straight('--cacert', '/etc/ringwall/ca.crt', 'https://app:5000/'))).toMatchObject({ PATH_INFO: '/' })
    })

    it('tells neither version nor request, and that TLS is to stay', () => {
      const answer = all.trusting(built, '-i', '-X', 'TRACE', secure).output
      expect(answer).toMatch(/^HTTP\/1\.1 405/)
      expect(answer).toMatch(/^Server: Apache\r$/m)
      const page = all.trusting(built, '-i', secure).output
      expect(page).toMatch(/^Strict-Transport-Security: max-age=63072000\r$/m)
    })

    it('passes on the address that it sees, whatever the client says', () => {
      const told = reached(all.trusting(built, '-H', 'X-Forwarded-For: 1.2.3.4', '-H', 'X-Forwarded-Proto: http', secure))
      expect(told).toMatchObject({ HTTP_X_FORWARDED_FOR: all.addressOf('user'), HTTP_X_FORWARDED_PROTO: 'https' })
    })

    const impostors: readonly (readonly [what: string, prepare: (own: string) => void, why: RegExp])[] = [
      [
        'of a foreign authority',
        (own) => {
          copyFileSync(foreignAuthority(), join(own, 'tls.crt'))
          copyFileSync(join(dirname(foreignAuthority()), 'ca.key'), join(own, 'tls.key'))
        },
        /Certificate Verification: Error/,
      ],
      [
        'for another name',
        (own) => cpSync(join(built.folder, 'ringwall/other'), own, { recursive: true }),
        /AH02411: SSL Proxy: Peer certificate does not match for hostname app/,
      ],
    ]
    it.each(impostors)('refuses a program behind whose certificate is %s', { timeout: 60_000 }, async (_what, prepare, why) => {
      const folder = mkdtempSync(join(all.box, 'impostor-'))
      mkdirSync(join(folder, 'ringwall/app'), { recursive: true })
      prepare(join(folder, 'ringwall/app'))
      await all.behind('app', { ...built, folder })
      // the impostor is there, and speaks TLS
      await eventually(() => reached(all.place('web', built).run(['/usr/bin/curl', '-sSk', '-m', '8', 'https://app:5000/'])))
      const before = readFileSync(join(all.box, 'error.log'), 'utf8').length
      expect(all.trusting(built, '-o', join(all.box, 'answer'), '-w', '%{http_code}', secure).output).toMatch(/^50[023]$/)
      expect(readFileSync(join(all.box, 'error.log'), 'utf8').slice(before)).toMatch(why)
      expect(reached(all.trusting(built, `${secure}other/`))).toMatchObject({ PATH_INFO: '/' })
      await all.behind('app', built)
      // Apache waits a minute before it asks a program again that did not answer
      await all.proxy(built)
      await eventually(() => reached(all.trusting(built, secure)))
    })
  })
})
