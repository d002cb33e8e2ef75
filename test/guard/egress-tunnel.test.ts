import { connect, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { pinOf } from '../../src/guard/egress/tunnel.ts'
import { clientHello, helloRecord } from '../../src/wire/tls/hello.ts'
import {
  asking,
  authorization,
  closed,
  dialled,
  echoed,
  entry,
  inClear,
  listening,
  otherPin,
  overTls,
  pin,
  settled,
  tlsServer,
  token,
  world,
} from './egress-world.ts'

afterEach(closed)

describe('inside a connection', () => {
  it.each([
    ['another name', 'evil.example.com', 'server-name'],
    ['no name', undefined, 'server-name'],
  ])('TLS for %s ends it before the server hears of it', async (_, name, reason) => {
    const heard: number[] = []
    const port = await listening((serve) =>
      createServer((socket) => {
        socket.on('data', (bytes: Buffer) => heard.push(bytes.length))
        serve(socket)
      }),
    )
    const { path, events } = await world({ entries: [entry(port)] })
    const { status, socket } = await asking(path, `api.example.com:${port}`)
    expect([status, await overTls(socket, name)]).toEqual(['200', 'closed'])
    expect((await settled(events, ({ outcome }) => outcome === 'refused')).reason).toBe(reason)
    expect([heard, events.some(({ outcome }) => outcome === 'opened')]).toEqual([[], false])
  })

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n')],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH\r\n')],
  ])('%s in the clear ends it, without an exception', async (_, bytes) => {
    const port = await listening()
    const { path, events } = await world({ entries: [entry(port)] })
    const { status, socket } = await asking(path, `api.example.com:${port}`, [authorization('web')], bytes)
    const closed = new Promise((resolve) => socket.once('close', () => resolve('closed')))
    socket.resume()
    expect([status, await closed]).toEqual(['200', 'closed'])
    expect((await settled(events, ({ outcome }) => outcome === 'refused')).reason).toBe('not-tls')
  })

  it('passes what came with the head on, once', async () => {
    const port = await listening()
    const { path } = await world({ entries: [entry(port)] })
    const hello = helloRecord(clientHello({ version: 0x303, suites: [0xc02f], serverName: 'api.example.com' }), 0x303)
    const { socket } = await asking(path, `api.example.com:${port}`, [authorization('web')], hello)
    const back = await new Promise<Buffer>((resolve) => {
      socket.once('data', resolve)
      socket.resume()
    })
    expect(back.equals(hello)).toBe(true)
  })

  it.each([
    ['TLSv1.2', [pin], 'hello', 'matches'],
    ['TLSv1.2', [otherPin, pin], 'hello', 'matches'],
    ['TLSv1.2', [otherPin], 'closed', 'differs'],
    ['TLSv1.3', [otherPin], 'hello', 'not-seen'],
  ] as const)('%s with pins: the key is looked at where it can be seen', async (version, pins, answer, seen) => {
    const port = await listening(tlsServer(version))
    const { path, events } = await world({ entries: [entry(port, { pins })] })
    const { socket } = await asking(path, `api.example.com:${port}`)
    expect(await overTls(socket, 'api.example.com', version)).toBe(answer)
    const end = await settled(events, ({ outcome }) => outcome === 'closed' || outcome === 'refused')
    expect([end.pin, end.reason]).toEqual([seen, seen === 'differs' ? 'pin' : undefined])
  })

  it('only reports in the mode for that', async () => {
    const port = await listening(tlsServer('TLSv1.2'))
    const inside = entry(port, { host: 'other.example.com' })
    const { path, events } = await world({ entries: [inside, entry(port, { id: 'two', pins: [otherPin] })], mode: 'report' })
    const { socket } = await asking(path, `api.example.com:${port}`)
    expect(await overTls(socket, 'another.example.com', 'TLSv1.2')).toBe('hello')
    await settled(events, ({ outcome }) => outcome === 'closed')
    expect(events.map(({ outcome, reason }) => reason ?? outcome)).toEqual(['server-name', 'opened', 'pin', 'closed'])
  })

  it('says of what passes in the clear where it only reports that it does', async () => {
    const port = await listening()
    const { path, events } = await world({ entries: [entry(port)], mode: 'report' })
    const { socket } = await asking(path, `api.example.com:${port}`)
    expect(await echoed(socket, 'hello')).toBe('hello')
    expect(events.slice(0, 2).map(({ outcome, reason, carried }) => [reason ?? outcome, carried])).toEqual([
      ['not-tls', undefined],
      ['opened', 'clear'],
    ])
  })
})

describe('a relay that is held up', () => {
  const limits = { head: 600, hello: 600, resolve: 600, idle: 800 }
  it('by a head that does not come, comes slowly or never ends', async () => {
    const { path, events } = await world({ entries: [], limits })
    const slow = connect(path)
    slow.on('error', () => {})
    const timer = setInterval(() => slow.write('C'), 20)
    const [silent, endless] = await Promise.all([dialled(path, ''), dialled(path, `CONNECT a:1 HTTP/1.1\r\nX: ${'x'.repeat(10_000)}`)])
    clearInterval(timer)
    expect([silent.status, endless.status]).toEqual(['504 deadline', '400 malformed'])
    await settled(events, () => events.length === 3)
  })

  it('by a hello that does not come, and by a connection on which nothing happens', async () => {
    const port = await listening()
    const { path, events } = await world({ entries: [entry(port), entry(port, { id: 'clear', host: 'clear.example.com', ...inClear })], limits })
    await asking(path, `api.example.com:${port}`)
    expect((await settled(events, ({ outcome }) => outcome === 'refused')).reason).toBe('deadline')
    await asking(path, `clear.example.com:${port}`)
    expect(await settled(events, ({ outcome }) => outcome === 'closed')).toMatchObject({ entry: 'clear', sent: 0, received: 0 })
  })

  it('by a name that is never resolved', async () => {
    const { path } = await world({ entries: [entry(1)], limits, addresses: () => new Promise(() => {}) as never })
    expect((await asking(path, 'api.example.com:1')).status).toBe('504 deadline')
  })

  it('ends a connection that carries more than its budget', async () => {
    const port = await listening()
    const { path, events } = await world({ entries: [entry(port, inClear)], limits: { bytes: 1000 } })
    const { socket } = await asking(path, `api.example.com:${port}`)
    await echoed(socket, 'x'.repeat(5000))
    expect((await settled(events, ({ outcome }) => outcome === 'closed')).detail).toContain('more than 1000 bytes')
  })

  it('gives each role its own budget of connections, and takes them back', async () => {
    const port = await listening()
    const { path, events } = await world({ entries: [entry(port, { ...inClear, roles: ['web', 'jobs'] })], budget: { open: 2, perMinute: 4 } })
    const ask = async (role = 'web', secret = token): ReturnType<typeof asking> =>
      asking(path, `api.example.com:${port}`, [authorization(role, secret)])
    const [one, two, three, other] = [await ask(), await ask(), await ask(), await ask('jobs', `${token}2`)]
    expect([one, two, three, other].map(({ status }) => status)).toEqual(['200', '200', '429 budget', '200'])
    await echoed(one!.socket, 'x')
    await settled(events, ({ outcome }) => outcome === 'closed')
    const again = await ask()
    await echoed(again.socket, 'x')
    await settled(events, () => events.filter(({ outcome }) => outcome === 'closed').length === 2)
    const last = await ask()
    await echoed(last.socket, 'x')
    await settled(events, () => events.filter(({ outcome }) => outcome === 'closed').length === 3)
    expect([again.status, last.status, (await ask()).status]).toEqual(['200', '200', '429 budget'])
  })

  it('relays nothing that it cannot tell', async () => {
    const port = await listening()
    const { path, failures } = await world({ entries: [entry(port, inClear)], tell: async () => Promise.reject(new Error('full')) })
    const { socket } = await asking(path, `api.example.com:${port}`)
    expect([await echoed(socket, 'hello'), failures.map(String)]).toEqual(['', ['Error: full']])
  })
})

describe('a pin', () => {
  it('is of the key alone', () => {
    expect(pin).toMatch(/^sha256\/[A-Za-z0-9+/]{43}=$/)
    expect([pinOf(Buffer.from('none')), pin === otherPin]).toEqual([undefined, false])
  })
})
