import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Told, World } from './relay-world.ts'
import { relayWorld, speaking } from './relay-world.ts'

const routes = `
      - { path: /scanned/**, right: by-method, on: app, body: { size: 1m, scan: both, answer: 1m } }
      - { path: /typed/**, right: by-method, on: app, body: { types: [image/png, text/plain, multipart/form-data] } }
      - { path: /schema/**, right: by-method, on: app, body: { schema: /schema.json } }
      - { path: /fields/**, right: by-method, on: app, body: { redact: ["/**/secret"], refuse: [private-key], answer: 100k } }
      - { path: /api/**, right: by-method, on: app, rewrite: /v2, body: { types: [text/plain] } }
`
const schema = JSON.stringify({ type: 'object', required: ['title'], properties: { title: { type: 'string', maxLength: 5 } } })
const ok = 'HTTP/1.1 200 OK\r\n'
const length = (body: string): string => `Content-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`
const json = (text: string, more = ''): string => `${ok}Content-Type: application/json\r\n${more}${length(text)}`
const png = Buffer.from('89504e470d0a1a0a00', 'hex').toString('latin1')

/** What the program answers at a path. */
const answers: Readonly<Record<string, string | Buffer | readonly [string] | undefined>> = {
  '/scanned/worm': `${ok}${length('a worm')}`,
  '/scanned/chunked': `${ok}Transfer-Encoding: chunked\r\nTrailer: X-After\r\n\r\n4\r\nfine\r\n0\r\nX-After: 1\r\n\r\n`,
  '/scanned/part': `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/6\r\n${length('a ')}`,
  '/scanned/parts': `HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=X\r\n${length('a ')}`,
  '/scanned/short': [`${ok}Content-Length: 100\r\n\r\nfine`],
  '/scanned/lengths': `${ok}Content-Length: 4\r\nContent-Length: 4\r\n\r\nfine`,
  '/scanned/both': `${ok}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n`,
  '/scanned/large': `${ok}${length('x'.repeat(1_100_000))}`,
  '/scanned/cookies': `${ok}Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nAccept-Ranges: bytes\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nX-Text: caf\u00e9\r\n${length('fine')}`,
  '/scanned/none': 'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n',
  '/scanned/events': `${ok}Content-Type: text/event-stream\r\n\r\ndata: x\r\n\r\n`,
  '/scanned/gone': undefined,
  '/scanned/early': `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}${length('fine')}`,
  '/scanned/switch': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n',
  '/typed/short': [`${ok}Content-Length: 100\r\n\r\nfine`],
  '/fields/plain': json('{"a":12345678901234567890,"secret":"x"}', 'ETag: "1"\r\nContent-MD5: x\r\n'),
  '/fields/nothing': json('{"a":1}'),
  '/fields/key': json('{"a":"-----BEGIN PRIVATE KEY-----"}'),
  '/fields/html': `${ok}Content-Type: text/html\r\n${length('<p>{"secret":1}')}`,
  '/fields/untyped': `${ok}${length('{"secret":1}')}`,
  '/fields/broken': json('{"secret":1'),
  '/fields/empty': `HTTP/1.1 200 OK\r\n${length('')}`,
  '/fields/packed': Buffer.concat([
    Buffer.from(`${ok}Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${gzipSync('{"secret":1}').length}\r\n\r\n`),
    gzipSync('{"secret":1}'),
  ]),
  '/fields/bomb': Buffer.concat([
    Buffer.from(
      `${ok}Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${gzipSync(Buffer.alloc(1e7, 0x20)).length}\r\n\r\n`,
    ),
    gzipSync(Buffer.alloc(1e7, 0x20)),
  ]),
  '/fields/odd': json('{"secret":1}', 'Content-Encoding: zz\r\n'),
}

describe('the way of bodies', () => {
  let world: World
  beforeAll(async () => {
    world = await relayWorld(
      routes,
      speaking((read) => {
        const path = /^\S+ (\S+)/.exec(read)?.[1] ?? ''
        if (read.startsWith('HEAD ')) return `${ok}Content-Length: 40\r\n\r\n`
        return Object.hasOwn(answers, path) ? answers[path] : `${ok}${length('stored')}`
      }),
      { schema },
    )
  })
  afterAll(() => world.stop())
  beforeEach(() => {
    for (const list of [world.read, world.refused, world.scanned, world.troubles]) list.length = 0
  })

  const refused = (status: number, reason: string): object => ({ status, body: `refused: ${reason}\n` })
  const put = (
    target: string,
    type: string | undefined,
    body: string | readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<Told> =>
    world.ask(target, {
      method: 'PUT',
      headers: { ...(type === undefined ? {} : { 'content-type': type }), ...more },
      body: Array.isArray(body) ? body : Buffer.from(body as string, 'latin1'),
    })
  const sent = (): string => world.read.join('')

  it('hands on what is clean, as it was', async () => {
    expect(
      await put('/scanned/a?b=/../', 'text/plain', 'harmless', { 'x-guard-user': 'person:ann', range: 'bytes=0-1', 'accept-encoding': 'gzip' }),
    ).toMatchObject({ status: 200, body: 'stored' })
    expect(sent()).toMatch(/^PUT \/scanned\/a\?b=\/\.\.\/ HTTP\/1\.1\r\n/)
    expect(sent()).toMatch(/\r\ncontent-length: 8\r\n/i)
    expect(sent()).toMatch(/\r\n\r\nharmless$/)
    expect(sent()).toContain('x-guard-user: person:ann\r\n')
    expect(sent()).toContain('accept-encoding: identity\r\n')
    expect(sent()).not.toMatch(/x-guard-(?:method|target|client|remote|host|scheme)|range|gzip/i)
    expect(world.scanned).toEqual(['upload text/plain harmless clean', 'download application/octet-stream stored clean'])
    expect(world.waiting()).toEqual([])
  })

  it('hands on nothing of what is not', async () => {
    expect(await put('/scanned/a', 'text/plain', 'a worm')).toMatchObject(refused(422, 'infected'))
    expect(await put('/scanned/a', 'text/plain', ['a w', 'orm'])).toMatchObject(refused(422, 'infected'))
    expect(await put('/scanned/a', 'text/plain', `${'x'.repeat(900_000)}worm`)).toMatchObject(refused(422, 'infected'))
    expect(world.read).toEqual([])
    expect(world.refused).toEqual(Array(3).fill('upload infected: Worm'))
    expect(world.waiting()).toEqual([])
  })

  it('hands on large ones from a file without a name', async () => {
    const body = 'x'.repeat(1_000_000)
    expect(await put('/scanned/a', 'text/plain', body)).toMatchObject({ status: 200 })
    expect(sent().endsWith(`\r\n\r\n${body}`)).toBe(true)
    expect(await put('/scanned/a', 'text/plain', ['x'.repeat(600_000), 'x'.repeat(600_000)])).toMatchObject(refused(413, 'body-too-large'))
  })

  it('decides by itself', async () => {
    expect(await world.ask('/scanned/a', { cookie: '' })).toMatchObject(refused(403, 'no-credentials'))
    expect(await world.ask('/elsewhere')).toMatchObject(refused(403, 'no-route'))
    expect(await world.ask('/scanned/a', { headers: { 'x-guard-method': 'DELETE' } })).toMatchObject(refused(400, 'broken-request'))
    expect(world.read).toEqual([])
  })

  it.each([
    ['/scanned/worm', refused(502, 'infected')],
    ['/scanned/chunked', { status: 200, body: 'fine' }],
    ['/scanned/part', refused(502, 'partial-answer')],
    ['/scanned/parts', refused(502, 'partial-answer')],
    ['/scanned/short', refused(502, 'unavailable')],
    ['/scanned/lengths', refused(502, 'unavailable')],
    ['/scanned/both', refused(502, 'unavailable')],
    ['/scanned/large', refused(502, 'body-too-large')],
    ['/scanned/none', { status: 304, body: '' }],
    ['/scanned/events', refused(502, 'body-type')],
    ['/scanned/gone', refused(502, 'unavailable')],
    ['/scanned/early', { status: 200, body: 'fine' }],
    ['/scanned/switch', refused(502, 'unavailable')],
    ['/fields/plain', { status: 200, body: '{"a":12345678901234567890,"secret":"redacted"}' }],
    ['/fields/nothing', { status: 200, body: '{"a":1}' }],
    ['/fields/key', refused(502, 'sensitive-field')],
    ['/fields/html', refused(502, 'body-type')],
    ['/fields/untyped', refused(502, 'body-type')],
    ['/fields/broken', refused(502, 'body-malformed')],
    ['/fields/empty', { status: 200, body: '' }],
    ['/fields/packed', { status: 200, body: '{"secret":"redacted"}' }],
    ['/fields/bomb', refused(502, 'body-too-large')],
    ['/fields/odd', refused(502, 'body-malformed')],
  ] as const)('an answer at %s', async (path, expected) => {
    expect(await world.ask(path)).toMatchObject(expected)
    expect(world.waiting()).toEqual([])
  })

  it('keeps no connection to a program for what it refused', async () => {
    // more than there are connections
    for (let count = 0; count < 70; count++) expect((await world.ask('/scanned/events')).status).toBe(502)
    expect((await world.ask('/scanned/chunked')).status).toBe(200)
  })

  it('gives the headers of an answer, but those of the connection and of its bytes', async () => {
    const { headers } = await world.ask('/scanned/cookies')
    expect(headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-text': 'caf\u00e9' })
    expect([headers['x-hop'], headers['accept-ranges'], headers['trailer']]).toEqual([undefined, undefined, undefined])
    const { headers: cleared } = await world.ask('/fields/packed')
    expect([cleared['content-encoding'], cleared['content-length']]).toEqual([undefined, '21'])
    expect((await world.ask('/fields/plain')).headers).toMatchObject({ etag: '"1"' })
  })

  it('answers HEAD without saying how long what is not shown is', async () => {
    const answer = await world.ask('/fields/plain', { method: 'HEAD' })
    expect([answer.status, answer.headers['content-length'], answer.body]).toEqual([200, undefined, ''])
    expect((await world.ask('/typed/plain', { method: 'HEAD' })).headers['content-length']).toBe('40')
  })

  it('ends what a program does not finish, and does not say that it is whole', async () => {
    expect(await world.ask('/typed/short')).toMatchObject({ status: 200, body: 'fine', whole: false })
    expect(world.troubles).toEqual(['a request was not carried: UND_ERR_SOCKET'])
  })

  const part = (name: string, head: string, content: string): string =>
    `--XX\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n${content}\r\n`
  const form = (...parts: readonly string[]): string => `${parts.join('')}--XX--\r\n`
  it.each([
    ['image/png', png, 200],
    ['image/png', 'no picture', 415],
    ['text/plain', png, 415],
    ['image/gif', 'GIF89a', 415],
    [undefined, 'x', 415],
    ['text/plain, image/png', 'x', 415],
    ['text/plain; charset=utf-8', 'x', 200],
    ['multipart/form-data; boundary=XX', form(part('a', '', 'x'), part('b', '; filename="b"\r\nContent-Type: image/png', png)), 200],
    ['multipart/form-data; boundary=XX', form(part('b', '; filename="b"\r\nContent-Type: image/png', 'x')), 415],
    ['multipart/form-data; boundary=XX', form(part('b', '; filename="b"\r\nContent-Type: application/pdf', '%PDF-')), 415],
    ['multipart/form-data; boundary=XX', form(part('b', '; filename="b"', png)), 415],
    ['multipart/form-data; boundary=XX', 'x', 400],
    ['multipart/form-data', form(), 400],
  ])('a request of type %s: %#', async (type, body, status) => {
    expect((await put('/typed/a', type, body)).status).toBe(status)
    expect(sent() === '').toBe(status !== 200)
  })

  it('refuses what is encoded where it would have to look inside', async () => {
    expect(await put('/typed/a', 'text/plain', 'x', { 'content-encoding': 'gzip' })).toMatchObject(refused(415, 'body-type'))
    expect(await put('/schema/a', 'application/json', '{}', { 'content-encoding': 'gzip' })).toMatchObject(refused(415, 'body-type'))
  })

  it('hands on as it comes what a look at its beginning is enough for', async () => {
    const asking = world.open('/typed/a', { method: 'PUT', headers: { 'content-type': 'text/plain' } })
    asking.on('error', () => {}).write('x'.repeat(5000))
    while (!sent().includes('x'.repeat(5000))) await new Promise((done) => setImmediate(done))
    // it went away before the end: so it does for the program, which reads no end
    asking.destroy()
    await new Promise((done) => asking.once('close', done))
    expect(sent()).not.toContain('\r\n0\r\n\r\n')
  })

  it.each([
    ['application/json', '{"title":"abc"}', 200],
    ['application/json', '{"title":"abcdef"}', 422],
    ['application/json', '{}', 422],
    ['application/json', '{"title":"abc","title":"abcdef"}', 400],
    ['application/json', '{"title":"abc"', 400],
    ['application/json', '', 422],
    ['text/plain', '{"title":"abc"}', 415],
  ])('a request to keep to a schema: %s %s', async (type, body, status) => {
    expect((await put('/schema/a', type, body)).status).toBe(status)
    expect(sent() === '').toBe(status !== 200)
  })

  it('asks a rewritten path', async () => {
    expect(await put('/api/a/b?c', 'text/plain', 'x')).toMatchObject({ status: 200 })
    expect(sent()).toMatch(/^PUT \/v2\/a\/b\?c HTTP/)
  })
})

describe('the way of bodies in trouble', () => {
  it('refuses what was not scanned, in both directions', async () => {
    const world = await relayWorld(
      routes,
      speaking(() => `${ok}${length('fine')}`),
      { finds: (content) => (content.includes('fine') ? 'not-scanned' : 'clean') },
    )
    const put = (body: string): Promise<Told> => world.ask('/scanned/a', { method: 'PUT', body })
    expect([(await put('fine')).status, world.read]).toEqual([503, []])
    expect([(await put('other')).status, world.read.join('')]).toEqual([503, expect.stringMatching(/other$/)])
    expect(world.refused).toEqual(['upload not-scanned: unreachable: nobody', 'download not-scanned: unreachable: nobody'])
    await world.stop()
  })

  it('keeps no more than there is room for, and has it again', async () => {
    const world = await relayWorld(
      routes,
      speaking(() => `${ok}${length('fine')}`),
      { most: 50_000 },
    )
    const put = (body: string): Promise<Told> => world.ask('/scanned/a', { method: 'PUT', body })
    expect((await put('x'.repeat(60_000))).status).toBe(503)
    expect((await put('x'.repeat(40_000))).status).toBe(200)
    expect((await put('x'.repeat(40_000))).status).toBe(200)
    expect(world.refused).toEqual(['upload no-room: too many bytes wait for a verdict'])
    await world.stop()
  })
})
