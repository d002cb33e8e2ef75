import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Looking } from '../../src/guard/egress/forward.ts'
import { clean, notScanned } from '../../src/guard/scan/verdict.ts'
import type { Verdict } from '../../src/guard/scan/verdict.ts'
import { authorization, closed, entry, inClear, settled, token, world } from './egress-world.ts'

afterEach(closed)

/** Finds `worm`, and cannot tell anything of `locked`. */
const scan: Looking['scan'] = async (_, { bytes }) => {
  let text = ''
  for await (const part of bytes) text += Buffer.from(part).toString('latin1')
  const verdict: Verdict = text.includes('worm')
    ? { kind: 'infected', name: 'Worm' }
    : text.includes('locked')
      ? notScanned('locked', 'a password')
      : clean
  return { verdict, admitted: verdict === clean, findings: [{ where: 'body', verdict, bytes: text.length }], scanned: 1, sha256: 'x' }
}

interface Got {
  readonly method: string
  readonly url: string
  readonly raw: readonly string[]
  readonly body: string
}

describe('requests of HTTP through the relay', () => {
  const got: Got[] = []
  let answer: (message: IncomingMessage, response: ServerResponse) => void
  const server = createServer((message, response) => {
    const parts: Buffer[] = []
    message.on('data', (part: Buffer) => parts.push(part))
    message.on('end', () => {
      got.push({ method: message.method ?? '', url: message.url ?? '', raw: message.rawHeaders, body: Buffer.concat(parts).toString() })
      answer(message, response)
    })
  })
  let port = 0
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => void server.close())
  beforeEach(() => {
    got.length = 0
    answer = (_, response) => void response.end('fine')
  })

  /** Everything that comes back for these bytes. */
  async function sent(path: string, text: string): Promise<string> {
    const socket = connect(path)
    socket.on('error', () => {})
    socket.write(text.replaceAll('PORT', String(port)), 'latin1')
    let all = ''
    socket.on('data', (bytes: Buffer) => (all += bytes.toString('latin1')))
    await new Promise((resolve) => socket.once('close', resolve))
    return all
  }
  const head = (line: string, ...fields: readonly string[]): string =>
    `${[line, 'Host: api.example.com:PORT', authorization('web'), ...fields].join('\r\n')}\r\n\r\n`
  const post = (body: string): string =>
    head('POST http://api.example.com:PORT/a?b=c HTTP/1.1', 'Content-Type: text/plain', `Content-Length: ${body.length}`) + body
  const shown = (text: string): string => `${text.slice(9, 12)} ${text.slice(text.indexOf('\r\n\r\n') + 4).trim()}`

  it('hands on what is clean, with one Host and without what is said to the relay, and tells it', async () => {
    const { path, events } = await world({ entries: [entry(port, inClear)], scan })
    const fields = ['Connection: close, x-one', 'X-One: 1', 'X-Two: 2', 'Range: bytes=0-1', 'Content-Length: 5']
    const back = await sent(
      path,
      `${head('POST http://API.example.com.:PORT/a?b=c HTTP/1.1', ...fields)
        .replace('Host: api', 'Host: API')
        .replace('.com:PORT\r\nProxy', '.com.:PORT\r\nProxy')}hello`,
    )
    expect(shown(back)).toBe('200 fine')
    expect(got.map(({ method, url, body }) => [method, url, body])).toEqual([['POST', '/a?b=c', 'hello']])
    const names = (got[0]?.raw ?? []).filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
    expect(names.filter((name) => name === 'host')).toHaveLength(1)
    expect(got[0]?.raw).toContain(`api.example.com:${port}`)
    expect(names).toContain('x-two')
    for (const name of ['x-one', 'range', 'proxy-authorization']) expect(names).not.toContain(name)
    await settled(events, ({ outcome }) => outcome === 'closed')
    expect(events.map(({ outcome, entry: id, address, carried }) => [outcome, id, address, carried])).toEqual([
      ['opened', 'one', '127.0.0.1', 'scanned'],
      ['closed', 'one', '127.0.0.1', undefined],
    ])
    expect(JSON.stringify(events)).not.toContain(token)
  })

  it.each([
    ['infected', 'a worm in it'],
    ['not-scanned', 'a locked one'],
    ['body-too-large', 'x'.repeat(100_001)],
  ])('hands on no body that is %s, and gives no such answer', async (why, text) => {
    const { path, events } = await world({ entries: [entry(port, inClear)], scan })
    expect(shown(await sent(path, post(text)))).toMatch(new RegExp(`^(403|413) ${why}$`))
    expect(got).toEqual([])
    expect((await settled(events, ({ outcome }) => outcome === 'refused')).reason).toBe(why)
    answer = (_, response) => void response.end(text)
    const back = await sent(path, post('hello'))
    expect(shown(back)).toMatch(new RegExp(`^(403|413) ${why}$`))
    expect(got.map(({ body }) => body)).toEqual(['hello'])
    expect(events.filter(({ reason }) => reason === why)).toHaveLength(2)
  })

  it('lets a client send that waits for it, once it is decided', async () => {
    const { path } = await world({ entries: [entry(port, inClear)], scan })
    const waiting = post('hello').replace('Content-Type', 'Expect: 100-continue\r\nContent-Type')
    expect(await sent(path, waiting)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/)
    expect(await sent(path, waiting.replaceAll('api.', 'evil.'))).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('gives no part of an answer, and nothing where the server goes away', async () => {
    const { path } = await world({ entries: [entry(port, inClear)], scan })
    answer = (_, response) => void response.writeHead(206, { 'content-range': 'bytes 0-1/9' }).end('fi')
    expect(shown(await sent(path, post('hello')))).toBe('403 partial-answer')
    answer = (message) => void message.socket.destroy()
    expect(shown(await sent(path, post('hello')))).toBe('502 unreachable')
  })

  const line = 'GET http://api.example.com:PORT/ HTTP/1.1'
  const hostile: readonly (readonly [string, string])[] = [
    ['two Hosts', head(line, 'Host: api.example.com:PORT')],
    ['another Host', head(line).replace('Host: api', 'Host: evil')],
    ['no Host', head(line).replace('Host', 'X-Host')],
    ['a name before the host', head(line.replace('//', '//user:secret@'))],
    ['another scheme', head(line.replace('http:', 'https:'))],
    ['a file', head(line.replace('http:', 'ftp:'))],
    ['no path', head(line.replace('/ HTTP', ' HTTP'))],
    ['a fragment', head(line.replace('/ HTTP', '/#a HTTP'))],
    ['a backslash', head(line.replace('/ HTTP', '\\@evil.example.com/ HTTP'))],
    ['a number for a host', head(line.replace('api.example.com', '2130706433'))],
    ['a length and chunks', `${head(line.replace('GET', 'POST'), 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
    ['two lengths', `${head(line.replace('GET', 'POST'), 'Content-Length: 5', 'Content-Length: 6')}hello`],
    ['chunks in another spelling', `${head(line.replace('GET', 'POST'), 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n`],
    ['a blank before the colon', head(line, 'X-One : 1')],
    ['a line that goes on', head(line, 'X-One: 1', ' more')],
    ['a bare line feed', head(line, 'X-One: 1\nX-Two: 2').replace('\r\nX-One', '\nX-One')],
    ['an upgrade', head(line, 'Connection: upgrade', 'Upgrade: websocket')],
    ['an expectation', head(line, 'Expect: something')],
    ['credentials twice', head(line, authorization('web'))],
    ['a method that is not handed on', head(line.replace('GET', 'TRACE'))],
    ['HTTP/1.0', head(line.replace('1.1', '1.0'))],
    ['a CONNECT in absolute form', head(line.replace('GET', 'CONNECT'))],
    ['a head without an end to it', head(line, `X-One: ${'x'.repeat(17_000)}`)],
  ]
  it.each(hostile)('refuses %s', async (_, text) => {
    const { path, events, failures } = await world({ entries: [entry(port, inClear)], scan })
    expect(shown(await sent(path, text))).toBe('400 malformed')
    expect((await settled(events, ({ outcome }) => outcome === 'refused')).reason).toBe('malformed')
    expect([got, failures]).toEqual([[], []])
    // the positive control on the same relay
    expect(shown(await sent(path, head(line)))).toBe('200 fine')
  })

  it.each([
    ['a second request', head(line)],
    ['a CONNECT', head('CONNECT api.example.com:PORT HTTP/1.1')],
    ['a beginning of another protocol', 'SSH-2.0-x\r\n\r\n'],
  ])('serves nothing that follows a request: %s', async (_, text) => {
    const { path, events } = await world({ entries: [entry(port, inClear)], scan })
    await sent(path, head(line) + text)
    expect(got.length).toBeLessThan(2)
    expect(events.filter(({ outcome }) => outcome === 'opened').length).toBeLessThan(2)
    expect(events.filter(({ carried }) => carried === 'clear')).toEqual([])
  })

  it.each([
    ['a name that is not listed', head(line).replaceAll('api.', 'evil.'), '403 not-listed'],
    ['another port', head(line).replaceAll('PORT', '1'), '403 port'],
    ['nobody', head(line).replace('Proxy-Authorization', 'X-Other'), '407 no-role'],
    ['another role', head(line).replace(authorization('web'), authorization('jobs', `${token}2`)), '403 role'],
  ])('decides as for CONNECT: %s', async (_, text, expected) => {
    const { path, events } = await world({ entries: [entry(port, inClear)], scan })
    expect(shown(await sent(path, text))).toBe(expected)
    expect((await settled(events, ({ outcome }) => outcome === 'refused')).reason).toBe(expected.slice(4))
    expect(got).toEqual([])
  })

  it('takes HTTP only by an exception that has not ended, and never an address that is not of the Internet', async () => {
    const ended = { plaintext: { until: 0, why: 'the test' } }
    const { inside: _, ...plain } = entry(port, inClear)
    for (const [one, why] of [
      [entry(port), 'not-tls'],
      [entry(port, ended), 'not-tls'],
      [plain, 'special-address'],
    ] as const) {
      const { path } = await world({ entries: [one], scan })
      expect(shown(await sent(path, head(line)))).toBe(`403 ${why}`)
    }
    expect(got).toEqual([])
  })

  it('looks a name up once, and hands nothing on where the verdict or the event cannot be written down', async () => {
    const { path, asked } = await world({
      entries: [entry(port, inClear)],
      scan,
      addresses: (_, time) => [time === 1 ? '127.0.0.1' : '127.0.0.9'],
    })
    expect(shown(await sent(path, post('hello')))).toBe('200 fine')
    expect(asked).toEqual(['api.example.com'])
    got.length = 0
    const full = async (): Promise<never> => {
      throw new Error('the disk is full')
    }
    for (const broken of [{ scan: full }, { scan, tell: full }]) {
      const other = await world({ entries: [entry(port, inClear)], ...broken })
      expect(await sent(other.path, post('hello'))).toBe('')
      expect(other.failures).toHaveLength(1)
    }
    expect(got).toEqual([])
  })
})
