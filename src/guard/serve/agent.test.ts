import { once } from 'node:events'
import { connect } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deny } from '../model/decision.ts'
import { agentServer } from './agent.ts'
import { frameKinds, framesIn, pairsOf } from './spop/frames.ts'
import { Reader, string, stringValue, uintValue, varint } from './spop/values.ts'

describe('integers of SPOP', () => {
  // SPOE.txt 3.1: the bounds of its table
  it.each([
    [0, '00'],
    [239, 'ef'],
    [240, 'f000'],
    [2287, 'ff7f'],
    [2288, 'f08000'],
    [264_431, 'ffff7f'],
    [264_432, 'f0808000'],
    [4_328_786_159, 'ffffffff7f'],
  ])('%i is %s', (value, hex) => {
    expect(varint(value).toString('hex')).toBe(hex)
    expect(new Reader(Buffer.from(hex, 'hex')).varint()).toBe(value)
  })
})

describe('the agent', () => {
  let folder: string
  let server: ReturnType<typeof agentServer>
  let socket: Socket
  const asked: string[] = []

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-agent-'))
    server = agentServer({
      decide: async ({ target }) => {
        asked.push(target)
        return Promise.resolve(deny(405, 'method-not-allowed'))
      },
      record: () => undefined,
      keeps: false,
      now: () => 0,
      ticket: () => '',
    })
    server.listen(join(folder, 's'))
    await once(server, 'listening')
    socket = connect(join(folder, 's'))
    await once(socket, 'connect')
    asked.length = 0
  })
  afterEach(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })

  function frame(kind: number, stream: number, ...payload: readonly Buffer[]): Buffer {
    const body = Buffer.concat([Buffer.from([kind, 0, 0, 0, 1]), varint(stream), varint(1), ...payload])
    return Buffer.concat([Buffer.from([0, 0, body.length >> 8, body.length & 255]), body])
  }

  function ask(name: string, args: Readonly<Record<string, string>>, count = Object.keys(args).length): readonly Buffer[] {
    return [string(name), Buffer.from([count]), ...Object.entries(args).flatMap(([key, value]) => [string(key), stringValue(value)])]
  }

  const whole = { 'x-guard-method': 'GET', 'x-guard-scheme': 'https', 'x-guard-host': 'a', 'x-guard-target': '/x', 'x-guard-remote': '::1' }

  /** The first frame that comes back. */
  async function answer(...parts: readonly Buffer[]): Promise<ReturnType<typeof framesIn>['frames'][number]> {
    let bytes: Buffer = Buffer.alloc(0)
    for (const part of parts) socket.write(part)
    for (;;) {
      const [frame] = framesIn(bytes, 65_536).frames
      if (frame !== undefined) return frame
      const [part] = (await once(socket, 'data')) as [Buffer]
      bytes = Buffer.concat([bytes, part])
    }
  }

  it('agrees on frames no larger than it is offered', async () => {
    const { kind, payload } = await answer(frame(frameKinds.hello, 0, string('max-frame-size'), uintValue(4000)))
    expect(kind).toBe(frameKinds.agentHello)
    expect(pairsOf(payload)).toEqual(
      new Map<string, unknown>([
        ['version', '2.0'],
        ['max-frame-size', 4000],
        ['capabilities', 'pipelining'],
      ]),
    )
  })

  it('answers a question, wherever its bytes are cut', async () => {
    const bytes = frame(frameKinds.notify, 300, ...ask('ask', whole))
    const { kind, stream, payload } = await answer(bytes.subarray(0, 3), bytes.subarray(3, 9), bytes.subarray(9))
    expect([kind, stream]).toEqual([frameKinds.ack, 300])
    const said: Record<string, unknown> = {}
    while (!payload.isAtEnd) {
      expect([...payload.take(3)]).toEqual([1, 3, 2])
      said[payload.string()] = payload.value()
    }
    expect(said).toEqual({ outcome: 'refuse', status: '405', reason: 'method-not-allowed' })
    expect(asked).toEqual(['/x'])
  })

  it.each([
    ['another message', frame(frameKinds.notify, 1, ...ask('other', whole))],
    ['fewer arguments than it says', frame(frameKinds.notify, 1, ...ask('ask', whole, 6))],
    ['more than it says', frame(frameKinds.notify, 1, ...ask('ask', whole, 4))],
    ['one twice', frame(frameKinds.notify, 1, string('ask'), Buffer.from([2]), string('a'), stringValue('b'), string('a'), stringValue('c'))],
    ['a string beyond its end', frame(frameKinds.notify, 1, string('ask'), Buffer.from([1]), string('a'), Buffer.from([8, 200]))],
    ['a type that is none', frame(frameKinds.notify, 1, string('ask'), Buffer.from([1]), string('a'), Buffer.from([15]))],
    ['a frame that is too long', Buffer.from([1, 0, 0, 0])],
    ['a fragment', Buffer.from([0, 0, 0, 7, frameKinds.notify, 0, 0, 0, 0, 1, 1])],
  ])('ends a connection with %s, and asks nobody', async (_, bytes) => {
    const { kind } = await answer(bytes)
    expect(kind).toBe(frameKinds.agentDisconnect)
    expect(asked).toEqual([])
  })

  it('refuses what does not say all of a request', async () => {
    const { 'x-guard-remote': _, ...less } = whole
    const { payload } = await answer(frame(frameKinds.notify, 1, ...ask('ask', less)))
    expect(payload.take(3)).toHaveLength(3)
    expect([payload.string(), payload.value()]).toEqual(['outcome', 'refuse'])
    expect(asked).toEqual([])
  })
})
