import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { reportFormats } from '../../src/registry.ts'
import type { Said } from '../in-process.ts'
import { call } from '../in-process.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/redis-server')
const secret = 'Kq7-of-the-files-Zt3wPm9'

const compose = (password: string): string => `services:
  cache:
    image: redis:7.2
    command: redis-server --requirepass ${password}
  api:
    image: registry.example.org/api:1
    environment:
      REDIS_URL: redis://:${password}@cache:6379/0
`

describe.skipIf(isMissing(server))(`log-ins of the files that are tried${reason(server)}`, () => {
  let box: Sandbox
  let folder = ''
  beforeAll(() => {
    box = sandbox('credentials-files')
    folder = mkdtempSync(join(tmpdir(), 'ringwall-credentials-'))
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await box.stop()
  })

  async function started(password: string): Promise<number> {
    const port = await freePort()
    box.start(server ?? '', ['--port', String(port), '--save', '', '--bind', '127.0.0.1', '--dir', box.folder, '--requirepass', password])
    await eventually(() => box.run('/usr/bin/redis-cli', ['-p', String(port), 'PING']))
    return port
  }

  async function verify(written: string, running: string, ...more: readonly string[]): Promise<Said> {
    writeFileSync(join(folder, 'compose.yaml'), compose(written))
    const port = await started(running)
    return call(['verify', '.', '--at', `cache=127.0.0.1:${port}`, '--credentials', 'cache', '--fail-on', 'never', ...more], folder)
  }

  async function told(
    written: string,
    running: string,
  ): Promise<{ readonly findings: readonly string[]; readonly tries: readonly string[]; readonly open: readonly string[] }> {
    const { stdout } = await verify(written, running, '--format', 'json')
    const [deployment] = (JSON.parse(stdout) as Report).deployments
    const answer = deployment?.answers?.find(({ probe }) => probe === 'redis/credentials')
    return {
      findings: (deployment?.findings ?? [])
        .filter(({ control }) => control === 'identity/published-log-in')
        .map(({ locations, actual }) => `${actual}, line ${locations[0]?.line ?? 0}`),
      tries: (answer?.tries ?? []).map(({ pair, outcome }) => `${pair}: ${outcome}`),
      open: answer?.open ?? [],
    }
  }

  const published = 'redis.conf of Redis 2 to 7, "requirepass"'

  it('tell that they are in force, and that the published one is not', async () => {
    const { findings, tries } = await told(secret, secret)
    expect(findings).toEqual([])
    expect(tries).toEqual(['made up: refused', `${published}: refused`, 'secret A: gets in', 'made up: refused'])
  })

  it('tell that the server still has the published one, whatever the files say', async () => {
    const { findings, tries } = await told(secret, 'foobared')
    expect(findings).toHaveLength(1)
    expect(findings[0]).toContain(`gets in with the password of ${published}`)
    expect(tries.at(-1)).toBe('made up: refused')
    expect(tries.join()).not.toContain('secret A')
  })

  it('tell a guessable one on its line', async () => {
    expect((await told('changeme', 'changeme')).findings).toEqual(['no name gets in with secret A, line 4'])
  })

  it('prove nothing where neither gets in', async () => {
    const { findings, open } = await told(secret, 'another-of-the-server')
    expect(findings).toEqual([])
    expect(open.join()).toContain('nobody got in')
  })

  it('stand in no output', async () => {
    for (const format of Object.keys(reportFormats)) {
      const { stdout, stderr } = await verify(secret, secret, '--all', '--format', format)
      expect(stdout.length).toBeGreaterThan(100)
      expect(stdout + stderr).not.toContain(secret)
    }
    const plan = await verify(secret, secret, '--plan')
    expect(plan.stdout.replaceAll(/\s+/g, ' ')).toContain('no name (secret A)')
    expect(plan.stdout).not.toContain(secret)
  }, 120_000)
})
