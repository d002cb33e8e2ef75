import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knowledgeOf, people } from '../guard/knowledge.ts'
import { ann, ofOwnPage, opened } from '../guard/raw-client.ts'
import type { Running } from '../guard/running.ts'
import { embeddedWith, running, send } from '../guard/running.ts'
import type { Sandbox } from './server.ts'
import { eventually, sandbox } from './server.ts'

const megabyte = Buffer.alloc(1 << 20)

describe('who takes too long of the guard without an engine', () => {
  let box: Sandbox
  let guard: Running
  /** What the program did not get, or did not give, to its end. */
  const cut: string[] = []

  beforeAll(async () => {
    box = sandbox('guard-embedded-slow')
    guard = await running(box, {
      knowledge: knowledgeOf(people()),
      program: (request, response) => {
        response.on('error', () => {})
        response.once('close', () => response.writableFinished || cut.push(request.url ?? ''))
        if (request.url !== '/public/much') return void request.once('end', () => response.end('the program'))
        let given = 0
        const more = (): void => {
          while (!response.destroyed && given++ < 512) if (!response.write(megabyte)) return void response.once('drain', more)
          response.end()
        }
        more()
      },
      engine: embeddedWith('native', { head: 1500, part: 500, idle: 500 }),
    })
  }, 60_000)
  afterAll(async () => {
    await guard.close()
    await box.stop()
  })

  const over = async (socket: Socket): Promise<void> => void (socket.closed || (await once(socket, 'close')))
  // on a busy machine a handshake may take too long, too
  const open = (options: ConnectionOptions = {}): Promise<TLSSocket> => eventually(() => opened(guard.https, options))

  it('is closed before TLS, in a head, between two requests and in HTTP/2', async () => {
    const silent = connect(guard.https, '127.0.0.1')
    silent.on('error', () => {})
    const half = await open()
    half.resume().write('GET /public/x HTTP/1.1\r\nHost: local')
    const idle = await open()
    idle.resume().write('GET /public/x HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const second = await open({ ALPNProtocols: ['h2'] })
    second.resume().write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    const all = [silent, half, idle, second]
    await Promise.all(all.map(over))
    expect(all.every(({ destroyed }) => destroyed)).toBe(true)
    // who takes no time is served
    await eventually(async () => expect((await send(guard.https, ['GET /public/x HTTP/1.1', 'Host: localhost'])).status).toBe(200))
  })

  it('is closed in a body, of which the program gets no end, and while it takes none of an answer', async () => {
    const body = await open()
    body.resume().write(`POST /x HTTP/1.1\r\nHost: localhost\r\n${ann}\r\n${ofOwnPage}\r\nContent-Length: 10\r\n\r\nhalf`)
    const reader = await open()
    reader.pause()
    reader.write('GET /public/much HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await over(body)
    await eventually(() => expect(cut).toEqual(['/x', '/public/much']))
    reader.destroy()
  })
})
