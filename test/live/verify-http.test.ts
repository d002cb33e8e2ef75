import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { http } from '../../src/probes/http/index.ts'
import { roundTheProxy } from '../../src/probes/http/round-the-proxy.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/nginx')
const openssl = program('/usr/bin/openssl')
const installed = openssl === undefined ? undefined : server

describe.skipIf(isMissing(installed))(`nginx on the wire${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-http')
    const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'a.key', '-out', 'a.crt', '-days', '2', '-subj', '/CN=shop.example.com']
    box.run(openssl ?? '', make)
  })
  afterAll(() => box.stop())

  async function started(name: string, servers: (port: number) => string): Promise<number> {
    const port = await freePort()
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${box.folder}/${each};`).join('\n')
    const file = join(box.folder, `${name}.conf`)
    writeFileSync(
      file,
      `daemon off; pid ${box.folder}/${name}.pid; error_log ${box.folder}/${name}.log;\nevents {}\nhttp { access_log off; ${temporary}\n${servers(port)}\n}`,
    )
    box.start(server ?? '', ['-c', file, '-e', join(box.folder, `${name}.log`)])
    return port
  }
  const certificate = (): string => `ssl_certificate ${box.folder}/a.crt; ssl_certificate_key ${box.folder}/a.key;`

  it.each<[string, (port: number) => string, string | undefined, string]>([
    [
      'plain',
      (port) => `server { listen 127.0.0.1:${port}; return 200 "ok"; }`,
      'none',
      'HTTP without TLS is answered (status 200); TLS is not offered',
    ],
    [
      'tls',
      (port) => `server { listen 127.0.0.1:${port} ssl; ${certificate()} return 200 "ok"; }`,
      'required',
      'HTTP without TLS is turned away (status 400); TLS works',
    ],
  ])('tells whether TLS is asked for: %s', async (name, servers, tls, said) => {
    const port = await started(name, servers)
    const [answer] = await eventually(() => asked(http, port))
    expect(answer?.learned).toEqual({ said, tls })
  })

  /** What each concern's key was found to be; of the safe ones only that they are. */
  async function found(port: number): Promise<Readonly<Record<string, string>>> {
    const answers = await eventually(() => asked(http, port))
    expect(answers.filter(({ fault }) => fault !== undefined)).toEqual([])
    return Object.fromEntries(
      answers.flatMap(({ learned }) => learned?.observations ?? []).map(({ key, verdict, actual }) => [key, verdict === 'safe' ? 'safe' : actual]),
    )
  }

  const good = [
    'add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;',
    "add_header Content-Security-Policy \"default-src 'self'; frame-ancestors 'none'\" always;",
    'add_header X-Content-Type-Options nosniff always;',
    'add_header Set-Cookie "__Host-session=a1; Path=/; Secure; HttpOnly; SameSite=Lax" always;',
  ]
  const page = 'default_type text/html;'
  const hardened = (port: number, inside = 'location = / { return 200 "<html>hello</html>"; }'): string =>
    `server { listen 127.0.0.1:${port} ssl; server_name 127.0.0.1; ${certificate()} server_tokens off; ${page} ${good.join('\n')} root ${box.folder}/none; ${inside} }`
  const safe = {
    'Strict-Transport-Security': 'safe',
    'Content-Security-Policy': 'safe',
    'X-Content-Type-Options': 'safe',
    'X-Frame-Options': 'safe',
    'Set-Cookie __Host-session': 'safe',
    server_tokens: 'safe',
    'error page': 'safe',
    TRACE: 'safe',
    Host: 'safe',
  }

  it('finds nothing in a hardened server', async () => {
    expect(await found(await started('hardened', (port) => hardened(port)))).toEqual(safe)
  })

  it.each<[string, (port: number) => string, Readonly<Record<string, string>>]>([
    ['no-hsts', (port) => hardened(port).replace(good[0]!, ''), { 'Strict-Transport-Security': 'not sent' }],
    ['short-hsts', (port) => hardened(port).replace('63072000', '300'), { 'Strict-Transport-Security': 'max-age=300' }],
    [
      'hsts-not-on-errors',
      (port) => hardened(port).replace('includeSubDomains" always', 'includeSubDomains"'),
      { 'Strict-Transport-Security': 'not sent' },
    ],
    ['no-nosniff', (port) => hardened(port).replace(good[2]!, ''), { 'X-Content-Type-Options': 'not sent' }],
    ['framed', (port) => hardened(port).replace("; frame-ancestors 'none'", ''), { 'X-Frame-Options': 'framing is not limited' }],
    [
      'inline',
      (port) => hardened(port).replace("default-src 'self'", "default-src 'self' 'unsafe-inline'"),
      { 'Content-Security-Policy': "'unsafe-inline' for scripts" },
    ],
    ['version', (port) => hardened(port).replace('server_tokens off;', ''), { server_tokens: '' }],
    [
      'cookie',
      (port) => hardened(port).replace('__Host-session=a1; Path=/; Secure; HttpOnly; SameSite=Lax', 'session=a1'),
      {
        'Set-Cookie session':
          'it is also sent without TLS (no Secure); scripts can read it (no HttpOnly); other sites may send it along in some browsers (no SameSite)',
      },
    ],
    [
      'inheritance',
      (port) => hardened(port, 'location = / { add_header X-Mine 1; return 200 "<html>hello</html>"; }'),
      {
        'Strict-Transport-Security': 'not sent',
        'X-Content-Type-Options': 'not sent',
        'X-Frame-Options': 'framing is not limited',
        'Content-Security-Policy': 'there is none',
      },
    ],
    ['listing', (port) => hardened(port, `autoindex on; location / { root ${box.folder}/files; }`), { autoindex: 'a list of files' }],
    [
      'cors',
      (port) =>
        `${hardened(port, `location = / { ${good.join('\n')} add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Allow-Credentials true always; return 200 "<html>hello</html>"; }`)}`,
      { 'Access-Control-Allow-Origin': 'any origin' },
    ],
    ['away', (port) => hardened(port, 'location = / { return 302 http://127.0.0.1/; }'), { Location: 'http' }],
    ['any-host', (port) => hardened(port, 'location = / { return 302 https://$http_host/next; }'), { Host: 'in a redirect' }],
    [
      'forwarded-host',
      (port) => hardened(port, 'location = / { return 302 https://$http_x_forwarded_host/next; }'),
      { 'X-Forwarded-Host': 'in a redirect' },
    ],
    [
      'named-user',
      (port) => hardened(port, 'location = / { if ($http_x_forwarded_user = "") { return 401; } return 200 "<html>hello</html>"; }'),
      { 'X-Forwarded-User': 'a made-up user was let in' },
    ],
  ])('finds one flaw at a time: %s', async (name, servers, flaws) => {
    mkdirSync(join(box.folder, 'files'), { recursive: true })
    writeFileSync(join(box.folder, 'files/a.txt'), 'a')
    const all = await found(await started(name, servers))
    for (const [key, actual] of Object.entries(flaws))
      expect(all[key], `${name}: ${key} of ${JSON.stringify(all)}`).toMatch(actual === '' ? /^\d/ : actual)
    const others = Object.entries(all).filter(([key, actual]) => actual !== 'safe' && !(key in flaws))
    expect(others).toEqual([])
  })

  it('follows no redirect, and tells one to TLS', async () => {
    const port = await started('redirect', (each) => `server { listen 127.0.0.1:${each}; location / { return 301 https://127.0.0.1$request_uri; } }`)
    const answers = await eventually(() => asked(http, port))
    expect(answers.find(({ probe }) => probe === 'http/redirect')?.learned).toEqual({
      said: 'every request is sent on to TLS on the same host',
      redirects: true,
    })
    expect(answers.every(({ asked: { port: each } }) => each === port)).toBe(true)
  })

  it('tells who believes X-Forwarded-Proto from everybody', async () => {
    const inside = 'location / { if ($http_x_forwarded_proto != https) { return 301 https://127.0.0.1$request_uri; } return 200 "hello"; }'
    const all = await found(await started('proto', (port) => `server { listen 127.0.0.1:${port}; server_tokens off; ${inside} }`))
    expect(all['X-Forwarded-Proto']).toBe('believed')
  })

  it.each([
    ['same', 'the application', 'unsafe'],
    ['other', 'another application', undefined],
  ])('tells whether the application behind a proxy answers beside it: %s', async (name, text, verdict) => {
    const content = (title: string): string =>
      `default_type text/html; location = / { return 200 "<title>${title}</title>"; } location / { return 404; }`
    const app = await started(`app-${name}`, (port) => `server { listen 127.0.0.1:${port}; ${content('the application')} }`)
    const back = name === 'same' ? app : await started(`back-${name}`, (port) => `server { listen 127.0.0.1:${port}; ${content(text)} }`)
    const front = await started(
      `front-${name}`,
      (port) => `server { listen 127.0.0.1:${port} ssl; ${certificate()} location / { proxy_pass http://127.0.0.1:${back}; } }`,
    )
    const more = [roundTheProxy({ id: 'proxy:443', dial: thisMachine.dial, host: '127.0.0.1', port: front, over: 'tls' })]
    await eventually(() => asked(http, front))
    const answers = await eventually(() => asked({ ...http, probes: [] }, app, { more }))
    expect(answers.at(-1)?.learned?.observations?.[0]?.verdict).toBe(verdict)
    expect(answers.at(-1)?.outcome).toBe(verdict === undefined ? 'unproven' : 'answered')
  })

  it('proves nothing of who is not there', async () => {
    const [answer] = await asked(http, await freePort(), { mayFail: true })
    expect(answer).toMatchObject({ outcome: 'unproven', fault: { whose: 'server', kind: 'refused' } })
  })
})
