import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownSettings, writeOwnFiles } from '../guard/own-files.ts'
import { send } from '../guard/running.ts'
import { goodPair, pki, programs } from '../tls/real-servers.ts'
import { freePort, isMissing, reason, sandbox } from './server.ts'

const cli = join(import.meta.dirname, '../../dist/cli.js')
const isRoot = process.getuid?.() === 0

/** Processes below one, with their real user and group: what the kernel says (proc(5)). */
function below(pid: number): readonly { readonly name: string; readonly uids: string; readonly gids: string; readonly groups: string }[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((one) => one !== '')
  return children.flatMap((child) => {
    const status = readFileSync(`/proc/${child}/status`, 'utf8')
    const line = (name: string): string => new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(status)?.[1]?.replaceAll('\t', ' ') ?? ''
    return [{ name: line('Name'), uids: line('Uid'), gids: line('Gid'), groups: line('Groups') }, ...below(Number(child))]
  })
}

describe.each(['nginx', 'haproxy'] as const)('ringwall guard up as root with %s', (engine) => {
  const needed = isRoot ? programs[engine] : undefined
  it.skipIf(!isRoot || isMissing(needed))(`has its workers work as somebody else${reason(needed)}`, { timeout: 120_000 }, async () => {
    const box = sandbox(`guard-root-${engine}`)
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-guard-root-'))
    const at = (...names: readonly string[]): string => join(folder, ...names)
    const behind = createServer(
      (request, response) => void request.resume().on('end', () => void response.setHeader('content-type', 'application/json').end('{"id":1}')),
    )
    behind.listen(0, '127.0.0.1')
    await once(behind, 'listening')
    writeOwnFiles(folder, goodPair(pki(box)))
    const https = await freePort()
    const native = randomBytes(32).toString('hex')
    writeFileSync(at('native'), native, { mode: 0o600 })
    writeFileSync(
      at('guard.yaml'),
      `guard: 1
name: root
engine: ${engine}
${ownSettings(folder, https)}
sites:
  localhost:
    upstream: http://127.0.0.1:${(behind.address() as AddressInfo).port}
    inject: { header: X-Native-Key, secret: "file:${at('native')}" }
    routes:
      - { path: /**, right: by-method, on: app }
      - { path: /new/**, public: true, methods: [GET, POST] }
      - { path: /items/**, public: true, body: { redact: [credential] } }
`,
    )
    const argv = [cli, 'guard', 'up', at('guard.yaml')]
    // nobody else passes this folder: the engine would reach none of the sockets, and no request would be answered
    const closed = spawnSync(process.execPath, argv, { encoding: 'utf8', cwd: '/', timeout: 30_000 })
    expect(closed).toMatchObject({ status: 2, stderr: expect.stringContaining(`cannot pass ${folder}`) as string })
    const rooted = spawnSync(process.execPath, [...argv, '--account', 'root'], { encoding: 'utf8', cwd: '/', timeout: 30_000 })
    expect(rooted).toMatchObject({ status: 2, stderr: expect.stringContaining('root has the rights of root') as string })

    chmodSync(folder, 0o711)
    const up = spawn(process.execPath, [...argv, '--account', 'nobody'], { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [up.stdout, up.stderr]) stream.on('data', (part: Buffer) => void (said += part.toString()))
    try {
      await expect.poll(() => said, { timeout: 30_000 }).toContain('guard.yaml: https://')
      const ask = async (target: string, method = 'GET', body = ''): Promise<string> => {
        const { status, body: text } = await send(
          https,
          [`${method} ${target} HTTP/1.1`, 'Host: localhost', `Content-Length: ${body.length}`, 'Origin: https://localhost'],
          { body },
        )
        return `${status} ${text}`
      }
      await expect.poll(() => ask('/x').catch(String), { timeout: 30_000 }).toMatch(/^401 /)
      // each way into the guard is open to it: decisions, the portal, bodies; and a body that waits on the disk
      expect(await ask('/new/x')).toContain('200 ')
      expect(await ask('/.guard/login')).toMatch(/^(200|404) /)
      expect(await ask('/items/x')).toContain('200 ')
      expect(await ask('/new/x', 'POST', 'x'.repeat(600_000))).toContain('200 ')

      const workers = (): ReturnType<typeof below> => below(up.pid ?? 0).filter(({ uids }) => !uids.startsWith('0 '))
      const masters = (): ReturnType<typeof below> => below(up.pid ?? 0).filter(({ uids }) => uids.startsWith('0 '))
      const check = (): void => {
        expect(workers().length).toBeGreaterThan(0)
        for (const one of workers()) expect(one).toMatchObject({ name: engine, uids: '65534 65534 65534 65534', gids: '65534 65534 65534 65534' })
        expect(
          workers()
            .map(({ groups }) => groups)
            .filter((one) => one.split(' ').includes('0')),
        ).toEqual([])
        // the one that reads keys and opens ports, and carries nothing
        expect(masters().map(({ name }) => name)).toEqual([engine])
      }
      check()
      const usual = workers().length
      expect([statSync(at('run')).mode & 0o777, statSync(at('run')).gid]).toEqual([0o710, 65_534])
      expect([statSync(at('run', 'portal.sock')).mode & 0o777, statSync(at('run', 'portal.sock')).gid]).toEqual([0o660, 65_534])
      expect([statSync(at('run', 'manage.sock')).mode & 0o777, statSync(at('run', 'manage.sock')).gid]).toEqual([0o600, 0])
      // nothing with a secret in it is for the account that carries requests
      const files = readdirSync(at('run'), { withFileTypes: true }).filter((one) => one.isFile())
      const withSecret = files.map(({ name }) => at('run', name)).filter((file) => readFileSync(file, 'utf8').includes(native))
      expect(withSecret).not.toEqual([])
      for (const file of withSecret) expect([file, statSync(file).mode & 0o777, statSync(file).uid]).toEqual([file, 0o600, 0])

      said = ''
      up.kill('SIGHUP')
      await expect.poll(() => said, { timeout: 30_000 }).toContain('read again')
      // those that worked by what was before have gone, and the others are nobody in particular, too
      await expect.poll(() => workers().length, { timeout: 30_000 }).toBe(usual)
      check()
    } finally {
      const gone = once(up, 'exit')
      if (up.kill('SIGTERM')) await gone
      behind.close()
      await box.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
