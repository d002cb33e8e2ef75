import { writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { products } from '../../src/cli/verify/products.ts'
import { readPaths } from '../../src/cli/verify/paths.ts'
import { configured } from '../../src/model/fact.ts'
import type { Answer } from '../../src/model/observed.ts'
import { http } from '../../src/probes/http/index.ts'
import { asked } from './ask.ts'
import { metadata, samlCertificate } from './saml.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/nginx')

describe.skipIf(isMissing(server))(`paths of a web server${reason(server)}`, () => {
  let box: Sandbox
  let application: Server
  let inside = 0
  beforeAll(async () => {
    box = sandbox('verify-surface')
    application = createServer((_, response) => response.writeHead(404).end('nothing'))
    // an application that takes every WebSocket, as most libraries do
    application.on('upgrade', (request, socket) => {
      const accept = createHash('sha1')
        .update(`${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64')
      socket.on('error', () => {})
      socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    })
    inside = await freePort()
    application.listen(inside, '127.0.0.1')
  })
  afterAll(async () => {
    application.close()
    await box.stop()
  })

  let count = 0
  /** What nginx with these locations is found to do at one path of which the user says what it is. */
  async function found(path: string, locations: string): Promise<Answer> {
    const port = await freePort()
    const name = `nginx${count++}`
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${box.folder}/${each};`).join(' ')
    const text = `daemon off; pid ${box.folder}/${name}.pid; events {} http { access_log off; ${temporary} server { listen 127.0.0.1:${port}; ${locations} } }`
    writeFileSync(join(box.folder, `${name}.conf`), text)
    box.start(server ?? '', ['-c', join(box.folder, `${name}.conf`), '-e', join(box.folder, `${name}.log`)])
    const named = readPaths([`server=${path}`]).get('server') ?? []
    const more = products([], {}, { protocol: 'http', authentication: configured('none', []) }, [], named)
    const answers = await eventually(() => asked({ ...http, probes: [] }, port, { more }))
    return answers.at(-1)!
  }
  const verdicts = ({ learned }: Answer): Readonly<Record<string, string>> =>
    Object.fromEntries((learned?.observations ?? []).map(({ key, verdict, actual }) => [key, verdict === 'unsafe' ? actual : verdict]))

  const passed = (more = ''): string =>
    `location /live { ${more} proxy_pass http://127.0.0.1:${inside}; proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }`
  const compared = 'set $own "http://$http_host"; if ($http_origin != $own) { return 403; }'
  it.each([
    ['anybody', () => passed(), { outcome: 'answered' }, { 'WebSocket Origin': 'a made-up origin opened it' }],
    ['its own origin', () => passed(compared), { outcome: 'answered' }, { 'WebSocket Origin': 'safe' }],
    [
      'nobody without a log-in',
      () => passed('auth_basic x; auth_basic_user_file /etc/hostname;'),
      { outcome: 'unproven', why: '/live: whether origins are told apart is not known: its own is not let in either (status 401)' },
      {},
    ],
    ['no WebSocket at all', () => 'location / { return 404; }', { outcome: 'unproven', why: 'none of the paths that were to be asked is there' }, {}],
    ['a page in its place', () => 'location / { return 200 "hello"; }', { outcome: 'unproven' }, {}],
  ])('a WebSocket is opened by %s', async (_, locations, answer, expected) => {
    const got = await found('websocket:/live', locations())
    expect(got).toMatchObject({ probe: 'http/web-sockets', ...answer })
    expect(verdicts(got)).toEqual(expected)
  })

  const file = (text: string): string => {
    const path = join(box.folder, `page${count++}`)
    writeFileSync(path, text)
    return `location = /metadata { default_type application/samlmetadata+xml; alias ${path}; }`
  }
  const host = 'https://sso.example.com'
  it('SAML metadata without a flaw is told', async () => {
    const sound = metadata({ id: `${host}/sp`, certificate: samlCertificate(box, 'rsa:3072', 400), wanted: true, at: host })
    const got = await found('saml:/metadata', file(sound))
    expect(got).toMatchObject({ outcome: 'answered', learned: { said: '/metadata: 1 parties' } })
    expect([...new Set(Object.values(verdicts(got)))]).toEqual(['safe'])
  })

  it.each([
    ['a short key', { size: 'rsa:1024' }, { [`${host}/sp X509Certificate key`]: '1024 bits' }],
    [
      'wanted signatures',
      { wanted: false },
      { [`${host}/sp WantAssertionsSigned`]: 'WantAssertionsSigned=false', [`${host}/sp AuthnRequestsSigned`]: 'AuthnRequestsSigned=false' },
    ],
    ['an address without TLS', { at: 'http://sso.example.com' }, { [`${host}/sp AssertionConsumerService`]: 'http://' }],
  ])('SAML metadata: %s', async (_, flaw: { readonly size?: string; readonly wanted?: boolean; readonly at?: string }, expected) => {
    const { size = 'rsa:2048', wanted = true, at = host } = flaw
    const got = await found('saml:/metadata', file(metadata({ id: `${host}/sp`, certificate: samlCertificate(box, size, 400), wanted, at })))
    expect(Object.fromEntries(Object.entries(verdicts(got)).filter(([, actual]) => actual !== 'safe'))).toEqual(expected)
  })

  it('SAML metadata: the end of a certificate is told, for who judges it by the clock', async () => {
    const got = await found('saml:/metadata', file(metadata({ id: host, certificate: samlCertificate(box, 'rsa:2048', 3), wanted: true, at: host })))
    const until = got.learned?.observations?.find(({ key }) => key === `${host} X509Certificate`)?.until ?? ''
    expect(Date.parse(until) - Date.now()).toBeLessThan(4 * 86_400_000)
  })

  it.each([
    ['a page', '<html><body>hello', 'what comes is not well-formed XML'],
    ['other XML', '<a/>', '/metadata is answered with 200, and holds no metadata'],
    ['entities', '<!DOCTYPE a [<!ENTITY b "c">]><EntityDescriptor entityID="&b;"/>', 'what comes is not well-formed XML'],
    ['more than is read', `<a>${' '.repeat(600 * 1024)}</a>`, '/metadata is longer than 524288 bytes, or breaks off'],
  ])('%s is no SAML metadata', async (_, text, why) => {
    const got = await found('saml:/metadata', file(text))
    expect(got.outcome).toBe('unproven')
    expect(got.why).toContain(why)
  })

  it.each([
    ['protected', 'path=/; HttpOnly; SameSite=Lax', 'safe'],
    ['open to scripts and other sites', 'path=/', 'scripts can read it (no HttpOnly); other sites may send it along in some browsers (no SameSite)'],
  ])('the cookie of a log-in page is %s', async (_, attributes, expected) => {
    const page = `location = /login { default_type text/html; add_header Set-Cookie "session=1; ${attributes}"; return 200 "<form>"; }`
    expect(verdicts(await found('log-in:/login', `${page} location / { return 302 /login; }`))).toMatchObject({ 'Set-Cookie session': expected })
  })

  const guarded = 'if ($http_x_api_key != "the-key-of-this-test") { return 401; }'
  it.each([
    ['closed', `location = /v1/orders { ${guarded} return 200 "[]"; }`, 'token', 'the API: closed (401)'],
    ['open', 'location = /v1/orders { return 200 "[]"; }', 'none', 'the API (/v1/orders): open to everybody'],
    [
      'open to any key',
      'location = /v1/orders { if ($http_x_api_key = "") { return 401; } return 200 "[]"; }',
      'none',
      'the API (/v1/orders): open to any key',
    ],
    ['not told from other pages', `location / { ${guarded} return 200 "[]"; }`, undefined, 'the API: not proven'],
  ])('an API is %s', async (_, locations, authentication, said) => {
    const { learned } = await found('api:/v1/orders', locations)
    expect(learned?.said).toBe(said)
    expect(learned?.authentication).toBe(authentication)
  })
})
