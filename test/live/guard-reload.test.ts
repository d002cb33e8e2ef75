import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownSettings, writeOwnFiles } from '../guard/own-files.ts'
import { send } from '../guard/running.ts'
import { goodPair, listening, pki, programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, reason, sandbox } from './server.ts'

const cli = join(import.meta.dirname, '../../dist/cli.js')

describe.each(['nginx', 'haproxy'] as const)('ringwall guard up with %s', (engine) => {
  describe.skipIf(isMissing(programs[engine]))(`and what is changed${reason(programs[engine])}`, () => {
    let box: Sandbox
    let behind: Server
    let up: ChildProcess
    let folder = ''
    let https = 0
    let said = ''
    const at = (...names: readonly string[]): string => join(folder, ...names)
    const route = '{ path: /new/**, public: true }'
    const text = (more = '', headers = ''): string => `guard: 1
name: trial
engine: ${engine}
${ownSettings(folder, https)}
sites:
  localhost:
    upstream: http://127.0.0.1:${(behind.address() as { readonly port: number }).port}
    ${headers}
    routes:
      - { path: /**, right: by-method, on: app }
      ${more === '' ? '' : `- ${more}`}
`

    beforeAll(async () => {
      box = sandbox(`guard-up-${engine}`)
      folder = mkdtempSync(join(tmpdir(), 'ringwall-guard-up-'))
      // the engine works as somebody else where root starts it
      chmodSync(folder, 0o711)
      writeOwnFiles(folder, goodPair(pki(box)))
      https = await freePort()
      behind = createServer((_, response) => void response.end('the program'))
      behind.listen(0, '127.0.0.1')
      await once(behind, 'listening')
      writeFileSync(at('guard.yaml'), text())
      up = spawn(process.execPath, [cli, 'guard', 'up', at('guard.yaml')], { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [up.stdout, up.stderr]) stream?.on('data', (part: Buffer) => void (said += part.toString()))
      // the engine listens for a moment where it only tries its configuration
      await eventually(() => {
        if (!said.includes('guard.yaml: https://')) throw new Error(said)
      })
      await listening(https)
    }, 60_000)
    afterAll(async () => {
      const gone = once(up, 'exit')
      up.kill('SIGTERM')
      await gone
      behind.close()
      await box.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    const get = (target: string): Promise<number> => send(https, [`GET ${target} HTTP/1.1`, 'Host: localhost']).then(({ status }) => status)
    const status = (): { readonly status: number | null; readonly stdout: string } =>
      spawnSync(process.execPath, [cli, 'guard', 'status', '--file', at('guard.yaml')], { encoding: 'utf8', cwd: '/' })
    const read = (what: string): Promise<void> => eventually(() => expect(said).toContain(what))

    it('works by what guard.yaml says, and says so', async () => {
      expect(await get('/new/x')).toBe(401)
      expect(status()).toMatchObject({ status: 0, stdout: expect.stringContaining(`${engine} works by`) as string })
    })

    it('goes on as before where the engine does not take it', async () => {
      writeFileSync(at('good.pem'), 'no certificate')
      const before = readFileSync(at('run', 'fingerprint'), 'utf8')
      writeFileSync(at('guard.yaml'), text(route))
      up.kill('SIGHUP')
      await read('does not take its configuration')
      expect(readFileSync(at('run', 'fingerprint'), 'utf8')).toBe(before)
      expect(await get('/new/x')).toBe(401)
      // guard.yaml says something else than what runs
      expect(status()).toMatchObject({ status: 1, stdout: expect.stringContaining('another') as string })
      writeFileSync(at('guard.yaml'), 'guard: 2\n')
      said = ''
      up.kill('SIGHUP')
      await read('all goes on as before')
      expect(await get('/new/x')).toBe(401)
    })

    it('works by what is new, and is told of what somebody changed beside', async () => {
      writeFileSync(at('good.pem'), readFileSync(join(box.folder, 'good.pem')))
      writeFileSync(at('guard.yaml'), text(route, 'headers: { frame: sameorigin }'))
      said = ''
      up.kill('SIGHUP')
      await read('read again')
      await eventually(async () => {
        const { status: code, headers } = await send(https, ['GET /new/x HTTP/1.1', 'Host: localhost'])
        expect([code, headers['x-frame-options']]).toEqual([200, 'SAMEORIGIN'])
      })
      // connections that the engine before has taken are answered by it
      await eventually(async () => {
        expect(await get('/x')).toBe(401)
        expect(status().status).toBe(0)
      })
      const main = at('run', engine === 'nginx' ? 'nginx.conf' : 'haproxy.cfg')
      appendFileSync(main, '# somebody was here\n')
      expect(status()).toMatchObject({ status: 1, stdout: expect.stringContaining(engine === 'nginx' ? 'nginx.conf' : 'haproxy.cfg') as string })
    })
  })
})
