import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestListener } from 'node:http'
import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import { gzipSync, deflateRawSync, crc32 } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encryptedArchive } from '../../src/guard/scan/encrypted.ts'
import { clamd, eicar, startClamd } from '../guard/clamd.ts'
import { knowledgeOf, people, reference } from '../guard/knowledge.ts'
import type { Heard, Running } from '../guard/running.ts'
import { embeddedWith, haproxyWith, nginxWith, running, send } from '../guard/running.ts'
import { programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'

const missing = [programs.nginx, programs.haproxy, clamd].includes(undefined) ? undefined : clamd
const engines = [
  { name: 'nginx', engine: nginxWith('a-native-key'), waits: true },
  // it takes no body without a length
  { name: 'HAProxy', engine: haproxyWith('a-native-key'), waits: false },
  { name: 'no engine', engine: embeddedWith('a-native-key'), waits: true },
]
const who = [`Cookie: __Host-guard=${reference('a')}`, 'Origin: https://localhost']
const megabyte = 1 << 20
const png = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('latin1')

const text =
  (socket: string, schema: string) =>
  (example: string): string =>
    `${example.slice(0, example.indexOf('keys:'))}
scanner: { clamd: "unix:${socket}", largest: 2m, file-limit: 20m, patience: 10s }
sites:
  localhost:
    component: app
    upstream: ${/upstream: (\S+)/.exec(example)?.[1]}
    inject: { header: X-Native-Key, secret: "file:/native" }
    routes:
      - { path: /**, right: by-method, on: app }
      - { path: /files/**, right: by-method, on: app, body: { size: 4m, scan: both, answer: 3m } }
      - { path: /pictures/**, right: by-method, on: app, body: { types: [image/png] } }
      - { path: /items/**, right: by-method, on: app, body: { schema: ${schema} } }
      - { path: /settings/**, right: by-method, on: app, body: { redact: ["/**/clientSecret", card-number], refuse: [private-key] } }
`

/** A ZIP of one packed file (APPNOTE 4.3.6). */
function zip(content: string): Buffer {
  const [packed, name] = [deflateRawSync(content), Buffer.from('a.txt')]
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, Buffer.alloc(14), name])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

describe.skipIf(isMissing(missing)).each(engines)(`bodies behind $name, scanned by clamd${reason(missing)}`, ({ engine, waits }) => {
  let box: Sandbox
  let guard: Running
  let scanner: ChildProcess
  /** Bodies that the program got. */
  const stored: string[] = []
  const downloads = new Map<string, { readonly headers?: Readonly<Record<string, string>>; readonly body: string | Buffer }>()
  const program: RequestListener = (request, response) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        if (request.method !== 'GET' && request.method !== 'HEAD') stored.push(Buffer.concat(parts).toString('latin1'))
        const { headers = {}, body } = downloads.get(request.url ?? '') ?? { body: 'the program' }
        response.writeHead(200, headers).end(body)
      })
  }
  const lines = ['AlertExceedsMax yes', 'AlertEncrypted yes', 'MaxFileSize 20M']

  beforeAll(async () => {
    box = sandbox('guard-bodies')
    scanner = await startClamd(box, 'clamd', lines)
    const schema = join(box.folder, 'item.json')
    writeFileSync(
      schema,
      JSON.stringify({ type: 'object', required: ['title'], properties: { title: { type: 'string' } }, additionalProperties: false }),
    )
    guard = await running(box, {
      knowledge: knowledgeOf(people()),
      kept: true,
      text: text(join(box.folder, 'clamd.sock'), schema),
      program,
      engine,
    })
  }, 60_000)
  afterAll(async () => {
    await guard.close()
    await box.stop()
  })
  beforeEach(() => {
    for (const list of [stored, guard.seen, guard.told]) list.length = 0
  })

  const get = (target: string, ...headers: readonly string[]): Promise<Heard> =>
    send(guard.https, [`GET ${target} HTTP/1.1`, 'Host: localhost', ...who, ...headers])
  const put = (target: string, type: string, body: string | Buffer, ...headers: readonly string[]): Promise<Heard> =>
    send(guard.https, [`PUT ${target} HTTP/1.1`, 'Host: localhost', ...who, `Content-Type: ${type}`, `Content-Length: ${body.length}`, ...headers], {
      body: body.toString('latin1'),
    })
  const form = (content: string): string => `--XX\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n${content}\r\n--XX--\r\n`

  it('hands on what is clean, with all that the program gets of other requests', async () => {
    expect(await put('/files/a', 'text/plain', 'harmless', 'X-User: root', 'X-Guard-Remote: 10.0.0.1')).toMatchObject({
      status: 200,
      body: expect.stringContaining('the program'),
    })
    expect(stored).toEqual(['harmless'])
    const { headers } = guard.seen[0]!
    expect(headers).toMatchObject({ 'x-native-key': 'a-native-key', 'x-guard-user': 'person:ann', 'x-forwarded-for': '127.0.0.1', host: 'localhost' })
    expect(Object.keys(headers).filter((name) => name.startsWith('x-guard-'))).toEqual(['x-guard-user'])
    expect([headers['x-user'], headers['cookie']]).toEqual([undefined, undefined])
    expect(guard.told).toEqual([
      expect.objectContaining({
        kind: 'scan',
        verdict: 'clean',
        direction: 'upload',
        who: { type: 'account', id: 'ann' },
        route: 'localhost/files/**',
      }),
      expect.objectContaining({ kind: 'scan', verdict: 'clean', direction: 'download' }),
    ])
    // a route that says nothing of bodies goes its old way
    expect(await put('/other', 'text/plain', eicar)).toMatchObject({ status: 200 })
    expect(Object.keys(guard.seen[1]!.headers).filter((name) => name.startsWith('x-guard-'))).toEqual(['x-guard-user'])
  })

  it.each([
    ['text/plain', eicar, 'Own.TestFile'],
    ['application/octet-stream', `${'x'.repeat(300_000)}worm-of-the-test`, 'Own.Bytes'],
    ['multipart/form-data; boundary=XX', form(eicar), 'Own.TestFile'],
    ['application/json', JSON.stringify({ title: 'x', content: Buffer.from(eicar).toString('base64') }), 'Own.TestFile'],
    ['application/zip', zip(eicar), 'Own.TestFile'],
    ['multipart/form-data; boundary=XX', form(zip(eicar).toString('latin1')), 'Own.TestFile'],
    ['application/gzip', gzipSync(eicar), 'Own.TestFile'],
  ])('stores nothing of an infected upload of type %s: %#', async (type, body, name) => {
    expect(await put('/files/a', type, body)).toMatchObject({ status: 422, body: expect.stringContaining('refused: infected') })
    expect([stored, guard.seen]).toEqual([[], []])
    expect(guard.told).toEqual([
      expect.objectContaining({ kind: 'scan', verdict: 'infected', name: `${name}.UNOFFICIAL`, direction: 'upload' }),
      expect.objectContaining({ kind: 'body', reason: 'infected' }),
    ])
  })

  it.each([
    ['a zip that is clean', 'application/zip', zip('harmless'), 200, { verdict: 'clean' }],
    ['one that is encrypted', 'application/zip', encryptedArchive(), 422, { verdict: 'not-scanned', name: 'locked' }],
    ['a bomb', 'application/gzip', gzipSync(Buffer.alloc(30 * megabyte)), 413, { verdict: 'not-scanned', name: 'too-large' }],
    ['more than is scanned', 'application/octet-stream', 'x'.repeat(3 * megabyte), 413, { verdict: 'not-scanned', name: 'too-large' }],
    ['a form that is none', 'multipart/form-data; boundary=XX', 'x', 422, { verdict: 'not-scanned', name: 'malformed' }],
  ] as const)('%s', async (_, type, body, status, why) => {
    expect((await put('/files/a', type, body)).status).toBe(status)
    expect(stored.length).toBe(status === 200 ? 1 : 0)
    expect(guard.told[0]).toMatchObject({ kind: 'scan', ...why })
  })

  it('gives not a byte of an infected download', async () => {
    downloads.set('/files/clean', { body: 'x'.repeat(500_000) })
    downloads.set('/files/worm', { headers: { 'X-Name': 'worm' }, body: eicar })
    downloads.set('/files/packed', { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(eicar) })
    downloads.set('/files/late', { body: `${'x'.repeat(1_500_000)}worm-of-the-test` })
    expect((await get('/files/clean')).body).toContain('x'.repeat(500_000))
    for (const path of ['/files/worm', '/files/packed', '/files/late']) {
      const answer = await get(path, 'Range: bytes=0-9', 'Accept-Encoding: gzip')
      expect(answer).toMatchObject({ status: 502, body: expect.stringContaining('refused: infected') })
      expect([answer.headers['x-name'], answer.body.includes('xxxx'), answer.body.includes('EICAR')]).toEqual([undefined, false, false])
    }
    expect(guard.seen.map(({ headers }) => [headers.range, headers['accept-encoding']])).toEqual(Array(4).fill([undefined, 'identity']))
  })

  it('holds requests to types and a schema, and clears answers', async () => {
    expect([(await put('/pictures/a', 'image/png', png)).status, (await put('/pictures/a', 'image/png', 'MZ')).status]).toEqual([200, 415])
    expect((await put('/pictures/a', 'text/html', '<p>')).status).toBe(415)
    expect((await put('/items/a', 'application/json', '{"title":"x"}')).status).toBe(200)
    expect((await put('/items/a', 'application/json', '{"title":"x","role":"admin"}')).status).toBe(422)
    expect(stored).toEqual([png, '{"title":"x"}'])
    downloads.set('/settings/a', {
      headers: { 'Content-Type': 'application/json' },
      body: '{"id":12345678901234567890,"hooks":[{"clientSecret":"s3cret"}],"note":"4111-1111-1111-1111"}',
    })
    expect((await get('/settings/a')).body).toContain('{"id":12345678901234567890,"hooks":[{"clientSecret":"redacted"}],"note":"redacted"}')
    downloads.set('/settings/b', { headers: { 'Content-Type': 'application/json' }, body: '["-----BEGIN PRIVATE KEY-----"]' })
    expect(await get('/settings/b')).toMatchObject({ status: 502, body: expect.stringContaining('refused: sensitive-field') })
    expect(guard.told.map((event) => event.kind === 'body' && event.reason)).toEqual(['body-type', 'body-type', 'body-schema', 'sensitive-field'])
  })

  it('decides before it looks, and takes nobody for the data plane', async () => {
    const nobody = await send(guard.https, ['PUT /files/a HTTP/1.1', 'Host: localhost', 'Content-Length: 1', 'X-Guard-Look: 1'], { body: 'x' })
    expect(nobody.status).toBe(401)
    // a length and none at once
    expect([400, 411]).toContain((await put('/files/a', 'text/plain', 'x', 'Transfer-Encoding: chunked')).status)
    expect([guard.seen, guard.told]).toEqual([[], []])
  })

  it('takes a body that waits to be asked for, and one without a length where the engine does', async () => {
    const ask = [...who, 'Content-Type: text/plain', 'Transfer-Encoding: chunked']
    /** The answer behind `100 Continue`. */
    const last = ({ status, body }: Heard): number => (status === 100 ? Number(/HTTP\/1\.1 (\d{3})/.exec(body)?.[1]) : status)
    const chunked = await send(guard.https, ['PUT /files/a HTTP/1.1', 'Host: localhost', ...ask, 'Expect: 100-continue'], {
      body: '3\r\none\r\n3\r\ntwo\r\n0\r\nX-Trailer: 1\r\n\r\n',
    })
    expect([last(chunked), stored]).toEqual(waits ? [200, ['onetwo']] : [411, []])
    stored.length = 0
    const worm = await send(guard.https, ['PUT /files/a HTTP/1.1', 'Host: localhost', ...ask], { body: '10\r\nworm-of-the-test\r\n0\r\n\r\n' })
    expect([worm.status, stored]).toEqual([waits ? 422 : 411, []])
    const waiting = await put('/files/a', 'text/plain', 'waits', 'Expect: 100-continue')
    expect([last(waiting), stored]).toEqual([200, ['waits']])
  })

  it('hands on nothing of what does not come whole', async () => {
    const socket = connectTls({ host: '127.0.0.1', port: guard.https, servername: 'localhost', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    socket.write(['PUT /files/a HTTP/1.1', 'Host: localhost', ...who, 'Content-Length: 100', '', 'half'].join('\r\n'))
    // how the engine ends it, with a reset or without, is its own matter
    const closed = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve))
    socket.resume().end()
    await closed
    // the next one is: so the first one was not stored before it
    expect((await put('/files/a', 'text/plain', 'whole')).status).toBe(200)
    expect(stored).toEqual(['whole'])
  })

  it('refuses all while there is no scanner, and is back when it is', async () => {
    const gone = once(scanner, 'exit')
    scanner.kill('SIGKILL')
    await gone
    expect((await put('/files/a', 'text/plain', 'harmless')).status).toBe(503)
    expect((await get('/files/clean')).status).toBe(503)
    expect(stored).toEqual([])
    expect(guard.told.filter((event) => event.kind === 'scan')).toEqual(
      Array(2).fill(expect.objectContaining({ verdict: 'not-scanned', name: expect.stringMatching(/^(?:unreachable|broken)$/) })),
    )
    scanner = await startClamd(box, 'clamd', lines)
    expect((await put('/files/a', 'text/plain', 'harmless')).status).toBe(200)
    expect((await put('/files/a', 'text/plain', eicar)).status).toBe(422)
  })

  it('believes no scanner that is silent at its limits', async () => {
    const gone = once(scanner, 'exit')
    scanner.kill('SIGKILL')
    await gone
    // one scan that fails, so that it is looked at again
    await put('/files/a', 'text/plain', 'harmless')
    scanner = await startClamd(box, 'clamd', ['AlertEncrypted yes', 'MaxFileSize 20M'])
    const answer = await put('/files/a', 'text/plain', 'harmless')
    expect(answer.status).toBe(503)
    expect(guard.told.findLast((event) => event.kind === 'scan')).toMatchObject({ verdict: 'not-scanned', name: 'unfit' })
  })
})
