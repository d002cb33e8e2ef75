import { connect } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import { describe, expect, it } from 'vitest'
import { dataPlane } from '../guard/data-plane.ts'
import { reference } from '../guard/knowledge.ts'
import { haproxyWith, send } from '../guard/running.ts'
import { programs } from '../tls/real-servers.ts'
import { isMissing, reason } from './server.ts'

describe.skipIf(isMissing(programs.haproxy))(`HAProxy in front${reason(programs.haproxy)}`, () => {
  const running = dataPlane({ name: 'haproxy', engine: haproxyWith })
  const cookie = `__Host-guard=${reference('a')}`
  const own = { origin: 'https://localhost', cookie }

  async function over2<T>(ask: (client: ClientHttp2Session) => Promise<T>): Promise<T> {
    const client = connect(`https://localhost:${running().https}`, { rejectUnauthorized: false })
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
    expect(running().seen.map(({ url }) => url)).toEqual(['/projects/7/plan', '/x'])
    const chunks = ['POST /x HTTP/1.1', 'Host: localhost', `Cookie: ${cookie}`, 'Origin: https://localhost', 'Transfer-Encoding: chunked']
    expect((await send(running().https, chunks, { body: '4\r\nfour\r\n0\r\n\r\n' })).status).toBe(411)
  })

  it.each(['/public/x#/../admin', '/public/x#', '//admin', '/public/../admin', '/public/;/../admin', 'http://localhost/admin', '*', 'admin'])(
    'is not misled over HTTP/2 by the path %s',
    async (path) => {
      const answer = await over2((client) => status(client, { ':path': path, cookie: `__Host-guard=${reference('b')}` }).catch(() => 0))
      expect([0, 400, 403]).toContain(answer)
      expect(running().seen).toEqual([])
    },
  )

  it('refuses what stands there twice', async () => {
    for (const header of ['Cookie: a=1', 'X-Api-Key: gk_live_robot', 'Authorization: Bearer gk_live_robot', 'Origin: https://localhost'])
      expect((await send(running().https, ['GET /x HTTP/1.1', 'Host: localhost', `Cookie: ${cookie}`, header, header])).status).toBe(400)
    expect(running().seen).toEqual([])
  })

  it('tells nobody what it is', async () => {
    for (const line of ['GET /x HTTP/1.1', 'GET /\u0001 HTTP/1.1', 'GET /internal/x HTTP/1.1']) {
      const { headers, body } = await send(running().https, [line, 'Host: localhost'])
      expect(JSON.stringify([headers, body])).not.toMatch(/haproxy/i)
    }
  })
})
