import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WireError } from '../fault.ts'
import type { HttpAnswer } from './answer.ts'
import { valuesOf } from './answer.ts'
import type { HttpRequest } from './ask.ts'
import { askHttp } from './ask.ts'

type End = 'end' | 'reset' | 'silence'

interface Scripted extends Duplex {
  readonly heard: () => string
}

/** A server that says what it is told to, whatever it hears. */
function scripted(says: readonly (string | Uint8Array)[], end: End): Scripted {
  const heard: Buffer[] = []
  let said = false
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      heard.push(Buffer.from(chunk))
      done()
      if (said) return
      said = true
      setImmediate(() => {
        for (const each of says) stream.push(each)
        if (end === 'end') stream.push(null)
        if (end === 'reset') stream.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
      })
    },
  })
  // as a conversation leaves it
  stream.pause()
  return Object.assign(stream, { heard: () => Buffer.concat(heard).toString('latin1') })
}

async function ask(stream: Duplex, asked: Partial<HttpRequest> = {}, timeout = 5000): Promise<HttpAnswer | string> {
  const { signal } = new AbortController()
  try {
    return await askHttp(stream, { path: '/', host: 'shop.example.com', ...asked }, { signal, timeout, body: 1000 })
  } catch (error) {
    if (error instanceof WireError) return error.fault.kind
    throw error
  }
}

describe('one request of HTTP', () => {
  it('is sent as it was given', async () => {
    const stream = scripted(['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'], 'end')
    await ask(stream, {
      method: 'TRACE',
      path: '/a/..%2f/../b?c',
      headers: [
        ['X-A', '1'],
        ['X-A', '2'],
        ['accept', 'text/html'],
      ],
    })
    expect(stream.heard().split('\r\n')).toEqual([
      'TRACE /a/..%2f/../b?c HTTP/1.1',
      'Host: shop.example.com',
      'User-Agent: Ringwall',
      'Accept-Encoding: identity',
      'X-A: 1',
      'X-A: 2',
      'accept: text/html',
      'Connection: close',
      '',
      '',
    ])
    expect(stream.destroyed).toBe(true)
  })

  it('sends a body with its length', async () => {
    const stream = scripted(['HTTP/1.1 200 OK\r\n\r\n'], 'end')
    await ask(stream, { method: 'POST', body: '{"a":"\u00e4"}', headers: [['Content-Type', 'application/json']] })
    expect(stream.heard()).toContain('Content-Length: 10\r\n')
    expect(stream.heard()).not.toContain('chunked')
  })

  it('keeps repeated headers, in order', async () => {
    const answer = await ask(scripted(['HTTP/1.1 404 Gone\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 2\r\n\r\nhi'], 'silence'))
    expect(answer).toMatchObject({ status: 404, whole: true })
    expect(typeof answer === 'string' ? [] : valuesOf(answer, 'Set-Cookie')).toEqual(['a=1', 'b=2'])
  })

  const head = 'HTTP/1.1 200 OK\r\n'
  it.each<[string, readonly string[], End, string | Partial<HttpAnswer>]>([
    ['nothing', [], 'end', 'closed'],
    ['a reset', [], 'reset', 'reset'],
    ['silence', [], 'silence', 'silent'],
    ['another protocol', ['-ERR unknown command\r\n'], 'silence', 'garbage'],
    ['a head that breaks off', ['HTTP/1.1 200'], 'end', 'closed'],
    ['endless headers', [head, ...Array.from({ length: 100 }, (_, index) => `X-${index}: ${'y'.repeat(1000)}\r\n`)], 'silence', 'too-much'],
    ['endless interim answers', Array.from({ length: 1000 }, () => 'HTTP/1.1 100 Continue\r\n\r\n'), 'end', 'closed'],
    ['a long body', [`${head}\r\n`, 'x'.repeat(5000)], 'silence', { status: 200, whole: false, body: Buffer.from('x'.repeat(1000)) }],
    ['a body that breaks off', [`${head}Content-Length: 100\r\n\r\nabc`], 'end', { status: 200, whole: false, body: Buffer.from('abc') }],
    ['a body that is silent', [`${head}Content-Length: 100\r\n\r\nabc`], 'silence', { status: 200, whole: false }],
    ['a compressed body', [`${head}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc`], 'silence', { whole: true, body: Buffer.from('abc') }],
    ['a change of protocol', ['HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81'], 'silence', { status: 101 }],
  ])('understands %s', async (_, says, end, expected) => {
    const answer = await ask(
      scripted(says, end),
      {
        headers: [
          ['Connection', 'Upgrade'],
          ['Upgrade', 'websocket'],
        ],
      },
      150,
    )
    expect(typeof answer === 'string' ? { fault: answer } : answer).toMatchObject(typeof expected === 'string' ? { fault: expected } : expected)
  })

  it('says that it was we who did not ask', async () => {
    expect(await ask(scripted([], 'silence'), { path: '/a b' })).toBe('client')
    expect(await ask(scripted([], 'silence'), { headers: [['X', 'a\nb']] })).toBe('client')
  })

  it('ends when it is cancelled', async () => {
    const end = new AbortController()
    const asking = askHttp(scripted([], 'silence'), { path: '/', host: 'a' }, { signal: end.signal, timeout: 60_000 })
    end.abort()
    await expect(asking).rejects.toMatchObject({ fault: { kind: 'cancelled', whose: 'us' } })
    await expect(askHttp(scripted([], 'silence'), { path: '/', host: 'a' }, { signal: end.signal, timeout: 60_000 })).rejects.toMatchObject({
      fault: { kind: 'cancelled' },
    })
  })

  it('gives an answer or a fault, whatever comes', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'HTTP/1.1 200 OK\r\n',
        'HTTP/1.0 999\r\n',
        'Content-Length: 5\r\n',
        'Transfer-Encoding: chunked\r\n',
        '\r\n',
        '5\r\nabcde\r\n',
        '0\r\n\r\n',
        'ffffffffff\r\n',
      ),
      fc.constantFrom(
        'Content-Length: 99999999999999999999\r\n',
        'HTTP/1.1 101 X\r\n',
        'Upgrade: h2c\r\n',
        'Connection: Upgrade\r\n',
        'Location: \0\r\n',
      ),
      fc.uint8Array({ maxLength: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.constantFrom<End>('end', 'reset'), async (says, end) => {
        const answer = await ask(scripted(says, end))
        const sound = typeof answer === 'string' ? ['closed', 'reset', 'garbage', 'too-much'].includes(answer) : answer.body.length <= 1000
        expect(sound).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
