import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import type { ClientHttp2Session, OutgoingHttpHeaders } from 'node:http2'
import { connect as connectHttp2 } from 'node:http2'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAuthority } from '../../src/pki/authority.ts'
import { issue } from '../../src/pki/leaf.ts'
import type { Authority, Certified, Usage } from '../../src/pki/types.ts'
import { knowledgeOf, people, reference } from '../guard/knowledge.ts'
import { ann, ofOwnPage, only, opened, raw, statuses } from '../guard/raw-client.ts'
import type { Running } from '../guard/running.ts'
import { embeddedWith, running } from '../guard/running.ts'
import type { Sandbox } from './server.ts'
import { sandbox } from './server.ts'

describe('what the guard without an engine reads', () => {
  let box: Sandbox
  let guard: Running
  let workers: Authority
  let strangers: Authority
  /** What the program does for a path, besides being seen. */
  const programs = new Map<string, RequestListener>()

  beforeAll(async () => {
    box = sandbox('guard-embedded')
    const life = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) }
    workers = await createAuthority({ name: 'workers', ...life }, randomBytes)
    strangers = await createAuthority({ name: 'strangers', ...life }, randomBytes)
    const file = join(box.folder, 'workers.pem')
    writeFileSync(file, workers.certificate)
    guard = await running(box, {
      knowledge: knowledgeOf(people()),
      workers: file,
      program: (request, response) => {
        const does = programs.get(request.url ?? '')
        if (does === undefined) response.setHeader('X-Powered-By', 'a program').end('the program')
        else does(request, response)
      },
      text: (example) => example.replace('    body: 64k', '    body: 64m').replace('  127.0.0.1:\n', '  other.test:\n'),
      engine: embeddedWith('native'),
    })
  }, 60_000)
  afterAll(async () => {
    await guard.close()
    await box.stop()
  })
  beforeEach(() => {
    guard.seen.length = 0
    programs.clear()
  })

  describe('in HTTP/1.1', () => {
    it.each([
      ['an older version', 505, ['GET /public/x HTTP/1.0', 'Host: localhost']],
      ['no version', 505, ['GET /public/x']],
      ['an empty coding beside a length', 400, ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Transfer-Encoding:', 'Content-Length: 2']],
      ['two codings', 400, ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Transfer-Encoding: gzip, chunked']],
      [
        'a coding in pieces',
        400,
        ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
      ],
      ['a length with a sign', 400, ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Content-Length: +2']],
      ['two cookies', 400, ['GET /x HTTP/1.1', 'Host: localhost', ann, 'Cookie: a=1']],
      ['two keys', 400, ['GET /api/v1/x HTTP/1.1', 'Host: localhost', 'X-Api-Key: gk_live_robot', 'X-Api-Key: gk_live_robot']],
      ['two origins', 400, ['POST /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, ofOwnPage, 'Content-Length: 2']],
      ['an upgrade to something else', 400, ['GET /x HTTP/1.1', 'Host: localhost', ann, 'Upgrade: h2c', 'Connection: Upgrade']],
      [
        'an upgrade with a body',
        400,
        ['GET /socket HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Upgrade: websocket', 'Connection: Upgrade', 'Content-Length: 2'],
      ],
      ['an upgrade of no socket', 400, ['GET /x HTTP/1.1', 'Host: localhost', ann, ofOwnPage, 'Upgrade: websocket', 'Connection: Upgrade']],
      [
        'a head of 40 KiB',
        431,
        ['GET /public/x HTTP/1.1', 'Host: localhost', ...Array.from({ length: 40 }, (_, at) => `X-${at}: ${'a'.repeat(1020)}`)],
      ],
      ['a carriage return alone', 400, ['GET /public/x HTTP/1.1', 'Host: localhost', 'X-A: b\rX-Guard-User: root']],
      ['a name of HTTP/2', 400, ['GET /public/x HTTP/1.1', 'Host: localhost', ':path: /admin']],
    ])('refuses %s', async (_, status, lines) => {
      expect(
        statuses(
          await raw(
            guard.https,
            `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${/-(?:length|encoding):/i.test(lines.join(' ')) ? 'ab' : ''}`,
          ),
        )[0],
      ).toBe(status)
      expect(guard.seen).toEqual([])
    })

    it('decides on each request of a connection, and takes none out of a body', async () => {
      const inside = 'GET /public/inside HTTP/1.1\r\nHost: localhost\r\n\r\n'
      const text = await raw(
        guard.https,
        [
          'GET /public/one HTTP/1.1\r\nHost: localhost\r\n\r\n',
          'GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n',
          `POST /x HTTP/1.1\r\nHost: localhost\r\n${ann}\r\n${ofOwnPage}\r\nContent-Length: ${inside.length}\r\n\r\n${inside}`,
          // refused before its body is there: that is no request either
          `POST /admin/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${inside.length}\r\n\r\n${inside}`,
          `POST /x HTTP/1.1\r\nHost: localhost\r\n${ann}\r\n${ofOwnPage}\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX-Guard-User: root\r\n\r\n`,
          `GET /internal/x HTTP/1.1\r\nHost: localhost\r\n${ann}\r\nConnection: close\r\n\r\n`,
        ].join(''),
      )
      expect(statuses(text)).toEqual([200, 401, 200, 401, 200, 403])
      expect(guard.seen.map(({ url, headers }) => [url, headers['x-guard-user']])).toEqual([
        ['/public/one', undefined],
        ['/x', 'person:ann'],
        ['/x', 'person:ann'],
      ])
      expect(guard.seen.map(({ headers }) => [headers['content-length'], headers['transfer-encoding']])).toEqual([
        [undefined, undefined],
        [String(inside.length), undefined],
        [undefined, 'chunked'],
      ])
    })

    it('asks for a body that waits to be asked for only where it is wanted', async () => {
      const asking = (more: string): Promise<string> =>
        raw(
          guard.https,
          `POST /x HTTP/1.1\r\nHost: localhost\r\n${ofOwnPage}\r\n${more}Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nab`,
        )
      expect(statuses(await asking(`${ann}\r\n`))).toEqual([100, 200])
      expect(statuses(await asking(''))).toEqual([401])
      expect(guard.seen).toHaveLength(1)
    })

    it('says nothing of itself, of the program or of what went wrong', async () => {
      programs.set('/public/fails', (request) => request.socket.destroy())
      const text = await only(guard.https, 'GET /public/fails')
      expect(statuses(text)).toEqual([503])
      for (const one of [
        text,
        await only(guard.https, 'GET /x'),
        await only(guard.https, 'GET /\u0001'),
        await only(guard.https, 'GET //'),
        await only(guard.https, 'GET /public/x'),
      ])
        expect(one).not.toMatch(/node|undici|ECONN|UND_|at .*:\d+|x-powered-by|^server:/im)
    })
  })

  describe('in HTTP/2', () => {
    async function over2<T>(ask: (client: ClientHttp2Session) => Promise<T>): Promise<T> {
      const client = connectHttp2(`https://localhost:${guard.https}`, { rejectUnauthorized: false })
      client.on('error', () => {})
      try {
        return await ask(client)
      } finally {
        client.destroy()
      }
    }
    /** 0 where the stream was refused as such. */
    const status = (client: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<number> =>
      new Promise((resolve) => {
        const stream = client.request({ ':authority': 'localhost', ...headers }, { endStream: body === undefined })
        stream.once('response', (answer) => resolve(answer[':status'] ?? 0))
        stream.once('error', () => resolve(0))
        stream.once('close', () => resolve(0))
        stream.resume()
        if (body !== undefined) stream.end(body)
      })
    const cookie = `__Host-guard=${reference('a')}`
    const put = { ':method': 'PUT', ':path': '/projects/7/plan', cookie, origin: 'https://localhost' }

    it('is not misled by a path, a host, a scheme or crumbs of cookies', async () => {
      await over2(async (client) => {
        for (const path of [
          '/public/x#/../admin',
          '/public/x#',
          '//admin',
          '/public/../admin',
          '/public/;/../admin',
          'http://localhost/admin',
          '*',
          'admin',
          '',
        ])
          expect([path, [0, 400, 403].includes(await status(client, { ':path': path, cookie }))]).toEqual([path, true])
        expect(await status(client, { ':path': '/public/x', host: 'other.test' })).not.toBe(200)
        expect(await status(client, { ':path': '/public/x', ':authority': 'other.test' })).toBe(421)
        expect(await status(client, { ':path': '/public/x', ':scheme': 'http' })).toBe(400)
        expect(await status(client, { ':method': 'CONNECT', ':authority': 'localhost:80' })).not.toBe(200)
        expect(await status(client, { ':path': '/x', 'x-api-key': ['gk_live_robot', 'gk_live_robot'] })).toBe(400)
        expect(guard.seen).toEqual([])
        expect(await status(client, { ':path': '/x', cookie: ['a=1', cookie, 'b=2'] })).toBe(200)
        expect(guard.seen[0]?.headers.cookie).toBe('a=1; b=2')
        expect(await status(client, { ':path': '/x', cookie: [cookie, cookie] })).not.toBe(200)
        expect(await status(client, { ':path': '/socket', cookie, x_guard_user: 'root', 'x-guard-user': 'root' })).toBe(200)
        expect(JSON.stringify(guard.seen)).not.toContain('root')
      })
    })

    it('holds a body to its length, and one without to the limit of its route', async () => {
      await over2(async (client) => {
        expect(await status(client, { ...put, 'content-length': '4' }, 'four')).toBe(200)
        expect(await status(client, put, 'four')).toBe(411)
        expect(await status(client, { ...put, 'content-length': '2000' }, 'a'.repeat(2000))).toBe(413)
        expect(guard.seen).toHaveLength(1)
      })
      // another length than it says: the stream is refused, the program never gets a whole body
      await over2(async (client) => expect(await status(client, { ...put, 'content-length': '4' }, 'fours and more')).not.toBe(200))
    })
  })

  describe('in TLS', () => {
    it.each(['TLSv1.2', 'TLSv1.3'] as const)('takes up no session of %s again', async (version) => {
      const options = { minVersion: version, maxVersion: version }
      const first = await opened(guard.https, options)
      let session: Buffer | undefined
      first.on('session', (given: Buffer) => (session = given))
      first.write('GET /public/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
      first.resume()
      await once(first, 'close')
      const second = await opened(guard.https, { ...options, ...(session === undefined ? {} : { session }) })
      expect(second.isSessionReused()).toBe(false)
      second.destroy()
    })

    it('speaks no older version, no weaker suite, and negotiates nothing again', async () => {
      const old = { ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const
      await expect(once(connectTls({ host: '127.0.0.1', port: guard.https, servername: 'localhost', ...old }), 'secureConnect')).rejects.toThrow(
        /version/,
      )
      const weak = { ciphers: 'AES128-SHA', maxVersion: 'TLSv1.2' } as const
      await expect(once(connectTls({ host: '127.0.0.1', port: guard.https, servername: 'localhost', ...weak }), 'secureConnect')).rejects.toThrow(
        /handshake/,
      )
      const socket = await opened(guard.https, { maxVersion: 'TLSv1.2' })
      const again = await new Promise((resolve) => {
        socket.once('close', () => resolve('closed'))
        socket.renegotiate({ rejectUnauthorized: false }, (error) => resolve(error === null ? 'renegotiated' : 'refused'))
      })
      expect(again).not.toBe('renegotiated')
      socket.destroy()
    })

    it('gives no certificate for a name that is none of ours, or for no name', async () => {
      for (const servername of ['other.example', ''])
        await expect(
          once(connectTls({ host: '127.0.0.1', port: guard.https, servername, rejectUnauthorized: false }), 'secureConnect'),
        ).rejects.toThrow(/alert/)
    })

    it('knows a worker by a certificate of its authority alone', async () => {
      const of = (authority: Authority, usage: Usage): Promise<Certified> =>
        issue(
          authority,
          {
            name: 'worker',
            names: { uris: ['spiffe://example/component/worker'], ...(usage === 'server' ? { dns: ['worker'] } : {}) },
            usage: [usage],
            notBefore: new Date(Date.now() - 60_000),
            notAfter: new Date(Date.now() + 3_600_000),
          },
          randomBytes,
        )
      const asked = async ({ chain, key }: Certified, line = 'GET /x'): Promise<readonly number[]> =>
        statuses(
          await raw(guard.https, `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, {
            cert: chain,
            key: key.export({ type: 'pkcs8', format: 'pem' }),
          }),
        )
      expect(await asked(await of(workers, 'client'))).toEqual([200])
      expect(guard.seen[0]?.headers['x-guard-user']).toBe('worker:spiffe://example/component/worker')
      expect(await asked(await of(workers, 'client'), 'POST /x')).toEqual([403])
      // another authority, or a certificate of a server: nobody, on public routes as well
      for (const [authority, usage] of [
        [strangers, 'client'],
        [workers, 'server'],
      ] as const) {
        const shown = await of(authority, usage)
        expect([await asked(shown), await asked(shown, 'GET /public/x')]).toEqual([[400], [400]])
      }
      expect(guard.seen).toHaveLength(1)
    })
  })
})
