import { generateKeyPairSync } from 'node:crypto'
import { connect as connectHttp2 } from 'node:http2'
import { get } from 'node:http'
import { createLocalJWKSet, exportJWK, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { stripped } from '../../src/guard/render/headers.ts'
import { assertions } from '../../src/guard/serve/assertion.ts'
import type { People } from './knowledge.ts'
import { knowledgeOf, people, reference } from './knowledge.ts'
import type { Given, Heard, Running } from './running.ts'
import { running, send } from './running.ts'
import { spellings } from './spellings.ts'
import type { Sandbox } from '../live/server.ts'
import { sandbox } from '../live/server.ts'

const native = 'a-native-key-of-the-program'
const ann = `Cookie: __Host-guard-form=f; other=1; __Host-guard=${reference('a')}; last=2`
const ofOwnPage = 'Origin: https://localhost'

export interface Plane {
  readonly name: 'nginx' | 'haproxy' | 'embedded'
  /** The engine with the secret of each header that is added. */
  readonly engine: (native: string) => Given['engine']
  readonly kept?: boolean
}

/** What every engine in front of the decision service has to hold to; gives what runs, for further cases. */
export function dataPlane({ name, engine, kept = false }: Plane): () => Running {
  const pair = generateKeyPairSync('ed25519')
  let box: Sandbox
  let guard: Running
  let world: People

  beforeAll(async () => {
    box = sandbox(`guard-${name}`)
    world = people()
    guard = await running(box, {
      knowledge: knowledgeOf(world),
      assert: assertions({ issuer: 'example', key: pair.privateKey, now: Date.now }),
      kept,
      engine: engine(native),
    })
  }, 60_000)
  afterAll(async () => {
    await guard.close()
    await box.stop()
  })
  beforeEach(() => {
    guard.seen.length = 0
  })

  const ask = (target: string, ...headers: readonly string[]): Promise<Heard> =>
    send(guard.https, [`GET ${target} HTTP/1.1`, `Host: localhost:${guard.https}`, ...headers])

  it('lets a session through, with who it is and without its cookie', async () => {
    const answer = await ask('/x?a=/../b', ann, 'X-Native-Key: mine')
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('the program') as string })
    const [seen] = guard.seen
    expect(seen).toMatchObject({
      url: '/x?a=/../b',
      headers: { 'x-native-key': native, 'x-guard-user': 'person:ann', 'x-program-user': 'person:ann', cookie: 'other=1; last=2', host: 'localhost' },
    })
    const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'EdDSA' }] })
    const { payload } = await jwtVerify(String(seen?.headers['x-guard-assertion']), keys, { issuer: 'example', audience: 'app' })
    expect(payload).toMatchObject({ sub: 'person:ann', groups: [] })
    expect(answer.headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'content-security-policy-report-only': expect.stringContaining("default-src 'self'") as string,
    })
    expect(answer.headers).not.toHaveProperty('x-powered-by')
    expect(answer.headers['server']).toBe(name === 'nginx' ? 'nginx' : undefined)
  })

  it('lets nobody through without a session, and sends a browser to the portal', async () => {
    expect((await ask('/x')).status).toBe(401)
    const answer = await ask('/x?y=%2F&z', 'Accept: text/html')
    expect(answer).toMatchObject({ status: 302, headers: { location: `/.guard/login?to=${encodeURIComponent('/x?y=%2F&z')}` } })
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000')
    expect(guard.seen).toEqual([])
  })

  it("shows anybody what is public, and hands its guard's cookie on to nobody", async () => {
    expect((await ask('/public/x', `Cookie: __Host-guard=${reference('a')}`)).status).toBe(200)
    expect(guard.seen[0]?.headers).not.toHaveProperty('cookie')
    expect(guard.seen[0]?.headers).not.toHaveProperty('x-guard-user')
  })

  it.each([
    ['a key in its scope', '/api/v1/x', 'X-Api-Key: gk_live_robot', 200],
    ['a key as a bearer', '/api/v1/x', 'Authorization: Bearer gk_live_robot', 200],
    ['a key beyond its scope', '/x', 'X-Api-Key: gk_live_robot', 403],
    ['a key that nobody has', '/api/v1/x', 'X-Api-Key: gk_live_none', 401],
  ])('answers %s', async (_, target, header, status) => {
    expect((await ask(target, header)).status).toBe(status)
    expect(guard.seen).toHaveLength(status === 200 ? 1 : 0)
    for (const { headers } of guard.seen) expect(JSON.stringify(headers)).not.toContain('gk_live_robot')
  })

  it('rewrites a path as its route says', async () => {
    await ask('/api/v1/a%20b/c?d=/api/v1/e', 'X-Api-Key: gk_live_robot')
    expect(guard.seen.map(({ url }) => url)).toEqual(['/a%20b/c?d=/api/v1/e'])
  })

  it.each(spellings.filter((one) => !/[\s#\0-\x20]/.test(one)))('is not misled by the path %s', async (target) => {
    const answer = await ask(target, `Cookie: __Host-guard=${reference('b')}`)
    expect([200, 302, 400, 401, 403, 405, 414, 421]).toContain(answer.status)
    for (const { url } of guard.seen) expect(url).toMatch(/^\/public\/[a-z]*(?:\?|$)/)
  })

  it('tells no other path of who asked one before', async () => {
    const key = 'X-Api-Key: gk_live_robot'
    expect((await ask('/api/v1/x', key)).status).toBe(200)
    for (const target of ['/x', '/admin/x', '/internal/x', '/api/v1/../x', '/api/v1/x/../../x']) expect((await ask(target, key)).status).not.toBe(200)
    expect((await send(guard.https, ['DELETE /api/v1/x HTTP/1.1', 'Host: localhost', key])).status).toBe(403)
    expect(guard.seen).toHaveLength(1)
  })

  it('lets no client say who it is', async () => {
    const [site] = guard.document.sites
    const names = [...stripped(site!), 'X-Guard-User', 'X-Guard-Assertion', 'X-Program-User']
    const spelled = names.flatMap((name) => [name, name.toUpperCase(), name.replaceAll('-', '_')])
    const headers = [...spelled.map((name) => `${name}: root`), `Connection: X-Guard-User, X-Program-User`]
    expect((await send(guard.https, ['GET /x HTTP/1.1', 'Host: localhost', ann, ...headers])).status).toBe(200)
    const text = JSON.stringify(guard.seen[0]?.headers)
    expect(text).not.toContain('root')
    expect(guard.seen[0]?.headers['x-program-user']).toBe('person:ann')
    // and a public route is told of nobody
    await send(guard.https, ['GET /public/x HTTP/1.1', 'Host: localhost', ...headers])
    expect(JSON.stringify(guard.seen[1]?.headers)).not.toContain('root')
  })

  it('takes no header of the data plane from a client', async () => {
    const forged = [
      'X-Guard-Target: /public/x',
      'X-Guard-Method: GET',
      'X-Guard-Host: 127.0.0.1',
      'X-Guard-Remote: 192.0.2.1',
      'X-Guard-Client-Cookie: x',
      'X-Guard-Certificate: x',
      'X-Original-URI: /public/x',
    ]
    expect((await ask('/x', ...forged)).status).toBe(401)
    expect((await ask('/admin/x', ann, ...forged)).status).not.toBe(200)
    expect((await ask('/x', 'X-Api-Key: gk_live_far', ...forged)).status).toBe(403)
    expect(guard.seen).toEqual([])
  })

  it('refuses what would come from another page', async () => {
    const post = (...headers: readonly string[]): Promise<Heard> =>
      send(guard.https, ['POST /x HTTP/1.1', 'Host: localhost', ann, 'Content-Length: 2', ...headers], { body: 'ab' })
    expect((await post('Origin: https://evil.example', 'Sec-Fetch-Site: cross-site')).status).toBe(403)
    expect((await post()).status).toBe(403)
    expect(guard.seen).toEqual([])
    expect((await post(ofOwnPage, 'Sec-Fetch-Site: same-origin')).status).toBe(200)
  })

  it('opens a socket for its own page alone', async () => {
    const open = (target: string, ...headers: readonly string[]): Promise<Heard> =>
      send(guard.https, [
        `GET ${target} HTTP/1.1`,
        'Host: localhost',
        ann,
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      ])
    expect((await open('/socket', 'Origin: https://evil.example')).status).toBe(403)
    expect((await open('/socket')).status).toBe(403)
    expect((await open('/x', ofOwnPage)).status).toBe(400)
    expect(guard.seen).toEqual([])
  })

  it.each([
    ['TRACE', ['TRACE /public/x HTTP/1.1', 'Host: localhost']],
    ['CONNECT', ['CONNECT localhost:80 HTTP/1.1', 'Host: localhost']],
    ['two lengths', ['POST /public/x HTTP/1.1', 'Host: localhost', 'Content-Length: 2', 'Content-Length: 3']],
    ['a length and chunks', ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['chunks that are none', ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Transfer-Encoding: xchunked']],
    ['chunks twice', ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
    ['two hosts', ['GET /public/x HTTP/1.1', 'Host: localhost', 'Host: 127.0.0.1']],
    ['no host', ['GET /public/x HTTP/1.1']],
    ['another host', ['GET /public/x HTTP/1.1', 'Host: evil.example']],
    ['a host with a trailing dot', ['GET /public/x HTTP/1.1', 'Host: localhost.']],
    ['another host in the target', ['GET http://evil.example/public/x HTTP/1.1', 'Host: localhost']],
    ['a header with a space', ['GET /public/x HTTP/1.1', 'Host: localhost', 'X-A : b']],
    ['a folded header', ['GET /public/x HTTP/1.1', 'Host: localhost', 'X-A: b', ' c: d']],
    ['a bare line feed', ['GET /public/x HTTP/1.1', 'Host: localhost\nX-Guard-User: root']],
  ])('hands %s on to nobody, or as nothing else', async (_, lines) => {
    const answer = await send(guard.https, lines, { body: '0\r\n\r\n' })
    for (const { url, headers } of guard.seen) {
      expect(url).toBe('/public/x')
      expect(headers.host).toBe('localhost')
      expect(headers['x-guard-user']).toBeUndefined()
    }
    expect(answer.status).not.toBe(502)
  })

  it('holds a connection to one host', async () => {
    expect((await send(guard.https, ['GET /public/x HTTP/1.1', 'Host: 127.0.0.1'])).status).toBe(421)
    await expect(send(guard.https, ['GET /public/x HTTP/1.1', 'Host: localhost'], { name: 'other.example' })).rejects.toThrow(
      /alert|handshake|unrecognized/,
    )
  })

  it('refuses a body that is too large, of known or unknown length', async () => {
    const put = (headers: readonly string[], body: string): Promise<Heard> =>
      send(guard.https, ['PUT /projects/7/plan HTTP/1.1', 'Host: localhost', ann, ofOwnPage, ...headers], { body })
    expect((await put(['Content-Length: 10'], '0123456789')).status).toBe(200)
    expect((await put(['Content-Length: 2000'], 'a'.repeat(2000))).status).toBe(413)
    expect((await put(['Transfer-Encoding: chunked'], `3e8\r\n${'a'.repeat(1000)}\r\n0\r\n\r\n`)).status).toBe(411)
    expect((await put(['Content-Length: 100000'], 'a'.repeat(100_000))).status).toBe(413)
    expect(guard.seen).toHaveLength(1)
  })

  it('sends plain HTTP to HTTPS, and what it does not know nowhere', async () => {
    const plain = (host: string): Promise<[number | undefined, string | undefined]> =>
      new Promise((resolve, reject) => {
        get({ host: '127.0.0.1', port: guard.http, path: '/x?y', headers: { host } }, (response) => {
          response.resume()
          resolve([response.statusCode, response.headers.location])
        }).once('error', reject)
      })
    expect(await plain('localhost')).toEqual([308, `https://localhost:${guard.https}/x?y`])
    expect(await plain('evil.example')).toEqual([421, undefined])
  })

  it('decides over HTTP/2 as well', async () => {
    const client = connectHttp2(`https://localhost:${guard.https}`, { rejectUnauthorized: false })
    const status = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const stream = client.request(headers)
        stream.once('response', (answer) => resolve(answer[':status']))
        stream.once('error', reject)
        stream.resume()
        stream.end()
      })
    const cookie = `__Host-guard=${reference('a')}`
    try {
      expect(await status({ ':path': '/x', cookie })).toBe(200)
      expect(await status({ ':path': '/x' })).toBe(401)
      expect(await status({ ':path': '/public/../x', cookie })).toBe(400)
      expect(await status({ ':path': '/public/..%2fx' })).toBe(400)
      expect(await status({ ':path': '/x', 'x-guard-user': 'root' })).toBe(401)
    } finally {
      client.close()
    }
  })

  it('forgets a key that was taken back', async () => {
    const key = world.keys.get('gk_live_robot')
    const header = 'X-Api-Key: gk_live_robot'
    expect((await ask('/api/v1/gone', header)).status).toBe(200)
    world.keys.delete('gk_live_robot')
    const started = performance.now()
    while ((await ask('/api/v1/gone', header)).status === 200) expect(performance.now() - started).toBeLessThan(2500)
    // what changes something never rests on an older answer
    expect((await send(guard.https, ['POST /api/v1/gone HTTP/1.1', 'Host: localhost', header, 'Content-Length: 0'])).status).toBe(401)
    if (key !== undefined) world.keys.set('gk_live_robot', key)
  })

  it('lets nobody in while the decision service is gone, and goes on when it is back', async () => {
    await guard.service.stop()
    const answers = await Promise.all(['/x', '/admin/x', '/fresh'].map((target) => ask(target, ann)))
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
    expect(guard.seen).toEqual([])
    await guard.service.start()
    expect((await ask('/x2', ann)).status).toBe(200)
  })
  return () => guard
}
