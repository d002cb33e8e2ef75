import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import type { DeploymentReport, Report } from '../../src/model/report.ts'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const redis = program('/usr/bin/redis-server')
const installed = networking === undefined ? undefined : redis

/** api needs db; web needs api; the files keep web away from db. */
const compose = `name: shop
services:
  api: {image: "nginx:1.27", environment: {REDIS_URL: "redis://db:6379"}, networks: [back, front]}
  db: {image: "redis:7", networks: [back]}
  web: {image: "example/web:1", environment: {API_URL: "http://api:80"}, networks: [front]}
networks: {back: {internal: true}, front: }
`

describe.skipIf(isMissing(installed))(`who reaches what${reason(installed)}`, () => {
  let nets: Networks
  let folder = ''
  let api: ChildProcess
  let db: ChildProcess | undefined
  beforeAll(() => {
    nets = networks('api', 'db', 'web')
    folder = mkdtempSync(join(tmpdir(), 'ringwall-zones-'))
    writeFileSync(join(folder, 'compose.yml'), compose)
    api = started('api', process.execPath, '-e', "require('node:http').createServer((_, answer)=>answer.end('hello')).listen(80)")
    db = started('db', redis ?? '', '--save', '', '--protected-mode', 'no', '--dir', folder)
  })
  afterEach(() => filter(''))
  afterAll(() => {
    api.kill('SIGKILL')
    db?.kill('SIGKILL')
    nets.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function started(place: string, file: string, ...args: readonly string[]): ChildProcess {
    return spawn(networking ?? '', ['netns', 'exec', nets.of(place), file, ...args], { stdio: 'ignore' })
  }

  function filter(...rules: readonly string[]): void {
    nets.run(
      'router',
      'nft',
      ['-f', '-'],
      `flush ruleset\ntable inet f {\nchain f {\ntype filter hook forward priority 0\n${rules.join('\n')}\n}\n}\n`,
    )
  }

  async function verified(format: 'json' | 'text' = 'json', ...words: readonly string[]): Promise<string> {
    const got = { out: '', err: '' }
    const places = ['api', 'db', 'web'].flatMap((name) => ['--vantage', `netns:${nets.of(name)}=${name}`])
    const addresses = ['--at', 'api=10.77.0.2', '--at', 'db=10.77.1.2']
    const code = await main(['verify', folder, '--zones', '--timeout', '400', '--format', format, ...places, ...addresses, ...words], {
      stdout: { write: (text) => (got.out += text) },
      stderr: { write: (text) => (got.err += text) },
      env: { DOCKER_HOST: 'unix:///nowhere' },
      cwd: folder,
    })
    if (code > 1) throw new Error(got.err)
    return got.out
  }

  /** Ways between components as `web>db:6379 reached`, and what is found of them. */
  async function seen(): Promise<{
    readonly ways: Readonly<Record<string, string>>
    readonly found: readonly string[]
    readonly report: DeploymentReport
  }> {
    const [report] = (JSON.parse(await verified()) as Report).deployments
    const inside = (report?.reach ?? []).filter(({ vantage }) => vantage !== 'this machine')
    const found = (report?.findings ?? []).filter(({ control }) => control.endsWith('-reach'))
    return {
      ways: Object.fromEntries(inside.map(({ from, to, observed }) => [`${from}>${to}`, observed])),
      found: found.map(({ control, subject, verdict, severity }) => `${control} ${subject.id} ${verdict === 'fail' ? severity : verdict}`),
      report: report!,
    }
  }

  it('finds a way that the files close and the network does not', { timeout: 60_000 }, async () => {
    const { ways, found, report } = await eventually(async () => {
      const got = await seen()
      if (got.ways['api>db:6379'] !== 'reached' || got.ways['web>api:80'] !== 'reached') throw new Error(JSON.stringify(got.report.reach))
      return got
    })
    expect(ways).toEqual({ 'api>db:6379': 'reached', 'db>api:80': 'reached', 'web>api:80': 'reached', 'web>db:6379': 'reached' })
    expect(found).toContain('zone/excess-reach db:6379 medium')
    const [edge] = report.reach!.filter(({ from, to }) => from === 'web' && to === 'db:6379')
    expect(edge).toMatchObject({ required: false, permitted: false, transport: 'tcp', addresses: ['10.77.1.2:6379'] })
    expect(report.answers?.map(({ listener, vantage }) => [listener, vantage])).toContainEqual(['db:6379', `network namespace ${nets.of('api')}`])
    expect(await verified('text')).toMatch(/db:6379 +needed and reached: api; not needed, not allowed, and REACHED: web/)
  })

  it.each([
    ['ip saddr 10.77.2.2 ip daddr 10.77.1.2 drop', 'blocked'],
    ['ip saddr 10.77.2.2 ip daddr 10.77.1.2 reject with icmpx type admin-prohibited', 'blocked'],
    ['ip saddr 10.77.2.2 ip daddr 10.77.1.2 meta l4proto tcp reject with tcp reset', 'refused'],
  ])('proves that %s closes it', async (rule, observed) => {
    filter(rule)
    const { ways, report } = await seen()
    expect(ways).toEqual({ 'api>db:6379': 'reached', 'db>api:80': 'reached', 'web>api:80': 'reached', 'web>db:6379': observed })
    const about = report.findings.filter(({ control, subject }) => control === 'zone/excess-reach' && subject.id === 'db:6379')
    expect(about.map(({ message }) => message)).toEqual([])
    expect(report.reach?.find(({ from, to }) => from === 'web' && to === 'db:6379')?.why).toMatch(
      /, 2 times; api reached it, and from here api:80 is reached$/,
    )
  })

  it('proves nothing of a network that is down', async () => {
    filter('ip saddr 10.77.2.2 drop')
    const { ways, report } = await seen()
    expect([ways['web>db:6379'], ways['web>api:80']]).toEqual(['unproven', 'unproven'])
    expect(report.reach?.find(({ from, to }) => from === 'web' && to === 'db:6379')?.why).toContain('from there nothing else was reached either')
  })

  it('finds a client that is kept from its server', async () => {
    filter('ip saddr 10.77.0.2 ip daddr 10.77.1.2 ct state new drop')
    const { ways, found } = await seen()
    // api reaches nothing else of its own accord: nobody can tell
    expect(ways['api>db:6379']).toBe('unproven')
    expect(found).toContainEqual(expect.stringMatching(/^zone\/required-reach api->db:6379 unknown$/))
  })

  it('proves nothing of a server that does not run', async () => {
    db?.kill('SIGKILL')
    const { ways, report } = await eventually(async () => {
      const got = await seen()
      if (got.ways['api>db:6379'] === 'reached') throw new Error('it still runs')
      return got
    })
    expect([ways['web>db:6379'], ways['api>db:6379']]).toEqual(['unproven', 'unproven'])
    expect(report.reach?.find(({ from, to }) => from === 'web' && to === 'db:6379')?.why).toContain('it may not run at all')
  })
})
