import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Conversation } from '../conversation.ts'
import { attempt } from '../fault.ts'
import type { PlainHead } from './head.ts'
import { askPlainHead } from './head.ts'

async function ask(says: readonly (string | Uint8Array)[], silent = false): Promise<PlainHead | string> {
  const stream = new PassThrough()
  const { signal } = new AbortController()
  const talk = new Conversation(stream, { signal, timeout: silent ? 50 : 5000, transcript: [] })
  // what we say goes nowhere
  talk.send = () => {}
  for (const each of says) stream.write(each)
  if (!silent) stream.end()
  const got = await attempt(() => askPlainHead(talk, 'a'))
  talk.end()
  return got.ok ? got.value : got.fault.kind
}

describe('HTTP without TLS', () => {
  it.each<[string, readonly string[], PlainHead | string]>([
    ['a page', ['HTTP/1.1 200 OK\r\nA: b\r\n\r\nhello'], { status: 200, wantsTls: false }],
    ['in pieces', ['HT', 'TP/1', '.0 30', '1 Moved\r\n', '\r', '\n'], { status: 301, wantsTls: false }],
    [
      'nginx',
      ['HTTP/1.1 400 Bad Request\r\nContent-Length: 250\r\n\r\n<center>The plain HTTP request was sent to HTTPS port</center>'],
      { status: 400, wantsTls: true },
    ],
    [
      'httpd',
      ["HTTP/1.1 400 Bad Request\r\n\r\nReason: You're speaking plain HTTP to an SSL-enabled server port.<br />"],
      { status: 400, wantsTls: true },
    ],
    ['Go', ['HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'], { status: 400, wantsTls: true }],
    ['another bad request', ['HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'], { status: 400, wantsTls: false }],
    ['Redis', ['-ERR unknown command'], 'garbage'],
    ['no status', ['HTTP/1.1 \r\n\r\n'], 'garbage'],
    ['nothing', [], 'closed'],
    ['endless headers', ['HTTP/1.1 200 OK\r\n', 'x'.repeat(20_000)], 'too-much'],
  ])('understands %s', async (_, says, expected) => {
    expect(await ask(says)).toEqual(expected)
  })

  it('does not wait for the end of an error page for ever', async () => {
    expect(await ask(['HTTP/1.1 400 Bad Request\r\n\r\nHTTP request to an HTTPS server'], true)).toEqual({ status: 400, wantsTls: true })
    expect(await ask([], true)).toBe('silent')
  })

  it('gives an answer or a fault, whatever comes', async () => {
    const piece = fc.oneof(
      fc.constantFrom('HTTP/1.1 400 X\r\n', 'HTTP/1.', '\r\n\r\n', 'Content-Length: 3\r\n', 'Content-Length: 999999999\r\n'),
      fc.uint8Array({ maxLength: 30 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (says) => {
        const answer = await ask(says)
        const sound = typeof answer !== 'string' || ['closed', 'garbage', 'too-much'].includes(answer)
        expect(sound).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
