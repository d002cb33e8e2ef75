import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once, setMaxListeners } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NamespaceVantage } from '../../src/vantages/namespace.ts'
import { namespaceVantage } from '../../src/vantages/namespace.ts'
import { attempt } from '../../src/wire/fault.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import type { Networks } from './networks.ts'
import { networking, networks } from './networks.ts'
import { eventually, isMissing, reason } from './server.ts'

/** Echoes on 7000, floods on 7001, resets on 7002; answers datagrams on 7003 and swallows them on 7004. */
const server = `const net=require('node:net'),dgram=require('node:dgram')
net.createServer((s)=>{s.on('error',()=>{});s.pipe(s)}).listen(7000)
net.createServer((s)=>{s.on('error',()=>{});const more=()=>{while(s.write(Buffer.alloc(65536)));};s.on('drain',more);more()}).listen(7001)
net.createServer((s)=>{s.on('error',()=>{});s.once('data',()=>s.resetAndDestroy())}).listen(7002)
const u=dgram.createSocket('udp4');u.on('message',(m,r)=>u.send('yes',r.port,r.address));u.bind(7003)
dgram.createSocket('udp4').bind(7004)`

const signal = new AbortController().signal
setMaxListeners(100, signal)
const usual = { signal, timeout: 1500 }

describe.skipIf(isMissing(networking))(`another network namespace${reason(networking)}`, () => {
  let nets: Networks
  let child: ChildProcess
  let inside: NamespaceVantage
  beforeAll(async () => {
    nets = networks('client', 'server')
    child = spawn(networking ?? '', ['netns', 'exec', nets.of('server'), process.execPath, '-e', server], { stdio: 'ignore' })
    inside = namespaceVantage({ netns: nets.of('client') }, 'namespace client')
    await eventually(async () => (await inside.dial('10.77.1.2', 7000, usual)).destroy())
  })
  afterAll(async () => {
    await inside.close()
    child.kill('SIGKILL')
    nets.stop()
  })

  const kindOf = async (ask: () => Promise<Duplex>): Promise<string> => {
    const got = await attempt(ask)
    if (got.ok) got.value.destroy()
    return got.ok ? 'open' : `${got.fault.whose}: ${got.fault.kind}`
  }

  it('reaches what this machine does not', async () => {
    const there = namespaceVantage({ netns: nets.of('server') }, 'namespace server')
    expect(await kindOf(() => there.dial('127.0.0.1', 7000, usual))).toBe('open')
    await there.close()
    expect(await kindOf(() => thisMachine.dial('127.0.0.1', 7000, usual))).toBe('server: refused')
    expect(await kindOf(() => inside.dial('127.0.0.1', 7000, usual))).toBe('server: refused')
  })

  it('passes bytes of many connections at once, and its end', async () => {
    const talks = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const stream = await inside.dial('10.77.1.2', 7000, usual)
        const text = `${index}-`.repeat(60_000)
        stream.end(text)
        let got = ''
        for await (const chunk of stream) got += String(chunk)
        return got === text
      }),
    )
    expect(talks).toEqual(talks.map(() => true))
  })

  it('reads no more than is taken of a server that never ends', async () => {
    const stream = await inside.dial('10.77.1.2', 7001, usual)
    await once(stream, 'readable')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(stream.readableLength).toBeLessThan(600_000)
    // and goes on when it is
    let bytes = 0
    for await (const chunk of stream) if ((bytes += (chunk as Buffer).length) > 3_000_000) break
    expect(bytes).toBeGreaterThan(3_000_000)
  })

  it('tells what the system over there says', async () => {
    const reset = await inside.dial('10.77.1.2', 7002, usual)
    const failed = once(reset, 'error')
    reset.write('x')
    expect(await failed).toEqual([
      expect.objectContaining({ fault: { whose: 'server', kind: 'reset', detail: 'the connection was reset (ECONNRESET)' } }),
    ])
    expect(await kindOf(() => inside.dial('10.77.1.2', 7009, usual))).toBe('server: refused')
    expect(await kindOf(() => inside.dial('server.example', 7000, usual))).toBe('us: name')
    nets.run('client', 'ip', ['route', 'del', 'default'])
    expect(await kindOf(() => inside.dial('10.77.1.2', 7000, usual))).toBe('network: unreachable')
    nets.run('client', 'ip', ['route', 'add', 'default', 'via', '10.77.0.1'])
    expect(await kindOf(() => inside.dial('10.77.1.2', 7000, usual))).toBe('open')
  })

  it.each([
    ['drop', 'network: timeout', 'silence'],
    ['reject with icmpx type admin-prohibited', 'network: unreachable', 'unreachable'],
    ['reject with tcp reset', 'server: refused', 'reply'],
  ])('tells what a filter on the way does: %s', async (verdict, kind, datagram) => {
    const only = verdict.includes('tcp') ? 'meta l4proto tcp' : ''
    nets.run(
      'router',
      'nft',
      ['-f', '-'],
      `table inet f { chain f { type filter hook forward priority 0; ${only} ip saddr 10.77.0.2 ${verdict}\n }\n}\n`,
    )
    try {
      expect(await kindOf(() => inside.dial('10.77.1.2', 7000, { signal, timeout: 400 }))).toBe(kind)
      expect((await inside.datagram('10.77.1.2', 7003, Buffer.from('?'), { signal, timeout: 300 })).kind).toBe(datagram)
    } finally {
      nets.run('router', 'nft', ['delete', 'table', 'inet', 'f'])
    }
  })

  it('keeps reply, refusal and silence of datagrams apart', async () => {
    const ask = async (port: number): Promise<string> => (await inside.datagram('10.77.1.2', port, Buffer.from('?'), { signal, timeout: 300 })).kind
    expect([await ask(7003), await ask(7004), await ask(7009)]).toEqual(['reply', 'silence', 'refused'])
  })

  it('tells which sockets listen there', async () => {
    const there = namespaceVantage({ netns: nets.of('server') }, 'namespace server')
    const sockets = await there.sockets(usual)
    await there.close()
    // 7000 is 1B58; 0A is LISTEN (proc(5))
    expect(sockets.get('tcp6')).toMatch(/:1B58 \S+ 0A /)
    expect(sockets.get('udp')).toMatch(/:1B5B /)
  })

  it('says that a network cannot be entered, and is cancelled', async () => {
    const gone = namespaceVantage({ netns: 'rw-there-is-none' }, 'namespace none')
    const got = await attempt(() => gone.dial('10.77.1.2', 7000, usual))
    await gone.close()
    expect(got).toMatchObject({
      ok: false,
      fault: { whose: 'us', kind: 'client', detail: expect.stringContaining('namespace none: its network could not be entered') },
    })
    const stop = new AbortController()
    const asked = attempt(() => inside.dial('10.77.0.9', 7000, { signal: stop.signal, timeout: 5000 }))
    stop.abort()
    expect(await asked).toMatchObject({ ok: false, fault: { kind: 'cancelled' } })
  })

  it('ends with us, and what still talks over it is told', async () => {
    const before = nets.processes('client')
    const mine = namespaceVantage({ netns: nets.of('client') }, 'namespace client')
    const stream = await mine.dial('10.77.1.2', 7000, usual)
    expect(nets.processes('client').length).toBe(before.length + 1)
    const failed = once(stream, 'error')
    await mine.close()
    expect(await failed).toEqual([expect.objectContaining({ fault: { whose: 'us', kind: 'client', detail: 'the relay ended' } })])
    expect(nets.processes('client')).toEqual(before)
  })
})
