import { connect } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataPlane } from '../guard/data-plane.ts'
import { knowledgeOf, people, reference } from '../guard/knowledge.ts'
import type { Heard, Running } from '../guard/running.ts'
import { haproxyWith, running, send } from '../guard/running.ts'
import { programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'

describe.skipIf(isMissing(programs.haproxy))(`HAProxy in front${reason(programs.haproxy)}`, () => {
  const plane = dataPlane({ name: 'haproxy', engine: haproxyWith })
  const cookie = `__Host-guard=${reference('a')}`
  const own = { origin: 'https://localhost', cookie }

  async function over2<T>(ask: (client: ClientHttp2Session) => Promise<T>): Promise<T> {
    const client = connect(`https://localhost:${plane().https}`, { rejectUnauthorized: false })
    try {
      return await ask(client)
    } finally {
      client.close()
    }
  }

  function status(client: ClientHttp2Session, headers: Readonly<Record<string, string>>, ...body: readonly string[]): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const stream = client.request(headers, { endStream: body.length === 0 })
      stream.once('response', (answer) => resolve(answer[':status']))
      stream.once('error', reject)
      stream.resume()
      for (const part of body) stream.write(part)
      stream.end()
    })
  }

  it('takes no body whose length nobody says', async () => {
    await over2(async (client) => {
      const put = { ':method': 'PUT', ':path': '/projects/7/plan', ':authority': 'localhost', ...own }
      expect(await status(client, { ...put, 'content-length': '4' }, 'four')).toBe(200)
      expect(await status(client, put, 'four')).toBe(411)
      expect(await status(client, put, 'a'.repeat(2000))).toBe(411)
      // a method that reads has none either
      expect(await status(client, { ':path': '/x', cookie }, 'a'.repeat(2000))).toBe(411)
      expect(await status(client, { ':path': '/x', cookie })).toBe(200)
    })
    expect(plane().seen.map(({ url }) => url)).toEqual(['/projects/7/plan', '/x'])
    const chunks = ['POST /x HTTP/1.1', 'Host: localhost', `Cookie: ${cookie}`, 'Origin: https://localhost', 'Transfer-Encoding: chunked']
    expect((await send(plane().https, chunks, { body: '4\r\nfour\r\n0\r\n\r\n' })).status).toBe(411)
  })

  it.each(['/public/x#/../admin', '/public/x#', '//admin', '/public/../admin', '/public/;/../admin', 'http://localhost/admin', '*', 'admin'])(
    'is not misled over HTTP/2 by the path %s',
    async (path) => {
      const answer = await over2((client) => status(client, { ':path': path, cookie: `__Host-guard=${reference('b')}` }).catch(() => 0))
      expect([0, 400, 403]).toContain(answer)
      expect(plane().seen).toEqual([])
    },
  )

  it('refuses what stands there twice', async () => {
    for (const header of ['Cookie: a=1', 'X-Api-Key: gk_live_robot', 'Authorization: Bearer gk_live_robot', 'Origin: https://localhost'])
      expect((await send(plane().https, ['GET /x HTTP/1.1', 'Host: localhost', `Cookie: ${cookie}`, header, header])).status).toBe(400)
    expect(plane().seen).toEqual([])
  })

  it('tells nobody what it is', async () => {
    for (const line of ['GET /x HTTP/1.1', 'GET /\u0001 HTTP/1.1', 'GET /internal/x HTTP/1.1']) {
      const { headers, body } = await send(plane().https, [line, 'Host: localhost'])
      expect(JSON.stringify([headers, body])).not.toMatch(/haproxy/i)
    }
  })
})

describe.skipIf(isMissing(programs.haproxy))(`what HAProxy tells browsers${reason(programs.haproxy)}`, () => {
  let box: Sandbox
  let guard: Running

  beforeAll(async () => {
    box = sandbox('guard-haproxy-browsers')
    guard = await running(box, {
      knowledge: knowledgeOf(people()),
      program: (_, response) => {
        const given = ['session=1; Path=/', 'XSRF-TOKEN=2; secure', 'xsrf-token=3', 'whole=4; HttpOnly', '__Host-guard=planted; Path=/; Secure']
        response.setHeader('set-cookie', given).setHeader('access-control-allow-origin', '*').end('the program')
      },
      text: (example) =>
        example
          .replace('    body: 64k', '    body: 64k\n    cookies: { same-site: lax, same-site-of: { whole: strict } }')
          .replace(
            'rewrite: /',
            'rewrite: /, cors: { origins: ["https://other.example"], methods: [GET, POST], headers: [X-Api-Key], expose: [X-Total] }',
          ),
      engine: haproxyWith('native'),
    })
  }, 60_000)
  afterAll(() => box.stop())

  it('makes cookies of a program Secure, HttpOnly and SameSite, and passes none of the guard', async () => {
    const lines = await sent(['GET /public/x HTTP/1.1', 'Host: localhost'])
    expect(lines.filter((line) => /^set-cookie:/i.test(line)).map((line) => line.slice(12))).toEqual([
      'session=1; Path=/; Secure; HttpOnly; SameSite=Lax',
      'XSRF-TOKEN=2; secure; SameSite=Lax',
      'xsrf-token=3; Secure; HttpOnly; SameSite=Lax',
      'whole=4; HttpOnly; Secure; SameSite=Strict',
      expect.stringMatching(/^refused=; Max-Age=0; Secure/) as string,
    ])
  })

  it('lets pages of the listed origins alone read, and answers what they ask before', async () => {
    const before = (origin: string): Promise<Heard> =>
      send(guard.https, [
        'OPTIONS /api/v1/x HTTP/1.1',
        'Host: localhost',
        `Origin: ${origin}`,
        'Access-Control-Request-Method: POST',
        'Access-Control-Request-Headers: x-api-key',
      ])
    const get = (origin: string): Promise<Heard> =>
      send(guard.https, ['GET /api/v1/x HTTP/1.1', 'Host: localhost', 'X-Api-Key: gk_live_robot', `Origin: ${origin}`])
    guard.seen.length = 0
    expect(await before('https://other.example')).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://other.example',
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'X-Api-Key',
        'access-control-expose-headers': 'X-Total',
      },
    })
    const refused = await before('https://evil.example')
    expect(refused.status).toBe(403)
    expect(JSON.stringify(refused.headers)).not.toContain('access-control')
    expect(guard.seen).toEqual([])
    const answer = await get('https://other.example')
    expect([answer.status, answer.headers['access-control-allow-origin'], answer.headers['vary']]).toEqual([200, 'https://other.example', 'Origin'])
    expect(answer.headers).not.toHaveProperty('access-control-allow-methods')
    const foreign = await get('https://evil.example')
    expect(foreign.status).toBe(200)
    expect(JSON.stringify(foreign.headers)).not.toContain('access-control')
  })

  /** All lines of an answer's head: several of a name are several. */
  function sent(lines: readonly string[]): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port: guard.https, servername: 'localhost', rejectUnauthorized: false })
      let text = ''
      socket.setEncoding('latin1').on('data', (part: string) => (text += part))
      socket.once('error', reject).once('close', () => resolve(text.split('\r\n\r\n')[0]?.split('\r\n') ?? []))
      socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`)
    })
  }
})
