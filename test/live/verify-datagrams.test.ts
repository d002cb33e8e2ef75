import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import type { PlanReport } from '../../src/model/plan.ts'
import type { DeploymentReport, Report } from '../../src/model/report.ts'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const memcached = program('/usr/bin/memcached')
const installed = networking === undefined ? undefined : memcached

/** Names of the places, in the order of their networks: `10.77.0.2`, `10.77.1.2`, ... */
const places = ['api', 'cache', 'web'] as const

const compose = `name: shop
services:
  api: {image: "nginx:1.27", environment: {MEMCACHED_URL: "memcached://cache:11211"}, networks: [back, front]}
  cache: {image: "memcached:1.6", networks: [back]}
  web: {image: "example/web:1", ports: ["4000:4000/udp"], networks: [front]}
networks: {back: {internal: true}, front: }
`

describe.skipIf(isMissing(installed))(`datagrams between networks${reason(installed)}`, () => {
  let nets: Networks
  let folder = ''
  const children: ChildProcess[] = []
  beforeAll(() => {
    nets = networks(...places)
    folder = mkdtempSync(join(tmpdir(), 'ringwall-datagrams-'))
    writeFileSync(join(folder, 'compose.yml'), compose)
    const start = (place: string, file: string, ...args: readonly string[]): void => {
      children.push(spawn(networking ?? '', ['netns', 'exec', nets.of(place), file, ...args], { stdio: 'ignore' }))
    }
    start('api', process.execPath, '-e', "require('node:http').createServer((_, answer)=>answer.end('hello')).listen(80)")
    // datagrams are switched on by hand: the files say nothing of them
    start('cache', memcached ?? '', '-u', 'nobody', '-p', '11211', '-U', '11211')
    start('web', process.execPath, '-e', "require('node:dgram').createSocket('udp4').bind(4000);require('node:net').createServer().listen(8099)")
  })
  afterEach(() => filter(''))
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
    nets.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function filter(...rules: readonly string[]): void {
    const chain = `chain f {\ntype filter hook forward priority 0\n${rules.join('\n')}\n}`
    nets.run('router', 'nft', ['-f', '-'], `flush ruleset\ntable inet f {\n${chain}\n}\n`)
  }

  async function verified(...words: readonly string[]): Promise<string> {
    const got = { out: '', err: '' }
    const named = places.flatMap((name, index) => ['--vantage', `netns:${nets.of(name)}=${name}`, '--at', `${name}=10.77.${index}.2`])
    const code = await main(['verify', folder, '--zones', '--timeout', '400', '--format', 'json', ...named, ...words], {
      stdout: { write: (text) => (got.out += text) },
      stderr: { write: (text) => (got.err += text) },
      env: { DOCKER_HOST: 'unix:///nowhere' },
      cwd: folder,
    })
    if (code > 1) throw new Error(got.err)
    return got.out
  }

  async function reportOf(...words: readonly string[]): Promise<DeploymentReport> {
    return (JSON.parse(await verified(...words)) as Report).deployments[0]!
  }

  const ways = ({ reach = [] }: DeploymentReport): Readonly<Record<string, string>> =>
    Object.fromEntries(reach.filter(({ transport }) => transport === 'udp').map(({ from, to, observed }) => [`${from}>${to}`, observed]))

  it('reach who answers them, and silence of a port that nobody is answered at proves nothing', { timeout: 60_000 }, async () => {
    const report = await eventually(async () => {
      const got = await reportOf()
      if (ways(got)['api>cache:11211'] !== 'reached') throw new Error(JSON.stringify(got.reach))
      return got
    })
    expect(ways(report)).toEqual({
      'api>cache:11211': 'reached',
      'web>cache:11211': 'reached',
      'api>web:4000': 'unproven',
      'cache>web:4000': 'unproven',
    })
    const excess = report.findings.find(({ control, subject }) => control === 'zone/excess-reach' && subject.id === 'cache:11211')
    expect(excess?.message).toContain('web (UDP)')
    // published for datagrams alone: no connection is tried
    expect(report.reach?.filter(({ to, transport }) => to === 'web:4000' && transport === 'tcp')).toEqual([])
  })

  it.each([
    ['ip saddr 10.77.2.2 udp dport 11211 drop', 'blocked', 'no answer to a datagram, 2 times; api reached it, and from here api:80 is reached'],
    ['ip saddr 10.77.2.2 udp dport 11211 reject', 'refused', 'ECONNREFUSED, 2 times; api reached it, and from here api:80 is reached'],
    ['ip saddr 10.77.2.2 udp dport 11211 reject with icmpx type admin-prohibited', 'blocked', 'EHOSTUNREACH, 2 times; api reached it'],
    ['ip saddr 10.77.2.2 drop', 'unproven', 'from there nothing else was reached either'],
    ['udp dport 11211 drop', 'unproven', 'no answer to a datagram: it was dropped, or taken without one'],
  ])('that %s keeps away are told: %s', async (rule, observed, why) => {
    filter(rule)
    const { reach = [] } = await reportOf()
    const edge = reach.find(({ from, to, transport }) => transport === 'udp' && from === 'web' && to === 'cache:11211')
    expect([edge?.observed, edge?.why]).toEqual([observed, expect.stringContaining(why)])
  })

  it('are planned, counted and limited with everything else', async () => {
    const plan = JSON.parse(await verified('--plan')) as PlanReport
    const [deployment] = plan.deployments
    const planned = deployment?.ways
      ?.filter(({ to }) => to === 'cache:11211')
      .map(({ from, transport, connections }) => [from, transport, connections])
    expect(planned).toEqual([
      ['api', 'tcp', 3],
      ['api', 'udp', 2],
      ['web', 'tcp', 3],
      ['web', 'udp', 2],
    ])
    const sum = [...(deployment?.asks ?? []), ...(deployment?.ways ?? [])].reduce((total, { connections }) => total + connections, 0)
    expect(plan.connections).toBe(sum)
    const whole = JSON.parse(await verified()) as Report
    const used = whole.run?.connections ?? 0
    expect(used).toBeGreaterThan(10)
    expect(used).toBeLessThanOrEqual(sum)
    const few = JSON.parse(await verified('--connections', String(used - 5))) as Report
    expect(few.run?.connections).toBe(used - 5)
    expect(few.deployments[0]?.reach?.some(({ why }) => why === `the run's limit of ${used - 5} connections is reached`)).toBe(true)
  })

  it('stand beside the sockets of each network, where what nothing declares is found', async () => {
    const report = await reportOf()
    const sockets = (report.answers ?? []).filter(({ probe }) => probe === 'network/sockets')
    expect(sockets.map(({ listener, vantage, said }) => [listener, vantage, said])).toContainEqual([
      'web',
      `network namespace ${nets.of('web')}`,
      'connections are taken on 1 port beyond loopback',
    ])
    const found = report.findings.filter(({ control }) => control === 'listener/undeclared').map(({ message }) => message)
    expect(found).toEqual([expect.stringMatching(/^web: port 8099 is open on ::/)])
  })
})
