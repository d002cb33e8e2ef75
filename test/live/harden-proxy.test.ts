import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { itPassesOnTheAddress, itServesBothAfterAccept, itSpeaksTlsAlone, itVerifiesWhatIsBehind, plain, secure } from './entrance-cases.ts'
import type { Built } from './hardened.ts'
import { networking } from './networks.ts'
import { nginxCommand } from './nginx-site.ts'
import type { Proxied } from './proxied.ts'
import { proxied, reached } from './proxied.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const nginx = program('/usr/sbin/nginx')
const others = [program('/usr/bin/gunicorn'), program('/usr/bin/curl'), networking]
const installed = others.includes(undefined) ? undefined : nginx

const service = `  web:
    image: nginx:1.22
    ports: ["80:80"]
    volumes:
      - ./site.conf:/etc/nginx/conf.d/default.conf:ro
`
const site = `# the site
server {
    listen 80;
    server_name web.example.org;
    client_max_body_size 8k;

    location / {
        rewrite ^/v1/(.*)$ /$1 break;
        proxy_pass http://app:5000;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        add_header X-Own here;
    }
    location /other/ { proxy_pass http://other:5000/; }
}
`

describe.skipIf(isMissing(installed))(`proxy->app with nginx, hardened${reason(installed)}`, () => {
  let all: Proxied
  beforeAll(async () => {
    all = await proxied({ service, site }, nginxCommand)
  }, 240_000)
  afterAll(async () => {
    await all.stop()
  })

  const upgrade = ['--http1.1', '-H', 'Connection: Upgrade', '-H', 'Upgrade: websocket']

  it('works before, in plain HTTP all the way', { timeout: 60_000 }, async () => {
    const weak = all.entrance.of('weak')
    await all.start(weak, plain)
    expect(reached(all.ask(weak, `${plain}v1/hello`))).toMatchObject({ PATH_INFO: '/hello', HTTP_HOST: 'web.example.org' })
  })

  itServesBothAfterAccept(() => all)

  describe('once the door is closed', () => {
    let built: Built
    beforeAll(async () => {
      built = all.entrance.of('close')
      await all.start(built, secure)
    }, 60_000)

    itSpeaksTlsAlone({ all: () => all, built: () => built }, /no alternative certificate subject name matches/)
  })

  describe('once the program behind is reached by TLS', () => {
    let built: Built
    beforeAll(async () => {
      built = all.channels.of('close')
      await all.start(built, secure)
    }, 60_000)

    it('works for people as before', () => {
      expect(reached(all.trusting(built, `${secure}v1/hello`))).toMatchObject({
        PATH_INFO: '/hello',
        HTTP_HOST: 'web.example.org',
        'wsgi.url_scheme': 'https',
      })
      expect(reached(all.trusting(built, `${secure}other/x`))).toMatchObject({ PATH_INFO: '/x', 'wsgi.url_scheme': 'https' })
    })

    itVerifiesWhatIsBehind(
      { all: () => all, built: () => built },
      { status: /^502$/, why: { foreign: /upstream SSL certificate verify error/, name: /upstream SSL certificate does not match "app"/ } },
    )
  })

  describe('once its settings are safe', () => {
    let built: Built
    beforeAll(async () => {
      built = all.settings.of('close')
      await all.start(built, secure)
    }, 60_000)

    const head = (url: string): string => all.trusting(built, '-D', '-', '-o', join(all.box, 'answer'), url).output

    it('keeps what the site does: the rewrite, the limit of uploads, WebSockets', () => {
      expect(reached(all.trusting(built, `${secure}v1/hello`))).toMatchObject({
        PATH_INFO: '/hello',
        HTTP_CONNECTION: 'close',
        HTTP_UPGRADE: null,
      })
      expect(reached(all.trusting(built, ...upgrade, `${secure}v1/ws`))).toMatchObject({
        HTTP_CONNECTION: 'upgrade',
        HTTP_UPGRADE: 'websocket',
      })
      const send = (bytes: number): string =>
        all.trusting(built, '-o', join(all.box, 'answer'), '-w', '%{http_code}', '-d', 'x'.repeat(bytes), secure).output
      expect([send(8192), send(8193)]).toEqual(['200', '413'])
    })

    it('tells browsers to stay with TLS, also where a location has headers of its own', () => {
      expect(head(secure)).toMatch(/^Strict-Transport-Security: max-age=63072000\r$/m)
      expect(head(secure)).toMatch(/^X-Own: here\r$/m)
      expect(head(`${secure}other/`)).toMatch(/^Strict-Transport-Security: max-age=63072000\r$/m)
    })

    it('tells no version, in no answer and no error page', () => {
      expect(head(secure)).toMatch(/^Server: nginx\r$/m)
      expect(all.trusting(built, '-d', 'x'.repeat(9000), secure).output).toMatch(/<center>nginx<\/center>/)
    })

    itPassesOnTheAddress({ all: () => all, built: () => built })

    it('gives strangers no answer', () => {
      const at = all.addressOf('web')
      expect(all.trusting(built, '--resolve', `evil.example:443:${at}`, 'https://evil.example/').output).toMatch(/unrecognized name/)
      expect(all.trusting(built, '-H', 'Host: evil.example', secure).output).toMatch(/Empty reply/)
      expect(reached(all.trusting(built, secure))).toMatchObject({ HTTP_HOST: 'web.example.org' })
    })

    it('stops who asks too often', { timeout: 60_000 }, async () => {
      const file = join(built.folder, 'site.conf')
      const text = readFileSync(file, 'utf8')
      expect(text.match(/rate=50r\/s|burst=200/g)).toHaveLength(2)
      // the same with numbers that do not depend on how fast the machine is
      writeFileSync(file, text.replace('rate=50r/s', 'rate=1r/m').replace('burst=200', 'burst=3'))
      await all.proxy(built)
      const codes = await eventually(() => {
        const said = all.trusting(built, '-w', '\\n%{http_code}\\n', ...Array.from({ length: 6 }, () => secure))
        if (said.status !== 0) throw new Error(said.output)
        return said.output.match(/^\d{3}$/gm)
      })
      expect(codes).toEqual(['200', '200', '200', '200', '429', '429'])
    })
  })
})
