import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { People } from '../guard/knowledge.ts'
import { knowledgeOf, people, reference } from '../guard/knowledge.ts'
import { ann, ofOwnPage, only, opened, raw, statuses } from '../guard/raw-client.ts'
import type { Running } from '../guard/running.ts'
import { embeddedWith, running, send } from '../guard/running.ts'
import type { Sandbox } from './server.ts'
import { eventually, sandbox } from './server.ts'

const megabyte = Buffer.alloc(1 << 20)

describe('what passes the guard without an engine', () => {
  let box: Sandbox
  let guard: Running
  let world: People
  /** What the program does for a path, besides being seen. */
  const programs = new Map<string, RequestListener>()

  beforeAll(async () => {
    box = sandbox('guard-embedded-traffic')
    world = people()
    guard = await running(box, {
      knowledge: knowledgeOf(world),
      program: (request, response) => {
        const does = programs.get(request.url ?? '')
        if (does === undefined) response.setHeader('X-Powered-By', 'a program').end('the program')
        else does(request, response)
      },
      text: (example) =>
        example
          .replace('    body: 64k', '    body: 64m\n    cookies: { same-site: lax, same-site-of: { whole: strict } }')
          .replace(
            'rewrite: /',
            'rewrite: /, cors: { origins: ["https://other.example"], methods: [GET, POST], headers: [X-Api-Key], expose: [X-Total] }',
          )
          .replace('  127.0.0.1:\n', '  other.test:\n    requests-per-second: 1\n'),
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

  it('makes cookies of a program Secure, HttpOnly and SameSite, and passes none of the guard', async () => {
    programs.set('/public/x', (_, response) => {
      response.setHeader('set-cookie', [
        'session=1; Path=/',
        'XSRF-TOKEN=2; secure; samesite=none',
        'xsrf-token=3',
        'whole=4; HttpOnly',
        '__Host-guard=planted; Path=/; Secure',
        ' __Host-guard-way = planted; Secure',
      ])
      response.end('the program')
    })
    const text = await only(guard.https, 'GET /public/x')
    expect([...text.matchAll(/^Set-Cookie: (?<cookie>.*)\r$/gim)].map(({ groups }) => groups?.['cookie'])).toEqual([
      'session=1; Path=/; Secure; HttpOnly; SameSite=Lax',
      'XSRF-TOKEN=2; secure; SameSite=Lax',
      'xsrf-token=3; Secure; HttpOnly; SameSite=Lax',
      'whole=4; HttpOnly; Secure; SameSite=Strict',
    ])
  })

  it('lets pages of the listed origins alone read, and answers what they ask before', async () => {
    programs.set('/x', (_, response) => void response.setHeader('access-control-allow-origin', '*').end('the program'))
    const before = (origin: string): Promise<string> =>
      raw(
        guard.https,
        [
          'OPTIONS /api/v1/x HTTP/1.1',
          'Host: localhost',
          `Origin: ${origin}`,
          'Access-Control-Request-Method: POST',
          'Access-Control-Request-Headers: x-api-key',
          'Connection: close\r\n\r\n',
        ].join('\r\n'),
      )
    const allowed = await before('https://other.example')
    expect(statuses(allowed)).toEqual([204])
    for (const line of ['Origin: https://other.example', 'Methods: GET, POST', 'Headers: X-Api-Key'])
      expect(allowed).toContain(`Access-Control-Allow-${line}\r\n`)
    const refused = await before('https://evil.example')
    expect([statuses(refused), refused.includes('Access-Control')]).toEqual([[403], false])
    expect(guard.seen).toEqual([])
    const answer = await only(guard.https, 'GET /api/v1/x', 'X-Api-Key: gk_live_robot', 'Origin: https://other.example')
    expect(answer.match(/^(?:Access-Control|Vary).*$/gim)).toEqual([
      'Vary: Origin',
      'Access-Control-Allow-Origin: https://other.example',
      'Access-Control-Expose-Headers: X-Total',
    ])
    const foreign = await only(guard.https, 'GET /api/v1/x', 'X-Api-Key: gk_live_robot', 'Origin: https://evil.example')
    expect([statuses(foreign), /access-control/i.test(foreign)]).toEqual([[200], false])
  })

  it('cuts a socket when its session ends, and no other, and hands on no other answer as it came', async () => {
    const texts = new Map<TLSSocket, string>()
    const open = async (cookie: string): Promise<TLSSocket> => {
      const socket = await opened(guard.https)
      const lines = [
        'GET /socket HTTP/1.1',
        'Host: localhost',
        cookie,
        ofOwnPage,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
      ]
      socket.write(`${lines.join('\r\n')}\r\n\r\nearly`)
      socket.on('data', (part: Buffer) => texts.set(socket, (texts.get(socket) ?? '') + part.toString()))
      return socket
    }
    const heard = (socket: TLSSocket, wanted: RegExp): Promise<void> => eventually(() => expect(texts.get(socket)).toMatch(wanted))
    const [one, other] = [await open(ann), await open(`Cookie: __Host-guard=${reference('r')}`)]
    for (const socket of [one, other]) await heard(socket, /^HTTP\/1\.1 101 [^]*\r\n\r\nopenearly$/)
    expect(guard.seen.map(({ url, headers }) => [url, headers['x-guard-user'], headers['x-guard-ticket'], headers.cookie])).toEqual(
      expect.arrayContaining([
        ['/socket', 'person:ann', undefined, undefined],
        ['/socket', 'person:root', undefined, undefined],
      ]),
    )
    one.write('still here')
    await heard(one, /still here$/)
    const session = world.sessions.get(`${reference('a')}@localhost`)!
    world.sessions.delete(`${reference('a')}@localhost`)
    const gone = once(one, 'close')
    await guard.sockets.recheck()
    await gone
    other.write('not me')
    await heard(other, /not me$/)
    other.destroy()
    world.sessions.set(`${reference('a')}@localhost`, session)
    await eventually(() => expect(guard.sockets.open()).toBe(0))
    const refused = await raw(
      guard.https,
      `GET /socket HTTP/1.1\r\nHost: localhost\r\n${ofOwnPage}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    )
    expect(statuses(refused)).toEqual([401])
  })

  it('takes no more than is taken from it, in both directions', async () => {
    let given = 0
    programs.set('/public/much', async (_, response) => {
      response.on('error', () => {})
      while (given < 40 && !response.destroyed) {
        given++
        if (!response.write(megabyte)) await new Promise((done) => response.once('drain', done).once('close', done))
      }
      response.end()
    })
    const reader = await opened(guard.https)
    reader.pause()
    reader.write('GET /public/much HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await eventually(() => expect(given).toBeGreaterThan(0))
    await settled(() => given)
    expect(given).toBeLessThan(32)
    reader.destroy()

    let resumed: (() => void) | undefined
    programs.set('/x', (request, response) => {
      request.pause()
      resumed = () => request.resume().once('end', () => response.end('taken'))
    })
    const writer = await opened(guard.https)
    writer.write(
      `POST /x HTTP/1.1\r\nHost: localhost\r\n${ann}\r\n${ofOwnPage}\r\nContent-Length: ${40 * megabyte.length}\r\nConnection: close\r\n\r\n`,
    )
    for (let part = 0; part < 40; part++) writer.write(megabyte)
    const left = (): number => writer.writableLength
    await eventually(() => expect(resumed).toBeDefined())
    await settled(left)
    expect(left()).toBeGreaterThan(8 * megabyte.length)
    resumed?.()
    const [text] = (await once(writer, 'data')) as [Buffer]
    expect(text.toString()).toMatch(/^HTTP\/1\.1 200 /)
    writer.destroy()
  })

  /** Waits until a figure stays as it is. */
  async function settled(figure: () => number): Promise<void> {
    for (let [last, same] = [figure(), 0]; same < 5; same = figure() === last ? same + 1 : 0) {
      last = figure()
      await new Promise((done) => setTimeout(done, 50))
    }
  }

  it('ends with the program what the program breaks off, and with the client what the client does', async () => {
    programs.set('/public/half', (_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' })
      response.write('half')
      setImmediate(() => response.destroy())
    })
    programs.set('/public/chunks', (_, response) => {
      response.write('half')
      setImmediate(() => response.destroy())
    })
    expect(await only(guard.https, 'GET /public/half')).toMatch(/half$/)
    // no last chunk: nobody takes it for the whole
    expect(await only(guard.https, 'GET /public/chunks')).not.toMatch(/\r\n0\r\n\r\n$/)
    let isOver = false
    programs.set('/public/waits', (request) => void request.once('close', () => (isOver = true)))
    const client = await opened(guard.https)
    client.write('GET /public/waits HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await eventually(() => expect(guard.seen.some(({ url }) => url === '/public/waits')).toBe(true))
    client.destroy()
    await eventually(() => expect(isOver).toBe(true))
  })

  it('answers early where the program does, and goes on with the connection', async () => {
    programs.set('/x', (_, response) => void response.writeHead(413).end('too much for me'))
    const socket = await opened(guard.https)
    let text = ''
    socket.setEncoding('latin1').on('data', (part: string) => (text += part))
    socket.write(`POST /x HTTP/1.1\r\nHost: localhost\r\n${ann}\r\n${ofOwnPage}\r\nContent-Length: 300000\r\n\r\n${'a'.repeat(300_000)}`)
    socket.write('GET /public/next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await once(socket, 'close')
    expect(statuses(text)).toEqual([413, 200])
  })

  it('holds up who asks too much, and who opens too many connections', async () => {
    const before = guard.decisions.length
    const one = 'GET /x HTTP/1.1\r\nHost: other.test\r\n'
    const text = await raw(guard.https, `${`${one}\r\n`.repeat(20)}${one}Connection: close\r\n\r\n`, { servername: 'other.test' })
    const later = [...text.matchAll(/^HTTP\/1\.1 429 [^]*?\r\n\r\n/gm)]
    expect(later.length).toBeGreaterThan(0)
    for (const [head] of later) expect(head).toContain('Retry-After: 1\r\n')
    expect(guard.decisions.length - before).toBe(21 - later.length)
    const idle: Socket[] = []
    const ends: Promise<unknown>[] = []
    for (let at = 0; at < 120; at++) {
      const socket = connect(guard.https, '127.0.0.1')
      socket.on('error', () => {})
      ends.push(once(socket, 'close'))
      idle.push(socket)
    }
    // a hundred of one address, with what is open besides, and not one more
    const ended = (): number => idle.filter(({ destroyed }) => destroyed).length
    await eventually(() => expect(ended()).toBeGreaterThanOrEqual(20))
    expect(ended()).toBeLessThan(30)
    for (const socket of idle) socket.destroy()
    await Promise.all(ends)
    await eventually(async () => expect((await send(guard.https, ['GET /public/x HTTP/1.1', 'Host: localhost'])).status).toBe(200))
  })
})
