import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer, request } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { join } from 'node:path'
import { json, text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readGuard } from '../../src/guard/document/read.ts'
import { segmentsOfPattern } from '../../src/guard/document/sites.ts'
import { runtimeAt } from '../../src/guard/edge/runtime.ts'
import { renderHaproxy } from '../../src/guard/render/haproxy/index.ts'
import { edgeFiles, sockets } from '../../src/guard/render/types.ts'
import { openEmbedded } from '../../src/guard/state/libsql.ts'
import { guardState } from '../../src/guard/state/open.ts'
import { judgedText } from '../guard/judged.ts'
import type { Heard } from '../guard/running.ts'
import { send, writeAll } from '../guard/running.ts'
import { spellings } from '../guard/spellings.ts'
import { goodPair, listening, pki, programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, reason, sandbox } from './server.ts'

const cli = join(import.meta.dirname, '../../dist/cli.js')

describe.skipIf(isMissing(programs.haproxy))(`keys that HAProxy judges by itself${reason(programs.haproxy)}`, () => {
  let box: Sandbox
  let behind: Server
  let guard: ChildProcess
  let engine: ChildProcess
  let https = 0
  let file = ''
  const seen: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = []
  const at = (...names: readonly string[]): string => join(box.folder, ...names)
  const ed25519 = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

  beforeAll(async () => {
    box = sandbox('guard-keys')
    chmodSync(box.folder, 0o711)
    const pair = goodPair(pki(box))
    const secrets = { pepper: randomBytes(32).toString('hex'), secret: randomBytes(32).toString('hex'), identity: ed25519(), audit: ed25519() }
    for (const [name, text] of Object.entries(secrets)) writeFileSync(at(name), text, { mode: 0o600 })
    const upstream = await freePort()
    https = await freePort()
    behind = createServer((request, response) => {
      seen.push({ url: request.url ?? '', headers: request.headers })
      request.resume().once('end', () => response.end(String(request.headers['x-guard-user'] ?? 'nobody')))
    })
    behind.listen(upstream, '127.0.0.1')
    file = at('guard.yaml')
    const text = judgedText({ at, https, upstream, certificate: pair.cert, key: pair.key })
    writeFileSync(file, text)
    const read = readGuard(file, text)
    if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
    await started()
    writeAll(
      at('run'),
      renderHaproxy(read.document, () => secrets.pepper),
    )
    // its own socket is made by somebody else here: in a deployment that is the guard's account
    chmodSync(at('run'), 0o777)
    box.run(programs.haproxy ?? '', ['-c', '-q', '-f', at('run', 'haproxy.cfg')])
    await carried()
  }, 60_000)
  afterAll(async () => {
    const gone = once(guard, 'exit')
    guard.kill('SIGTERM')
    await gone
    behind.close()
    await box.stop()
  })
  beforeEach(() => void (seen.length = 0))

  async function started(): Promise<void> {
    guard = spawn(process.execPath, [cli, 'guard', 'run', file], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(guard.stdout!, 'data')
    for (const socket of [sockets.agent, sockets.portal, sockets.uses]) chmodSync(at('run', socket), 0o666)
  }

  async function carried(): Promise<void> {
    engine = box.start(programs.haproxy ?? '', ['-db', '-f', at('run', 'haproxy.cfg')])
    await listening(https)
  }

  const tell = (command: string): Promise<string> => runtimeAt(at('run', sockets.haproxy))([command])
  const map = (name: string): Promise<string> => tell(`show map ${at('run', name)}`)
  type Wanted = Partial<Record<'paths' | 'methods' | 'sources', readonly string[]>>
  const made = async (id: string, owner: string, { paths = ['/**'], methods = ['GET'], sources = [] }: Wanted = {}): Promise<string> => {
    const scopes = paths.map((path) => ({ host: 'localhost', methods, ...segmentsOfPattern(path) }))
    const { text } = await manage('POST', '/keys', { id, owner, purpose: 'a test', scopes, sources, life: 3_600_000 })
    return String(text)
  }
  const manage = (method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> =>
    new Promise((resolve, reject) => {
      const asking = request({ socketPath: at('run', sockets.manage), method, path, headers: { 'content-type': 'application/json' } }, (answer) => {
        void json(answer).then((said) => resolve(said as Readonly<Record<string, unknown>>), reject)
      })
      asking.once('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
    })
  const ask = (target: string, key: string, ...more: readonly string[]): Promise<Heard> =>
    send(https, [`GET ${target} HTTP/1.1`, `Host: localhost:${https}`, `X-Api-Key: ${key}`, ...more])
  /** What HAProxy judges by itself: the guard stands still, and what it lent for two seconds holds for longer. */
  async function alone<T>(what: () => Promise<T>): Promise<T> {
    guard.kill('SIGSTOP')
    await tell(`set map ${at('run', edgeFiles.lease)} alive ${Date.now() + 60_000}`)
    try {
      return await what()
    } finally {
      await tell(`set map ${at('run', edgeFiles.lease)} alive 0`)
      guard.kill('SIGCONT')
    }
  }

  it('lets a key through without asking, with who it is and what signs it, and records it after', async () => {
    const key = await made('robot', 'billing', { paths: ['/fast/**', '/v1/**'], methods: ['GET', 'POST'] })
    const answers = await alone(async () => [
      await ask('/fast/x.y?a=b', key, 'X-Guard-User: root', 'X-Program-User: root', 'Cookie: other=1'),
      await ask('/v1/things/a/b?c', key),
      await send(https, ['POST /fast/x HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${key}`, 'Content-Length: 2'], { body: 'ab' }),
    ])
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array.from({ length: 3 }, () => [200, 'system:billing']))
    expect(answers[0]?.headers['strict-transport-security']).toBe('max-age=31536000')
    expect(seen.map(({ url }) => url)).toEqual(['/fast/x.y?a=b', '/inner/a/b?c', '/fast/x'])
    for (const { headers } of seen) {
      expect(headers).toMatchObject({ 'x-program-user': 'system:billing', 'x-guard-assertion': expect.stringMatching(/^ey/) as string })
      expect(JSON.stringify(headers)).not.toContain(key)
      expect(JSON.stringify(headers)).not.toContain('root')
    }
    await eventually(() => {
      const names = (readdirSync(at('audit-log'), { recursive: true }) as string[]).filter((name) => statSync(at('audit-log', name)).isFile())
      const text = names.map((name) => readFileSync(at('audit-log', name), 'utf8')).join('')
      expect(text).toContain('the keys that HAProxy judges')
      expect(text).toContain('localhost/v1/things/**')
      expect(text).not.toContain('x.y?a=b')
    })
    await eventually(async () => {
      const keys = (await manage('GET', '/keys')) as unknown as readonly { readonly id: string; readonly lastUsed?: number }[]
      expect(keys.find(({ id }) => id === 'robot')).toHaveProperty('lastUsed')
    })
  })

  it('asks about everything else', async () => {
    const key = await made('asker', 'billing', { methods: ['GET', 'PUT'] })
    const reader = await made('reader', 'reader', { methods: ['GET', 'PUT'] })
    const early = await made('early', 'early')
    const far = await made('far', 'billing', { sources: ['192.0.2.0/24'] })
    const put = (who: string, length: number): Promise<Heard> =>
      send(https, ['PUT /fast/x HTTP/1.1', 'Host: localhost', `X-Api-Key: ${who}`, `Content-Length: ${length}`], { body: 'a'.repeat(length) })
    expect([(await put(key, 3)).status, (await put(key, 3000)).status, (await put(reader, 3)).status]).toEqual([200, 413, 403])
    expect([(await ask('/fast/x', early)).status, (await ask('/fast/x', far)).status]).toEqual([200, 403])
    expect((await ask('/x', key)).status).toBe(200)
    expect((await ask('/fast/Admin/x', key)).status).toBe(403)
    expect((await ask('/fast/closed/x', key)).status).toBe(403)
    expect((await ask('/fast/x', `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`)).status).toBe(401)
    seen.length = 0
    const left = await alone(() =>
      Promise.all([
        ask('/x', key),
        put(key, 3000),
        put(reader, 3),
        ask('/fast/x', early),
        ask('/fast/x', far),
        ask('/fast/Admin/x', key),
        ask('/fast/admin/x', key),
        ask('/FAST/x', key),
        ask('/fast/a/slow', key),
        ask('/fast/closed/x', key),
        ask('/fast/x?_method=DELETE', key),
        ask('/fast/x', key, 'Cookie: __Host-guard=a'),
        ask('/fast/x', key, `Authorization: Bearer ${key}`),
        ask('/fast/x', key, 'Upgrade: websocket', 'Connection: Upgrade'),
        send(https, ['DELETE /fast/x HTTP/1.1', 'Host: localhost', `X-Api-Key: ${key}`]),
        send(https, ['PUT /fast/Login.php HTTP/1.1', 'Host: localhost', `X-Api-Key: ${key}`, 'Content-Length: 0']),
        send(https, ['GET /fast/x HTTP/1.1', 'Host: localhost:1', `X-Api-Key: ${key}`]),
      ]),
    )
    for (const { status } of left) expect([400, 503]).toContain(status)
    expect(seen).toEqual([])
    expect((await alone(() => ask('/fast/login', reader))).status).toBe(200)
  })

  it('is not misled by a path', async () => {
    const key = await made('fast', 'billing', { paths: ['/fast/**'] })
    const targets = spellings.filter((one) => !/[\s#\0-\x20]/.test(one)).map((one) => one.replaceAll('public', 'fast'))
    seen.length = 0
    await Promise.all(targets.map((target) => ask(target, key)))
    for (const { url } of seen) expect(url).toMatch(/^\/fast\/[a-z]*(?:\?|$)/)
  })

  it('judges where a key comes from, and bounds each scope to its methods', async () => {
    const near = await made('near', 'billing', { sources: ['127.0.0.0/8'] })
    const narrow = await made('narrow', 'billing', { sources: ['127.0.0.1'], paths: ['/fast/only'] })
    const answers = await alone(() =>
      Promise.all([ask('/fast/x', near), ask('/fast/only', narrow), ask('/fast/only/', narrow), ask('/fast/only/x', narrow)]),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 503])
  })

  it('takes no key of one connection for another one that waits there', async () => {
    const keys = [await made('slow', 'reader'), await made('quick', 'billing')]
    const client = connectHttp2(`https://localhost:${https}`, { rejectUnauthorized: false })
    const bodies = await alone(async () => {
      const streams = keys.map((key) => client.request({ ':path': '/fast/x', 'x-api-key': key }, { endStream: false }))
      const [slow, quick] = [streams[0]!, streams[1]!]
      const answers = Promise.all(streams.map((stream) => textOf(stream)))
      quick.end()
      await once(quick, 'response')
      slow.end()
      return answers
    })
    client.close()
    expect(bodies).toEqual(['system:reader', 'system:billing'])
  })

  it('refuses a key from the answer to its revocation on', async () => {
    const key = await made('leaver', 'billing')
    expect((await alone(() => ask('/fast/x', key))).status).toBe(200)
    await manage('POST', '/keys/leaver/revoke', {})
    // HAProxy itself knows no more of it, whatever the service would say
    expect((await alone(() => ask('/fast/x', key))).status).toBe(503)
    expect((await ask('/fast/x', key)).status).toBe(401)
    expect(await map(edgeFiles.keys)).not.toContain('/leaver/')
  })

  it('loses a key that another guard on its store revokes, with nobody asking for it', async () => {
    const key = await made('elsewhere', 'billing')
    expect((await alone(() => ask('/fast/x', key))).status).toBe(200)
    const other = guardState(await openEmbedded({ file: at('state.db') }), { monotonic: () => performance.now(), every: () => () => undefined })
    expect(await other.keys.revoke('elsewhere', Date.now())).toBe(true)
    await other.close()
    await eventually(async () => expect(await map(edgeFiles.keys)).not.toContain('/elsewhere/'))
    expect((await alone(() => ask('/fast/x', key))).status).toBe(503)
    expect((await ask('/fast/x', key)).status).toBe(401)
  })

  it('refuses a key whose system lost its right', async () => {
    const key = await made('lent', 'lent')
    await manage('POST', '/rights', { to: 'system:lent', right: 'read', on: 'app' })
    expect((await alone(() => ask('/fast/x', key))).status).toBe(200)
    const grants = (await manage('GET', '/rights')) as unknown as readonly { readonly id: string; readonly subject: { readonly id: string } }[]
    await manage('POST', `/rights/${grants.find(({ subject }) => subject.id === 'lent')?.id}/take`, {})
    expect((await alone(() => ask('/fast/x', key))).status).toBe(503)
    expect((await ask('/fast/x', key)).status).toBe(403)
  })

  it('looks at the end of a key at each request', async () => {
    const key = await made('ending', 'billing')
    expect((await alone(() => ask('/fast/x', key))).status).toBe(200)
    const entry = /^\S+ (?<key>\S+) (?<value>\S+\/ending\/billing)$/m.exec(await map(edgeFiles.keys))?.groups
    const over = entry?.['value']?.replace(/^(\d+)\/\d+\//, `$1/${Math.floor(Date.now() / 1000)}/`)
    const answer = await alone(async () => {
      for (const one of (await map(edgeFiles.keys)).split('\n').filter((text) => text.includes('/ending/')))
        await tell(`set map ${at('run', edgeFiles.keys)} ${one.split(' ')[1]} ${over}`)
      return ask('/fast/x', key)
    })
    expect(answer.status).toBe(503)
  })

  it('asks again about every key when the guard is gone, and when HAProxy is another one', async () => {
    const key = await made('stayer', 'billing')
    expect((await alone(() => ask('/fast/x', key))).status).toBe(200)
    guard.kill('SIGSTOP')
    await eventually(async () => expect((await ask('/fast/x', key)).status).toBe(503))
    guard.kill('SIGCONT')
    await eventually(async () => expect((await alone(() => ask('/fast/x', key))).status).toBe(200))
    const gone = once(engine, 'exit')
    engine.kill('SIGTERM')
    await gone
    await carried()
    expect((await ask('/fast/x', key)).status).toBe(200)
    await eventually(async () => expect((await alone(() => ask('/fast/x', key))).status).toBe(200))
  })

  it('has no key, and the pepper for its account alone', async () => {
    const key = await made('last', 'billing')
    const pepper = Buffer.from(readFileSync(at('pepper'))).toString('base64')
    expect(await map(edgeFiles.keys)).not.toContain(key)
    for (const name of readdirSync(at('run'))) {
      if (!existsSync(at('run', name)) || !statSync(at('run', name)).isFile() || name.endsWith('.key')) continue
      const text = readFileSync(at('run', name), 'latin1')
      expect([name, text.includes(pepper)]).toEqual([name, name === 'haproxy.secrets'])
    }
  })
})
