import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseUnit, unitWords } from '../../src/formats/systemd-unit.ts'
import { firewallInForce } from '../../src/technologies/linux/firewall-in-force.ts'
import { component } from '../../src/testing/component.ts'
import { call } from '../in-process.ts'
import type { Engine } from './engine.ts'
import { containing, engine } from './engine.ts'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const installed = program('/usr/sbin/iptables-restore', '/sbin/iptables-restore') === undefined ? undefined : containing

/** On `data` the store is for app, the site for everybody; a third container is in no file. */
const files: Readonly<Record<string, string>> = {
  'ringwall.yaml': `name: shop
sources:
  - {host: app, tree: app, addresses: [10.77.0.2, "fd77::2"]}
  - {host: data, tree: data, addresses: [10.77.1.2]}
  - {compose: [data/srv/compose.yml], host: data}
`,
  'app/etc/hostname': 'app\n',
  'app/etc/systemd/system/app.service': '[Service]\nExecStart=/usr/bin/python3 -m app\nEnvironment=REDIS_URL=redis://10.77.1.2:7000/0\n',
  'data/etc/hostname': 'data\n',
  'data/etc/docker/daemon.json': '{ "icc": false }\n',
  'data/srv/compose.yml': `services:
  store:
    image: redis:7
    ports: ["7000:6379"]
  site:
    image: example.org/site:1
    ports: ["7001:8000"]
`,
}

const published = { store: 7000, site: 7001, unknown: 7002 }

describe.skipIf(isMissing(installed))(`ports that containers publish${reason(installed)}`, () => {
  let nets: Networks
  let folder = ''
  let running: Engine | undefined
  const hardened = (path: string): string => join(folder, 'hardened/data', path)

  beforeAll(() => {
    nets = networks('app', 'data', 'other')
    for (const [index, name] of ['app', 'data', 'other'].entries()) {
      const prefix = index === 0 ? 'fd77:' : `fd77:${index}:`
      execFileSync(networking ?? '', ['-n', nets.of(name), 'addr', 'add', `${prefix}:2/64`, 'dev', 'eth0', 'nodad'])
      execFileSync(networking ?? '', ['-n', nets.of('router'), 'addr', 'add', `${prefix}:1/64`, 'dev', `v${index}`, 'nodad'])
      execFileSync(networking ?? '', ['-n', nets.of(name), '-6', 'route', 'add', 'default', 'via', `${prefix}:1`])
    }
    for (const name of ['router', 'data']) nets.run(name, 'sysctl', ['-qw', 'net.ipv6.conf.all.forwarding=1'])
    folder = mkdtempSync(join(tmpdir(), 'ringwall-published-'))
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'weak', name)), { recursive: true })
      writeFileSync(join(folder, 'weak', name), text)
    }
  })
  afterAll(async () => {
    await end()
    nets.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** An engine on `data` with all three containers, by both families. */
  async function start(): Promise<void> {
    running = await engine({ nets, name: 'data', options: ['--experimental', '--ip6tables'] })
    running.docker('network', 'create', '--ipv6', '--subnet', '10.79.2.0/24', '--subnet', 'fd79::/64', 'both')
    for (const port of Object.values(published))
      running.docker('run', '-d', '--net', 'both', '-p', `${port}:6379`, 'tiny', 'redis-server', '--protected-mode', 'no', '--save', '')
  }

  async function end(): Promise<void> {
    const engine = running
    running = undefined
    if (engine === undefined) return
    engine.docker('rm', '-f', ...engine.docker('ps', '-aq').split('\n'))
    engine.docker('network', 'rm', 'both')
    await engine.stop()
  }

  /** What comes of a connection to each published port of `data`; nothing is ever open by chance. */
  function tried(from: string, address: string): Readonly<Record<string, string>> {
    const script = `const open=${JSON.stringify(published)};const net=require('node:net')
const end=()=>{console.log(JSON.stringify(open));process.exit()}
const told=(name,what)=>{open[name]=what;if(!Object.values(open).includes('silence'))end()}
for(const [name,port] of Object.entries(open)){open[name]='silence';const s=net.connect(port,'${address}',()=>s.write('PING\\r\\n'));s.on('data',(d)=>told(name,String(d).trim()));s.on('error',(e)=>told(name,e.code))}
setTimeout(end,1500)`
    return JSON.parse(nets.run(from, process.execPath, ['-e', script])) as Readonly<Record<string, string>>
  }

  /** The same, once it is as wanted: containers take their time, and what is refused never answers. */
  async function reached(from: string, address: string, wanted: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
    return eventually(() => {
      const seen = tried(from, address)
      if (Object.entries(wanted).some(([name, what]) => seen[name] !== what)) throw new Error(`${from} to ${address}: ${JSON.stringify(seen)}`)
      return seen
    })
  }

  /** What systemd would run, on the machine `data`. */
  function load(): void {
    const { entries } = parseUnit(readFileSync(hardened('usr/local/lib/systemd/system/ringwall-published.service'), 'utf8'))
    for (const { key, value } of entries) {
      if (key !== 'ExecStart') continue
      const [file = '', ...args] = unitWords(value.replace(/^-/, '')).map((word) => word.replace(/^\/etc\/ringwall/, hardened('etc/ringwall')))
      try {
        nets.run('data', file, args)
      } catch (error) {
        if (!value.startsWith('-/usr/sbin/') || !args.includes('-N')) throw error
      }
    }
  }

  const all = { store: '+PONG', site: '+PONG', unknown: '+PONG' }

  it('are reached by everybody as long as nothing filters them', { timeout: 120_000 }, async () => {
    await start()
    for (const address of ['10.77.1.2', 'fd77:1::2']) for (const from of ['app', 'other']) expect(await reached(from, address, all)).toEqual(all)
    await end()
    nets.run('data', 'nft', ['flush', 'ruleset'])
  })

  it('are planned for, by the files that the engine asks for', { timeout: 60_000 }, async () => {
    const said = await call(['harden', join(folder, 'weak'), '--only', 'published', '--write', join(folder, 'hardened')])
    expect(said.exit).toBe(0)
    expect(said.stdout.replaceAll(/\s+/g, ' ')).toContain('7000/tcp from 10.77.0.2, fd77::2, 7001/tcp from anybody')
    const again = await call(['harden', join(folder, 'hardened'), '--only', 'published', '--format', 'json'])
    expect((JSON.parse(again.stdout) as { files: readonly unknown[] }).files).toEqual([])
    expect(existsSync(hardened('etc/systemd/system/docker.service.d/published.conf'))).toBe(true)
  })

  it('are reached by their clients alone, from before the engine starts, by both families', { timeout: 120_000 }, async () => {
    load()
    await start()
    const everybody = { store: 'silence', site: '+PONG', unknown: 'silence' }
    for (const address of ['10.77.1.2', 'fd77:1::2']) {
      expect(await reached('app', address, { ...everybody, store: '+PONG' })).toEqual({ ...everybody, store: '+PONG' })
      expect(await reached('other', address, everybody)).toEqual(everybody)
    }
    // loaded again while it runs: nothing doubled, nothing lost
    load()
    expect(nets.run('data', 'iptables', ['-S', 'DOCKER-USER']).match(/-j RINGWALL-PUBLISHED/g)).toHaveLength(1)
    expect(nets.run('data', 'ip6tables', ['-t', 'mangle', '-S', 'FORWARD']).match(/-j RINGWALL-PUBLISHED/g)).toHaveLength(1)
    expect(await reached('other', '10.77.1.2', everybody)).toEqual(everybody)
    expect(await reached('app', '10.77.1.2', { ...everybody, store: '+PONG' })).toEqual({ ...everybody, store: '+PONG' })
  })

  it('leave containers their way out, and the rules in force are judged closed', { timeout: 60_000 }, () => {
    expect(running?.docker('run', '--rm', '--net', 'both', 'tiny', 'busybox', 'ping', '-c', '1', '-w', '10', '10.77.2.2')).toContain(
      '1 packets received',
    )
    const text = nets.run('data', 'nft', ['list', 'ruleset'])
    const judged = firewallInForce(component({ form: 'machine' }), {
      text: () => undefined,
      filter: (tool: string) => (tool === 'nft' ? text : undefined),
    } as unknown as Parameters<typeof firewallInForce>[1])
    expect(judged.find(({ key }) => key === 'DOCKER-USER')?.verdict).toBe('safe')
  })
})
