import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listening, programs } from '../tls/real-servers.ts'
import { eventually, freePort, isMissing, reason } from './server.ts'

const cli = join(import.meta.dirname, '../../dist/cli.js')

interface Receiver {
  readonly base: string
  readonly at: (path: string) => readonly string[]
  readonly close: () => void
}

/** A server that takes whatever it is told. */
async function receiver(): Promise<Receiver> {
  const bodies: { readonly path: string; readonly body: string }[] = []
  const server = createServer((request, response) => {
    void request
      .setEncoding('utf8')
      .toArray()
      .then((parts) => {
        bodies.push({ path: request.url ?? '', body: parts.join('') })
        response.end('{}')
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at: (path) => bodies.filter((one) => one.path === path).map(({ body }) => body),
    close: () => void server.close(),
  }
}

describe.skipIf(isMissing(programs.nginx))(`a trial of a deployment${reason(programs.nginx)}`, () => {
  it('runs by three commands, on its own certificate and account', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-guard-trial-'))
    // the engine works as somebody else where root starts it
    chmodSync(folder, 0o711)
    const ringwall = (...argv: readonly string[]): string => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'guard', ...argv], { encoding: 'utf8', cwd: folder })
      if (status !== 0) throw new Error(stderr)
      return stdout
    }
    const behind = createServer((request, response) => void response.end(`the wiki: ${request.url}`))
    behind.listen(0, '127.0.0.1')
    await once(behind, 'listening')
    const { port } = behind.address() as AddressInfo
    writeFileSync(join(folder, 'compose.yaml'), `services:\n  wiki:\n    image: requarks/wiki:2\n    ports: ["${port}:3000"]\n`)
    ringwall('init', '--trial', '--output', 'guard.yaml')
    const text = readFileSync(join(folder, 'guard.yaml'), 'utf8')
    const told = await receiver()
    const https = await freePort()
    const sent = `, send: [{ to: "${told.base}/v1/logs" }], alarms: [{ to: "${told.base}/hook", secret: "file:${folder}/hook" }] }`
    writeFileSync(
      join(folder, 'guard.yaml'),
      text.replace('https: 8443, http: 8880', `https: ${https}, http: false`).replace(/(?<=^audit: .*) \}$/m, sent),
    )
    ringwall('prepare')
    const up = spawn(process.execPath, [cli, 'guard', 'up'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      // nginx listens for a moment where it only tries its configuration
      await once(up.stdout, 'data')
      await listening(https)
      const ca = readFileSync(
        join(folder, 'ringwall-guard', readdirSync(join(folder, 'ringwall-guard')).find((one) => one.includes('authority')) ?? ''),
      )
      const ask = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
        const request = get({
          host: '127.0.0.1',
          port: https,
          servername: 'wiki.localhost',
          ca,
          path,
          headers: { host: 'wiki.localhost', ...headers },
        })
        const [response] = (await once(request, 'response')) as [IncomingMessage]
        const body = await response.setEncoding('utf8').toArray()
        return `${response.statusCode} ${body.join('')}`
      }
      expect(await ask('/page')).toMatch(/^401 /)
      expect(await ask('/.guard/login')).toContain('Log in to wiki.localhost')
      expect(ringwall('accounts', 'add', 'admin')).toMatch(/^https:\/\/wiki\.localhost:\d+\/\.guard\/invitation#admin~/)
      const key = ringwall('keys', 'new', 'robot', '--owner', 'robot', '--purpose', 'a trial', '--site', 'wiki.localhost', '--path', '/**').trim()
      expect(await ask('/page', { authorization: `Bearer ${key}` })).toMatch(/^403 /)
      ringwall('rights', 'give', 'system:robot', 'read', 'wiki')
      expect(await ask('/page', { authorization: `Bearer ${key}` })).toBe('200 the wiki: /page')
      await eventually(() => {
        expect(told.at('/v1/logs').join('')).toContain('ringwall.decision')
        expect(told.at('/hook').join('')).toContain('right granted: key:robot read component:wiki, by account operator')
      })
    } finally {
      const gone = once(up, 'exit')
      up.kill('SIGTERM')
      await gone
      behind.close()
      told.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
