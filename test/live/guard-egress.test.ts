import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { lookup } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:https'
import { request } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EgressEvent } from '../../src/guard/egress/events.ts'
import type { EgressEntry, EgressList } from '../../src/guard/egress/list.ts'
import { nftTable } from '../../src/guard/egress/nftables.ts'
import type { Relay } from '../../src/guard/egress/relay.ts'
import { startRelay, usualTunnel } from '../../src/guard/egress/relay.ts'
import { squidRules } from '../../src/guard/egress/squid.ts'
import { leaf, leafKey } from '../../src/testing/certificates.ts'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const [curl, squid] = [program('/usr/bin/curl'), program('/usr/sbin/squid')]
const now = Date.now()
const day = 86_400_000

function entry(id: string, host: string, ports: readonly number[], more: Partial<EgressEntry> = {}): EgressEntry {
  return { id, host, ports, roles: ['web'], purpose: 'the test', owner: 'the test', ...more }
}

function inside(...cidr: readonly string[]): Pick<EgressEntry, 'inside'> {
  return { inside: { until: now + day, why: 'the servers of the test', networks: cidr } }
}

describe.skipIf(isMissing(curl))(`curl through the relay${reason(curl)}`, () => {
  const events: EgressEvent[] = []
  const server = createServer({ cert: leaf, key: leafKey }, (_, response) => void response.end('through'))
  let relay: Relay
  let [proxy, port] = [0, 0]
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    const list: EgressList = {
      mode: 'enforce',
      entries: [entry('here', 'localhost', [port], inside('127.0.0.0/8', '::1/128')), entry('meta', 'ip6-localhost', [port])],
    }
    const find = async (name: string): Promise<readonly string[]> => (await lookup(name, { family: 4, all: true })).map(({ address }) => address)
    const ports = {
      list: () => list,
      roleOf: () => 'web',
      lookup: find,
      now: () => now,
      tell: async (event: EgressEvent) => void events.push(event),
      limits: usualTunnel,
    }
    relay = await startRelay({ host: '127.0.0.1', port: 0 }, ports, { open: 10, perMinute: 1000 }, 50, () => {})
    proxy = (relay.server.address() as AddressInfo).port
  })
  afterAll(async () => {
    server.close()
    await relay.close()
  })

  /** Its exit code, and what it printed: a server that answers prints `through`. */
  async function called(url: string, ...more: readonly string[]): Promise<string> {
    const args = ['-q', '-sk', '--max-time', '10', '--proxy', `http://127.0.0.1:${proxy}`, '--noproxy', '', ...more, url]
    const run = await promisify(execFile)(curl ?? '', args).catch((error: { code?: number }) => ({ stdout: `curl ${error.code}` }))
    return run.stdout
  }

  it('reaches what is listed', async () => {
    expect(await called(`https://localhost:${port}/`)).toBe('through')
  })

  it.each([
    ['https://127.0.0.1:PORT/', 'not-listed'],
    ['https://2130706433:PORT/', 'not-listed'],
    ['https://0x7f.1:PORT/', 'not-listed'],
    ['https://[::1]:PORT/', 'not-listed'],
    ['https://[::ffff:127.0.0.1]:PORT/', 'not-listed'],
    ['https://169.254.169.254/latest/', 'not-listed'],
    ['https://localhost:1/', 'port'],
    ['https://other.example.com:PORT/', 'not-listed'],
  ])('does not reach %s', async (url, why) => {
    const before = events.length
    expect(await called(url.replace('PORT', String(port)))).toBe('curl 56')
    expect(['malformed', why]).toContain(events.slice(before).find(({ outcome }) => outcome === 'refused')?.reason)
  })

  it('does not reach a listed name whose address is of loopback, without an exception', async () => {
    const before = events.length
    expect(await called(`https://ip6-localhost:${port}/`)).toBe('curl 56')
    expect(['special-address', 'unresolved']).toContain(events[before]?.reason)
  })

  it('does not carry HTTP in the clear, nor TLS for another name', async () => {
    expect(await called(`http://localhost:${port}/`)).not.toContain('through')
    expect(await called(`http://localhost:${port}/`, '--proxytunnel')).not.toContain('through')
    expect(await called(`https://other.example.com:${port}/`, '--connect-to', `other.example.com:${port}:localhost:${port}`)).not.toContain('through')
    expect(events.slice(-2).map(({ reason: why }) => why)).toEqual(['not-tls', 'server-name'])
  })
})

describe.skipIf(isMissing(squid))(`Squid with the list${reason(squid)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('guard-egress')
  })
  afterAll(async () => box.stop())

  it('parses what is written, and permits what the list does', async () => {
    const [port, first, other] = [await freePort(), await freePort(), await freePort()]
    const list: EgressList = {
      mode: 'enforce',
      entries: [
        entry('exact', 'api.shop.example', [first], inside('127.0.0.0/8')),
        entry('below', '*.below.example', [first], inside('127.0.0.0/8')),
        entry('nobody', 'api.shop.example', [other], { roles: ['jobs'], ...inside('127.0.0.0/8') }),
        entry('special', 'special.example', [first], { purpose: 'no exception\nhttp_access allow all' }),
        entry('address', '2606:4700::1', [443]),
      ],
    }
    const { text } = squidRules(list, { web: ['127.0.0.1/32', '::1/128'], jobs: ['127.0.0.77/32'] }, now)
    mkdirSync(join(box.folder, 'conf'), { mode: 0o755 })
    const hosts = ['api.shop.example', 'a.below.example', 'a.b.below.example', 'below.example', 'special.example', 'xbelow.example', 'other.example']
    writeFileSync(join(box.folder, 'hosts'), `127.0.0.1 ${hosts.join(' ')}\n`, { mode: 0o644 })
    const own = [
      `http_port 127.0.0.1:${port}`,
      'pid_filename none',
      `cache_log ${box.folder}/cache.log`,
      'access_log none',
      `hosts_file ${box.folder}/hosts`,
      'pinger_enable off',
      'netdb_filename none',
      'shutdown_lifetime 0 seconds',
    ]
    const file = join(box.folder, 'conf/squid.conf')
    writeFileSync(file, `${own.join('\n')}\n${text}`, { mode: 0o644 })
    box.run(squid ?? '', ['-k', 'parse', '-f', file])
    box.start(squid ?? '', ['-N', '-f', file])
    const ask = async (target: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, method: 'CONNECT', path: target })
        asked.on('connect', ({ statusCode = 0 }, socket) => {
          socket.destroy()
          resolve(statusCode)
        })
        asked.on('error', reject)
        asked.end()
      })
    await eventually(async () => ask('other.example:1'))
    // nothing listens there: 503 is Squid that was permitted to try
    const answers = await Promise.all(hosts.map(async (host) => `${host} ${await ask(`${host}:${first}`)}`))
    expect(answers).toEqual([
      'api.shop.example 503',
      'a.below.example 503',
      'a.b.below.example 503',
      'below.example 403',
      'special.example 403',
      'xbelow.example 403',
      'other.example 403',
    ])
    expect([await ask(`api.shop.example:${other}`), await ask(`127.0.0.1:${first}`), await ask(`API.shop.example:${first}`)]).toEqual([403, 403, 503])
  })
})

describe.skipIf(isMissing(networking))(`nft with the list${reason(networking)}`, () => {
  let nets: Networks
  beforeAll(() => {
    nets = networks('web', 'server', 'other')
  })
  afterAll(() => nets.stop())

  it('takes what is written, and forwards what the list permits', { timeout: 60_000 }, async () => {
    const list: EgressList = {
      mode: 'enforce',
      entries: [
        entry('one', 'api.shop.example', [7001], { ...inside('10.77.1.0/24'), purpose: 'a "quoted" purpose; drop' }),
        entry('six', '2606:4700::1', [443]),
      ],
    }
    const { text } = nftTable(list, { web: ['10.77.0.0/24', 'fd00:7::/64'] }, { 'api.shop.example': ['10.77.1.2'] }, now)
    const connects = (to: string, port: number): string => {
      const script = `import socket\ntry:\n socket.create_connection(('${to}', ${port}), 1).close(); print('open')\nexcept ConnectionRefusedError: print('open')\nexcept OSError: print('closed')`
      return nets.run('web', '/usr/bin/python3', ['-c', script]).trim()
    }
    const wanted: readonly (readonly [string, number])[] = [
      ['10.77.1.2', 7001],
      ['10.77.1.2', 7002],
      ['10.77.2.2', 7001],
    ]
    // a refusal comes from the server itself: the way is open
    expect(wanted.map(([to, port]) => connects(to, port))).toEqual(['open', 'open', 'open'])
    nets.run('router', 'nft', ['-c', '-f', '-'], text)
    for (let times = 0; times < 2; times++) nets.run('router', 'nft', ['-f', '-'], text)
    expect(wanted.map(([to, port]) => connects(to, port))).toEqual(['open', 'closed', 'closed'])
  })
})
