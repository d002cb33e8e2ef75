import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opened } from '../guard/raw-client.ts'
import { ownSettings, writeOwnFiles } from '../guard/own-files.ts'
import { send } from '../guard/running.ts'
import { issue } from '../tls/certificate.ts'
import type { Pki } from '../tls/real-servers.ts'
import { goodPair, listening, pki } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, sandbox } from './server.ts'

const cli = join(import.meta.dirname, '../../dist/cli.js')

describe('ringwall guard run without an engine', () => {
  let box: Sandbox
  let certificates: Pki
  let behind: Server
  let guard: ChildProcess
  let folder = ''
  let https = 0
  let metrics = 0
  let said = ''
  const at = (...names: readonly string[]): string => join(folder, ...names)
  const text = (more = '', port = https): string => `guard: 1
name: small
engine: embedded
${ownSettings(folder, port)}
metrics: { listen: 127.0.0.1:${metrics} }
sites:
  localhost:
    upstream: http://127.0.0.1:${(behind.address() as { readonly port: number }).port}
    routes:
      - { path: /**, right: by-method, on: app }
      - { path: /public/**, public: true }
      ${more}
`

  beforeAll(async () => {
    box = sandbox('guard-embedded-run')
    folder = mkdtempSync(join(tmpdir(), 'ringwall-guard-embedded-'))
    certificates = pki(box)
    writeOwnFiles(folder, goodPair(certificates))
    https = await freePort()
    metrics = await freePort()
    behind = createServer((_, response) => void response.end('the program'))
    behind.listen(0, '127.0.0.1')
    await once(behind, 'listening')
    writeFileSync(at('guard.yaml'), text())
    guard = spawn(process.execPath, [cli, 'guard', 'run', at('guard.yaml')], { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [guard.stdout, guard.stderr]) stream?.on('data', (part: Buffer) => void (said += part.toString()))
    await listening(https).catch((error: unknown) => {
      throw new Error(`guard run said: ${said}`, { cause: error })
    })
  }, 60_000)
  afterAll(async () => {
    const gone = once(guard, 'exit')
    // it may have ended by itself
    if (guard.kill('SIGTERM')) await gone
    behind.close()
    await box.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const get = (target: string): Promise<number> => send(https, [`GET ${target} HTTP/1.1`, 'Host: localhost']).then(({ status }) => status)
  const status = (): { readonly status: number | null; readonly stdout: string } =>
    spawnSync(process.execPath, [cli, 'guard', 'status', '--file', at('guard.yaml')], { encoding: 'utf8', cwd: '/' })
  const reload = async (wanted: string): Promise<void> => {
    said = ''
    guard.kill('SIGHUP')
    await eventually(() => expect(said).toContain(wanted))
  }
  /** One more request on a connection that stays. */
  const next = async (socket: TLSSocket, target: string): Promise<string> => {
    const answer = once(socket, 'data')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    return String(((await answer) as [Buffer])[0])
  }

  it('protects a program by itself, with its portal and its log, and no socket that it does not need', async () => {
    expect([await get('/x'), await get('/public/x'), await get('/public/../x')]).toEqual([401, 200, 400])
    const page = await send(https, ['GET /.guard/login HTTP/1.1', 'Host: localhost'])
    expect(page).toMatchObject({
      status: 200,
      headers: { 'x-frame-options': 'DENY', 'content-security-policy': expect.stringContaining('default-src') as string },
    })
    expect((await send(https, ['GET /.guard/../x HTTP/1.1', 'Host: localhost'])).status).toBe(400)
    expect(
      readdirSync(at('run'))
        .filter((name) => name.endsWith('.sock'))
        .toSorted(),
    ).toEqual(['manage.sock', 'portal.sock', 'upgrades.sock'])
    const figures = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
    for (const line of ['{class="2xx"} 2', '{class="4xx"} 3']) expect(figures).toContain(`guard_requests_total${line}\n`)
    expect(status()).toMatchObject({ status: 0, stdout: expect.stringContaining('the embedded data plane works by') as string })
  })

  it('goes on as before where a certificate, a listener or the file is wrong', async () => {
    writeFileSync(at('good.pem'), 'no certificate')
    await reload('for localhost: ')
    writeFileSync(at('good.pem'), readFileSync(join(box.folder, 'good.pem')))
    writeFileSync(at('guard.yaml'), text('', https + 1))
    await reload('another listen')
    writeFileSync(at('guard.yaml'), 'guard: 2\n')
    await reload('all goes on as before')
    expect(await get('/public/x')).toBe(200)
  })

  it('works by what is new on connections that stay, and by a new certificate on new ones', async () => {
    const kept = await opened(https)
    expect(await next(kept, '/new/x')).toMatch(/^HTTP\/1\.1 401 /)
    const before = kept.getPeerX509Certificate()?.fingerprint256
    const fresh = certificates.write('fresh', issue({}, certificates.between), certificates.between)
    for (const [name, from] of [
      ['good.pem', fresh.cert],
      ['good.key', fresh.key],
    ] as const)
      writeFileSync(at(name), readFileSync(from))
    writeFileSync(at('guard.yaml'), text('- { path: /new/**, public: true }'))
    said = ''
    guard.kill('SIGHUP')
    // asked while the services are exchanged: each is answered, by what was before or by what is new
    const asked: string[] = []
    do asked.push(await next(kept, '/new/x'))
    while (!said.includes('read again'))
    for (const answer of asked) expect(answer).toMatch(/^HTTP\/1\.1 (?:200|401) /)
    expect(await next(kept, '/new/x')).toMatch(/^HTTP\/1\.1 200 /)
    kept.destroy()
    const other = await opened(https)
    expect(other.getPeerX509Certificate()?.fingerprint256).not.toBe(before)
    other.destroy()
    expect(status().status).toBe(0)
  })
})
