import { afterEach, describe, expect, it } from 'vitest'
import { asking, authorization, closed, echoed, entry, inClear, listening, now, overTls, settled, tlsServer, token, world } from './egress-world.ts'

afterEach(closed)

describe('the relay', () => {
  it('relays TLS for a listed name, to the address that it checked, and tells what it did', async () => {
    const port = await listening(tlsServer('TLSv1.3'))
    const { path, events } = await world({ entries: [entry(port)] })
    const { status, socket } = await asking(path, `API.example.com.:${port}`)
    expect([status, await overTls(socket, 'api.example.com')]).toEqual(['200', 'hello'])
    const closed = await settled(events, ({ outcome }) => outcome === 'closed')
    expect(events.map(({ outcome, role, host, entry: id, address }) => [outcome, role, host, id, address])).toEqual([
      ['opened', 'web', 'api.example.com', 'one', '127.0.0.1'],
      ['closed', 'web', 'api.example.com', 'one', '127.0.0.1'],
    ])
    expect(events[0]?.carried).toBe('tls')
    expect(Math.min(closed.sent ?? 0, closed.received ?? 0)).toBeGreaterThan(100)
    expect(JSON.stringify(events)).not.toContain(token)
  })

  const refusals: readonly (readonly [string, string, readonly string[], string])[] = [
    ['a name that is not listed', 'evil.example.com:PORT', [authorization('web')], '403 not-listed'],
    ['a name below a listed one', 'a.api.example.com:PORT', [authorization('web')], '403 not-listed'],
    ['another port', 'api.example.com:1', [authorization('web')], '403 port'],
    ['another role', 'api.example.com:PORT', [authorization('jobs', `${token}2`)], '403 role'],
    ['nobody', 'api.example.com:PORT', [], '407 no-role'],
    ['a wrong token', 'api.example.com:PORT', [authorization('web', `${token}2`)], '407 no-role'],
    ['a role that is not', 'api.example.com:PORT', [authorization('__proto__')], '407 no-role'],
    ['a number', '2130706433:PORT', [authorization('web')], '400 malformed'],
    ['an address that is not listed', '127.0.0.1:PORT', [authorization('web')], '403 not-listed'],
    ['another method', 'x', [], '400 malformed'],
  ]
  it.each(refusals)('refuses %s', async (_, target, fields, expected) => {
    const port = await listening()
    const { path, events } = await world({ entries: [entry(port, inClear)] })
    const { status } = await asking(path, target.replace('PORT', String(port)), fields)
    expect(status).toBe(expected)
    expect((await settled(events, ({ outcome }) => outcome === 'refused')).reason).toBe(expected.slice(4))
    // the positive control on the same relay
    const { status: other, socket } = await asking(path, `api.example.com:${port}`)
    expect([other, await echoed(socket, 'hello')]).toEqual(['200', 'hello'])
  })

  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1', '64:ff9b::7f00:1', '0.0.0.0'])(
    'does not connect to a listed name at %s, in either mode, nor where another address of it is good',
    async (address) => {
      const port = await listening()
      const { inside: _, ...plain } = entry(port, inClear)
      for (const mode of ['enforce', 'report'] as const) {
        for (const addresses of [[address], ['93.184.216.34', address]]) {
          const { path, events } = await world({ entries: [plain], mode, addresses: () => addresses })
          expect((await asking(path, `api.example.com:${port}`)).status).toBe('403 special-address')
          expect((await settled(events, ({ outcome }) => outcome === 'refused')).address).toBeUndefined()
        }
      }
    },
  )

  it('keeps to what an exception names, and to its date', async () => {
    const port = await listening()
    const named = { until: now + 1, why: 'test', networks: ['127.0.0.2/32'] }
    for (const inside of [named, { ...named, networks: ['127.0.0.0/8'], until: now }]) {
      const { path } = await world({ entries: [entry(port, { ...inClear, inside })] })
      expect((await asking(path, `api.example.com:${port}`)).status).toBe('403 special-address')
    }
  })

  it('asks for the address once, and connects to that: an answer that changes is nothing to it', async () => {
    const port = await listening()
    const addresses = (_: string, time: number): readonly string[] => [time === 1 ? '127.0.0.1' : '127.0.0.9']
    const { path, asked, events } = await world({ entries: [entry(port, inClear)], addresses })
    const { socket } = await asking(path, `api.example.com:${port}`)
    expect(await echoed(socket, 'hello')).toBe('hello')
    expect([asked, events[0]?.address, events[0]?.carried]).toEqual([['api.example.com'], '127.0.0.1', 'clear'])
  })

  it('says what it cannot reach', async () => {
    const { path } = await world({ entries: [entry(1, inClear)], addresses: (name) => (name === 'x' ? [] : ['127.0.0.1']) })
    expect((await asking(path, 'api.example.com:1')).status).toBe('502 unreachable')
    const other = await world({
      entries: [entry(1, inClear)],
      addresses: () => {
        throw new Error('ENOTFOUND')
      },
    })
    expect((await asking(other.path, 'api.example.com:1')).status).toBe('502 unresolved')
  })
})
