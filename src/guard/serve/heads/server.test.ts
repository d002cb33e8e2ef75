import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Head } from './read.ts'
import { headServer } from './server.ts'
import type { Answer } from './write.ts'
import { writtenAnswer } from './write.ts'

const question = (target: string, more = ''): string => `GET ${target} HTTP/1.1\r\nHost: guard\r\n${more}\r\n`

describe('headServer', () => {
  const asked: Head[] = []
  const later: (() => void)[] = []
  const server = headServer((head) => {
    asked.push(head)
    const answer: Answer = { status: 200, headers: { 'x-guard-user': head.target } }
    return head.target === '/later' ? new Promise((resolve) => later.push(() => resolve(answer))) : answer
  })
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-heads-'))
  const path = join(folder, 'socket')
  beforeAll(async () => {
    server.listen(path)
    await once(server, 'listening')
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    rmSync(folder, { recursive: true })
  })

  async function open(): Promise<Socket> {
    const socket = connect(path)
    socket.setEncoding('latin1')
    await once(socket, 'connect')
    return socket
  }
  /** Everything that comes until the connection ends. */
  async function all(socket: Socket): Promise<string> {
    let text = ''
    for await (const part of socket) text += String(part)
    return text
  }
  const answer = (target: string): string => `HTTP/1.1 200 OK\r\nx-guard-user: ${target}\r\ncontent-length: 0\r\n\r\n`
  const refused = /^HTTP\/1\.1 400 Bad Request\r\nconnection: close\r\n/

  it('answers one request after the other on one connection, however they come in pieces', async () => {
    const socket = await open()
    const text = question('/pieces')
    for (let at = 1; at < text.length; at++) {
      socket.write(text.slice(0, at))
      await turn()
      socket.write(text.slice(at))
      expect(await once(socket, 'data')).toEqual([answer('/pieces')])
    }
    for (const byte of text) {
      socket.write(byte)
      await turn()
    }
    expect(await once(socket, 'data')).toEqual([answer('/pieces')])
    socket.destroy()
  })

  it('is understood by the client of Node', async () => {
    const asking = request({ socketPath: path, path: '/node' }).end()
    const [response] = await once(asking, 'response')
    expect(response).toMatchObject({ statusCode: 200, headers: { 'x-guard-user': '/node' } })
    response.resume()
  })

  it('answers none of two requests that come together, nor one that comes before the answer', async () => {
    const before = asked.length
    const both = await open()
    both.write(question('/one') + question('/two'))
    expect(await all(both)).toMatch(refused)
    expect(asked.length).toBe(before)
    const early = await open()
    early.write(question('/later'))
    while (later.length === 0) await turn()
    early.write(question('/early'))
    expect(await all(early)).toMatch(refused)
    later.pop()?.()
    expect(asked.at(-1)?.target).toBe('/later')
  })

  it('refuses what is no head, and a head without an end', async () => {
    for (const text of ['GET / HTTP/1.1\nHost: x\n\n\r\n\r\n', question('/', 'Content-Length: 5\r\n'), 'x'.repeat(70_000)]) {
      const socket = await open()
      socket.on('error', () => undefined)
      socket.write(text)
      expect(await all(socket)).toMatch(refused)
    }
  })

  it('ends the connection after the last answer, and hears nobody behind it', async () => {
    const before = asked.length
    const socket = await open()
    socket.write(question('/last', 'Connection: close\r\n'))
    expect(await all(socket)).toBe(answer('/last'))
    expect(asked.length).toBe(before + 1)
  })

  it('does without who has gone before the answer', async () => {
    const socket = await open()
    socket.write(question('/later'))
    while (later.length === 0) await turn()
    socket.destroy()
    await turn()
    later.pop()?.()
    const next = await open()
    next.write(question('/next'))
    expect(await once(next, 'data')).toEqual([answer('/next')])
    next.destroy()
  })
})

describe('writtenAnswer', () => {
  it('writes no value that begins another header', () => {
    for (const value of ['a\r\nb: c', 'a\nb', 'a\rb', 'a\0b', '\u{1F600}'])
      expect(writtenAnswer({ status: 200, headers: { 'x-b': 'c', 'x-a': value } })).toBe(
        'HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n',
      )
    expect(writtenAnswer({ status: 403, headers: { 'x-a': 'b \xe9' } })).toBe('HTTP/1.1 403 Forbidden\r\nx-a: b \xe9\r\ncontent-length: 0\r\n\r\n')
  })
})
