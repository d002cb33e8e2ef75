import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, project } from '../in-process.ts'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const redis = program('/usr/bin/redis-server')
const installed = networking === undefined ? undefined : redis

const unit = '[Service]\nExecStart=/usr/bin/python3 -m app\nEnvironment=REDIS_URL=redis://10.77.1.2:6379/0\n'

/** app calls Redis on data; other has no business there. */
const files: Readonly<Record<string, string>> = {
  'ringwall.yaml': `name: shop
sources:
  - {host: app, tree: app, addresses: [10.77.0.2]}
  - {host: data, tree: data, addresses: [10.77.1.2]}
  - {host: other, tree: other, addresses: [10.77.2.2]}
`,
  'app/etc/hostname': 'app\n',
  'app/etc/systemd/system/app.service': unit,
  'data/etc/hostname': 'data\n',
  'data/etc/redis/redis.conf': 'bind 0.0.0.0\nprotected-mode no\nport 6379\n',
  'other/etc/hostname': 'other\n',
  'other/etc/systemd/system/other.service': '[Service]\nExecStart=/usr/bin/python3 -m other\n',
}

describe.skipIf(isMissing(installed))(`a packet filter of a machine${reason(installed)}`, () => {
  let nets: Networks
  let folder = ''
  const running: ChildProcess[] = []
  beforeAll(() => {
    nets = networks('app', 'data', 'other')
    folder = mkdtempSync(join(tmpdir(), 'ringwall-firewall-'))
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'weak', name)), { recursive: true })
      writeFileSync(join(folder, 'weak', name), text)
    }
    const start = (file: string, ...args: readonly string[]): void =>
      void running.push(spawn(networking ?? '', ['netns', 'exec', nets.of('data'), file, ...args], { stdio: 'ignore' }))
    start(redis ?? '', '--save', '', '--protected-mode', 'no', '--dir', folder)
    for (const port of [22, 8000]) start(process.execPath, '-e', `require('node:net').createServer((it)=>it.end()).listen(${port})`)
  })
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL')
    nets.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What comes of a connection to the machine `data`, in its own words. */
  function tried(from: string, port: number): string {
    const script = `const s=require('node:net').connect(${port},'10.77.1.2',()=>{console.log('open');process.exit()});s.on('error',(e)=>{console.log(e.code);process.exit()});setTimeout(()=>{console.log('silence');process.exit()},700)`
    return nets.run(from, process.execPath, ['-e', script]).trim()
  }

  it('lets clients in and nobody else, keeps the log-in, and is loaded again without loss', { timeout: 90_000 }, async () => {
    await eventually(() => {
      const seen = [tried('app', 6379), tried('other', 6379), tried('other', 22), tried('other', 8000)]
      if (seen.some((each) => each !== 'open')) throw new Error(seen.join())
    })
    const said = await call(['harden', join(folder, 'weak'), '--only', 'firewall', '--write', join(folder, 'hardened')])
    expect(said.exit).toBe(0)
    const rules = readFileSync(join(folder, 'hardened/data/etc/nftables.conf'), 'utf8')
    nets.run('data', 'nft', ['-f', '-'], rules)
    nets.run('data', 'nft', ['-f', '-'], rules)
    expect(nets.run('data', 'nft', ['list', 'tables']).trim()).toBe('table inet inbound')
    expect({ client: tried('app', 6379), stranger: tried('other', 6379), logIn: tried('other', 22), unknown: tried('app', 8000) }).toEqual({
      client: 'open',
      stranger: 'silence',
      logIn: 'open',
      unknown: 'silence',
    })
  })

  it('tightens rules that somebody wrote, and nft takes them', { timeout: 60_000 }, async () => {
    cpSync(join(project, 'src/technologies/linux/examples/weak'), join(folder, 'written'), { recursive: true })
    expect((await call(['harden', join(folder, 'written'), '--only', 'firewall', '--write', join(folder, 'tight')])).exit).toBe(0)
    nets.run('other', 'nft', ['-f', '-'], readFileSync(join(folder, 'tight/etc/nftables.conf'), 'utf8'))
    const listed = nets.run('other', 'nft', ['list', 'ruleset'])
    expect(listed).toContain('policy drop')
    expect(listed).toContain('tcp dport { 22, 443 } accept')
    expect(listed).not.toContain('5432')
  })

  it('is found closed by the same judgement, and planned once', { timeout: 60_000 }, async () => {
    const again = await call(['harden', join(folder, 'hardened'), '--only', 'firewall', '--format', 'json'])
    expect((JSON.parse(again.stdout) as { files: readonly unknown[] }).files).toEqual([])
    const judged = await call(['audit', join(folder, 'hardened'), '--all', '--format', 'json', '--fail-on', 'never'])
    const passed = (
      JSON.parse(judged.stdout) as { deployments: readonly { passed: readonly { control: string; subject: { id: string } }[] }[] }
    ).deployments
      .flatMap((each) => each.passed)
      .filter(({ control }) => control === 'zone/firewall')
    expect(passed.map(({ subject }) => subject.id).toSorted()).toEqual(['app', 'data', 'other'])
  })
})
