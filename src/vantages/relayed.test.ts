import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt } from '../wire/fault.ts'
import { framing } from './frames.ts'
import { namespaceVantage } from './namespace.ts'
import { relayed } from './relayed.ts'

const { signal } = new AbortController()

describe('a relay', () => {
  let server: Server
  beforeAll(() => new Promise<void>((resolve) => (server = createServer((socket) => socket.pipe(socket))).listen(0, '127.0.0.1', resolve)))
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('passes a conversation on, run by nothing but its own text', async () => {
    const there = relayed([], 'a relay here')
    const stream = await there.dial('127.0.0.1', (server.address() as AddressInfo).port, { signal, timeout: 20_000 })
    stream.end('hello')
    let got = ''
    for await (const chunk of stream) got += String(chunk)
    await there.close()
    expect(got).toBe('hello')
    expect(await attempt(() => there.dial('127.0.0.1', 1, { signal, timeout: 100 }))).toMatchObject({ ok: false, fault: { whose: 'us' } })
  })

  it.each([
    ['is no relay', ['true']],
    ['is not there', ['/nowhere/nsenter']],
    ['talks otherwise', ['seq', '1', '100000', '#']],
  ])('is ours to answer for when it %s', async (_, argv) => {
    const there = relayed(argv, 'odd')
    expect(await attempt(() => there.dial('127.0.0.1', 1, { signal, timeout: 20_000 }))).toMatchObject({
      ok: false,
      fault: { whose: 'us', kind: 'client' },
    })
    await there.close()
  })
})

describe('frames', () => {
  it('are read however they are cut, and never longer than agreed', () => {
    const { write, reader } = framing(100)
    const bytes = Buffer.concat([write('D', 7, 'abc'), write('E', 8), write('D', 4_294_967_295, Buffer.alloc(100))])
    for (const step of [1, 2, 5, 9, 10, bytes.length]) {
      const seen: string[] = []
      const read = reader(({ letter, id, body }) => seen.push(`${letter}${id}:${body.length}`))
      for (let at = 0; at < bytes.length; at += step) read(bytes.subarray(at, at + step))
      expect(seen).toEqual(['D7:3', 'E8:0', 'D4294967295:100'])
    }
    expect(() => reader(() => {})(write('D', 1, Buffer.alloc(101)))).toThrow(RangeError)
  })
})

it.each([{ pid: -1 }, { pid: 1.5 }, { netns: '../x' }, { netns: '' }, { netns: '-t' }, { netns: 'a b' }])('refuses %o as a place', (place) => {
  expect(() => namespaceVantage(place, 'x')).toThrow(/is no/)
})
