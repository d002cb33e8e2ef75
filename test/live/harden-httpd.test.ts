import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { itPassesOnTheAddress, itServesBothAfterAccept, itSpeaksTlsAlone, itVerifiesWhatIsBehind, plain, secure } from './entrance-cases.ts'
import type { Built } from './hardened.ts'
import { networking } from './networks.ts'
import type { Proxied } from './proxied.ts'
import { proxied, reached } from './proxied.ts'
import { isMissing, program, reason } from './server.ts'

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

  it('works before, in plain HTTP all the way, and tells of itself', { timeout: 60_000 }, async () => {
    const weak = all.entrance.of('weak')
    await all.start(weak, plain)
    expect(reached(all.ask(weak, `${plain}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
    expect(all.ask(weak, '-X', 'TRACE', plain).output).toContain('"REQUEST_METHOD": "TRACE"')
  })

  itServesBothAfterAccept(() => all)

  describe('once it is hardened', () => {
    let built: Built
    beforeAll(async () => {
      built = all.settings.of('close')
      await all.start(built, secure)
    }, 60_000)

    const entrance = { all: () => all, built: () => built }
    itSpeaksTlsAlone(entrance, /no alternative certificate subject name matches/)
    itPassesOnTheAddress(entrance)
    itVerifiesWhatIsBehind(entrance, {
      status: /^50[023]$/,
      why: { foreign: /Certificate Verification: Error/, name: /AH02411: SSL Proxy: Peer certificate does not match for hostname app/ },
    })

    it('tells neither version nor request, and that TLS is to stay', () => {
      const answer = all.trusting(built, '-i', '-X', 'TRACE', secure).output
      expect(answer).toMatch(/^HTTP\/1\.1 405/)
      expect(answer).toMatch(/^Server: Apache\r$/m)
      const page = all.trusting(built, '-i', secure).output
      expect(page).toMatch(/^Strict-Transport-Security: max-age=63072000\r$/m)
    })
  })
})
