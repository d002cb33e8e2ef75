import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestHead, readHead } from './read.ts'

interface Read {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
}

/** What the parser of Node makes of the bytes: each request that it reads, and whether it takes offence. */
async function byNode(text: string): Promise<readonly (Read | 'refused')[]> {
  const read: (Read | 'refused')[] = []
  const server = createServer({ maxHeaderSize: longestHead }, ({ method = '', url = '', rawHeaders }, response) => {
    const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? ''] as const] : []))
    read.push({ method, target: url, headers: Object.fromEntries(pairs) })
    response.end()
  }).on('clientError', (_, socket) => {
    read.push('refused')
    socket.destroy()
  })
  const socket = new Duplex({
    read: () => undefined,
    write: (_bytes, _encoding, done) => done(),
  })
  server.emit('connection', socket)
  socket.push(Buffer.from(text, 'latin1'))
  for (let round = 0; round < 4; round++) await turn()
  socket.destroy()
  return read
}

const name = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/).map((text) => `x-guard-${text}`)
const value = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,40}$/)
const good = fc
  .record({
    target: fc.stringMatching(/^\/[\x21-\x7e]{0,20}$/),
    headers: fc.uniqueArray(fc.tuple(name, value), { maxLength: 6, selector: ([each]) => each.toLowerCase() }),
    last: fc.constantFrom('', 'Connection: close\r\n', 'connection: keep-alive\r\n', 'Content-Length: 0\r\n'),
  })
  .map(
    ({ target, headers, last }) =>
      `GET ${target} HTTP/1.1\r\nHost: guard\r\n${headers.map(([key, text]) => `${key}:${text}\r\n`).join('')}${last}\r\n`,
  )
/** Bytes that readers of HTTP have fallen out over. */
const telling: readonly string[] = [
  ['\r', '\n', '\r\n', '\r\n\r\n', '\0', ' ', '\t', ':', '\v', '\f', '\x7f', '\xa0', '\x85', ',', '%', '#', '?', '/'],
  ['\r\n folded', 'Content-Length: 3\r\n', 'Content-Length: +0\r\n', 'Transfer-Encoding: chunked\r\n', 'Host: other\r\n', 'HTTP/1.0', 'HTTP/2.0'],
  ['Connection: close, x\r\n', 'Upgrade: x\r\n', 'http://x/', '*', 'GET / HTTP/1.1\r\n', 'HEAD ', 'Expect: 100-continue\r\n', ' :', 'x :y\r\n'],
].flat()
const hurt = fc
  .tuple(good, fc.array(fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.constantFrom(...telling, '') }), { minLength: 1, maxLength: 3 }))
  .map(([text, edits]) =>
    edits.reduce((all, { at, cut, put }) => {
      const from = at % (all.length + 1)
      return all.slice(0, from) + put + all.slice(from + cut)
    }, text),
  )

describe('readHead', () => {
  it('reads what a data plane sends as Node does', async () => {
    await fc.assert(
      fc.asyncProperty(good, async (text) => {
        const head = readHead(text)
        expect(head).toBeDefined()
        expect(await byNode(text)).toEqual([{ method: 'GET', target: head?.target, headers: Object.fromEntries(head?.headers ?? []) }])
      }),
      { numRuns: 300 },
    )
  })

  it('takes nothing that Node refuses, reads otherwise, or reads as more than one request', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(hurt, async (text) => {
        const head = readHead(text)
        if (head === undefined) return
        taken++
        expect(await byNode(text)).toEqual([{ method: 'GET', target: head.target, headers: Object.fromEntries(head.headers) }])
      }),
      { numRuns: 3000, seed: 1 },
    )
    // an edit inside of a value does no harm: without those, nothing would have been compared
    expect(taken).toBeGreaterThan(100)
  })

  it.each([
    ['a line end without its CR', 'GET / HTTP/1.1\nhost: x\n\n'],
    ['a line end without its LF', 'GET / HTTP/1.1\r\nhost: x\ra: b\r\n\r\n'],
    ['a folded line', 'GET / HTTP/1.1\r\nhost: x\r\na: b\r\n c\r\n\r\n'],
    ['a blank before the colon', 'GET / HTTP/1.1\r\nhost: x\r\na : b\r\n\r\n'],
    ['a line without a colon', 'GET / HTTP/1.1\r\nhost: x\r\nab\r\nc: d\r\n\r\n'],
    ['a last line without a colon', 'GET / HTTP/1.1\r\nhost: x\r\nab\r\n\r\n'],
    ['a name twice', 'GET / HTTP/1.1\r\nhost: x\r\na: b\r\nA: b\r\n\r\n'],
    ['a host twice', 'GET / HTTP/1.1\r\nhost: x\r\nHost: x\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\na: b\r\n\r\n'],
    ['a body', 'GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n'],
    ['a length in other digits', 'GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 00\r\n\r\n'],
    ['a length and a tab', 'GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\t\r\n\r\n'],
    ['chunks', 'GET / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['an upgrade', 'GET / HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\n\r\n'],
    ['something to wait for', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n\r\n'],
    ['another method', 'POST / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\nhost: x\r\n\r\n'],
    ['an absolute target', 'GET http://x/ HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['two blanks', 'GET  / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a blank in the target', 'GET /a b HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a zero byte', 'GET / HTTP/1.1\r\nhost: x\r\na: \0\r\n\r\n'],
    ['an empty line in front', '\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a second request', 'GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['one more byte', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n\n'],
    ['no end', 'GET / HTTP/1.1\r\nhost: x\r\n'],
    ['nothing', ''],
    ['an end alone', '\r\n\r\n'],
    ['more than the bound', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(longestHead)}\r\n\r\n`],
    ['many connections', 'GET / HTTP/1.1\r\nhost: x\r\nconnection: keep-alive, close\r\n\r\n'],
  ])('refuses %s', (_, text) => {
    expect(readHead(text)).toBeUndefined()
  })

  it('says whether the connection ends', () => {
    const head = (line: string): boolean | undefined => readHead(`GET / HTTP/1.1\r\nhost: x\r\n${line}\r\n`)?.isLast
    expect([head(''), head('connection: keep-alive\r\n'), head('connection: close\r\n')]).toEqual([false, false, true])
  })
})
