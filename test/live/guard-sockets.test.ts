import { once } from 'node:events'
import type { TLSSocket } from 'node:tls'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { People } from '../guard/knowledge.ts'
import { knowledgeOf, people, reference } from '../guard/knowledge.ts'
import type { Running } from '../guard/running.ts'
import { nginxWith, running, send } from '../guard/running.ts'
import { programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'

const ann = `Cookie: __Host-guard-form=f; other=1; __Host-guard=${reference('a')}; last=2`
const ofOwnPage = 'Origin: https://localhost'

describe.skipIf(isMissing(programs.nginx))(`sockets through the guard${reason(programs.nginx)}`, () => {
  let box: Sandbox
  let guard: Running
  let world: People
  beforeAll(async () => {
    box = sandbox('guard-sockets')
    world = people()
    guard = await running(box, { knowledge: knowledgeOf(world), engine: nginxWith('native') })
  }, 60_000)
  afterAll(() => box.stop())
  beforeEach(() => {
    guard.seen.length = 0
  })

  it('cuts a socket when its session ends, and no other', async () => {
    const opened = async (cookie: string): Promise<TLSSocket> => {
      const socket = connectTls({ host: '127.0.0.1', port: guard.https, servername: 'localhost', rejectUnauthorized: false })
      const lines = [
        'GET /socket HTTP/1.1',
        'Host: localhost',
        cookie,
        ofOwnPage,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ]
      socket.write(`${lines.join('\r\n')}\r\n\r\n`)
      const [head] = (await once(socket, 'data')) as [Buffer]
      expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /)
      return socket
    }
    const echo = async (socket: TLSSocket, text: string): Promise<string> => {
      socket.write(text)
      const [heard] = (await once(socket, 'data')) as [Buffer]
      return heard.toString('latin1')
    }
    const [one, other] = [await opened(ann), await opened(`Cookie: __Host-guard=${reference('r')}`)]
    expect(guard.seen.map(({ url, headers }) => [url, headers['x-guard-user'], headers['x-guard-ticket'], headers.cookie])).toEqual([
      ['/socket', 'person:ann', undefined, 'other=1; last=2'],
      ['/socket', 'person:root', undefined, undefined],
    ])
    expect(await echo(one, 'still here')).toContain('still here')
    await guard.sockets.recheck()
    expect(await echo(one, 'and here')).toContain('and here')
    const session = world.sessions.get(`${reference('a')}@localhost`)!
    world.sessions.delete(`${reference('a')}@localhost`)
    const gone = once(one, 'close')
    await guard.sockets.recheck()
    await gone
    expect(await echo(other, 'not me')).toContain('not me')
    other.destroy()
    world.sessions.set(`${reference('a')}@localhost`, session)
  })

  it('lets nobody past its decision to a socket', async () => {
    const forged = await send(guard.https, [
      'GET /socket HTTP/1.1',
      'Host: localhost',
      ofOwnPage,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'X-Guard-Ticket: AAAA',
    ])
    expect(forged.status).toBe(401)
    expect(guard.seen).toEqual([])
  })
})
