import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Body } from '../../src/guard/scan/body.ts'
import { scanBody, usualLimits } from '../../src/guard/scan/body.ts'
import { Instream } from '../../src/guard/scan/clamd.ts'
import { scannerHealth } from '../../src/guard/scan/health.ts'
import { Scanner } from '../../src/guard/scan/scanner.ts'
import type { ScanReport } from '../../src/guard/scan/verdict.ts'
import { notScanned } from '../../src/guard/scan/verdict.ts'
import { finds, report, scanner, stopped } from './scan-bodies.ts'
import { pieces } from './scan-stand-in.ts'

afterEach(stopped)

describe('what a scanner answers', () => {
  it.each([
    ['no bytes at all', '', 'broken'],
    ['something else', 'HTTP/1.1 200 OK\r\n\r\n\0', 'wrong-answer'],
    ['OK without its end', 'stream: OK', 'broken'],
    ['OK of another command', 'OK\0', 'wrong-answer'],
    ['OK and more', 'stream: OK\0stream: X FOUND\0', 'wrong-answer'],
    ['OK with a newline', 'stream: OK\n\0', 'wrong-answer'],
    ['an error', "INSTREAM: Can't open file ERROR\0", 'wrong-answer'],
    ['its limit', 'INSTREAM size limit exceeded. ERROR\0', 'too-large'],
    ['a limit inside', 'stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0', 'too-large'],
    ['a locked archive', 'stream: Heuristics.Encrypted.Zip FOUND\0', 'locked'],
    ['an endless answer', 'x'.repeat(5000), 'wrong-answer'],
    ['a name of many lines', 'stream: a\nb FOUND\0', 'wrong-answer'],
  ])('%s is no verdict', async (_, answer, reason) => {
    const one = await scanner({ answer: () => answer })
    const { verdict, admitted } = await report(one, 'content')
    expect([verdict, admitted]).toEqual([expect.objectContaining({ kind: 'not-scanned', reason }), false])
  })

  const misbehaving: readonly (readonly [string, (socket: Socket) => void, string])[] = [
    ['before it had all', (socket) => void socket.write('stream: OK\0'), 'wrong-answer'],
    ['by resetting', (socket) => void socket.once('data', () => socket.resetAndDestroy()), 'broken'],
    ['by closing', (socket) => void socket.once('data', () => socket.destroy()), 'broken'],
    ['never', (socket) => void socket.resume(), 'timeout'],
    ['never, and reads nothing', (socket) => void socket.pause(), 'timeout'],
    [
      'a byte at a time, for ever',
      (socket) => {
        socket.resume()
        const timer = setInterval(() => socket.write('s'), 20)
        socket.once('close', () => clearInterval(timer))
      },
      'timeout',
    ],
  ]
  it.each(misbehaving)('%s is no verdict', async (_, talk, reason) => {
    const { verdict, admitted } = await report(await scanner({ talk, tcp: true }), Buffer.alloc(20_000_000), {
      length: 65_536,
      limits: { timeout: reason === 'timeout' ? 400 : 20_000 },
    })
    expect([verdict, admitted]).toEqual([expect.objectContaining({ kind: 'not-scanned', reason }), false])
  })

  it('where nobody listens there is no verdict', async () => {
    const { verdict } = await report({ address: { path: '/nonexistent/clamd.sock' }, contents: [], stop() {} }, 'x')
    expect(verdict).toMatchObject({ reason: 'unreachable' })
  })

  it('a chunk without bytes is not the end', async () => {
    const one = await scanner({ answer: finds })
    const session = new Instream(one.address, { signal: new AbortController().signal, timeout: 5000, limit: 100 })
    await session.write(Buffer.alloc(0))
    await session.write(Buffer.from('EV'))
    await session.write(Buffer.alloc(0))
    await session.write(Buffer.from('IL'))
    expect(await session.finish()).toEqual({ kind: 'infected', name: 'Test.Evil' })
  })

  it('ends with whoever sends', async () => {
    const one = await scanner({ answer: finds })
    const leaving = new AbortController()
    const limits = { ...usualLimits, timeout: 5000 }
    const options = { clamd: one.address, limits, endToEnd: [], signal: leaving.signal }
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half')
      throw new Error('reset')
    }
    async function* stuck(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half')
      leaving.abort()
      await new Promise(() => {})
    }
    for (const bytes of [broken(), stuck()]) {
      expect((await scanBody({ type: 'text/plain', bytes }, options)).verdict).toMatchObject({ kind: 'not-scanned', reason: 'cancelled' })
    }
  })
})

describe('many bodies', () => {
  const body = (): Body => ({ type: 'text/plain', bytes: pieces(Buffer.from('content'), 3) })
  const limits = { ...usualLimits, timeout: 5000 }

  it('are scanned in turn, each told, and refused where too many wait', async () => {
    const events: ScanReport[] = []
    let [now, most] = [0, 0]
    const one = await scanner({
      talk(socket) {
        most = Math.max(most, ++now)
        const answer = (): void => {
          now--
          socket.end('stream: OK\0')
        }
        socket.once('data', () => setTimeout(answer, 30))
      },
    })
    const many = new Scanner({ clamd: one.address, limits, threads: 10, waiting: 3, unfit: async () => undefined })
    const ask = { endToEnd: [], signal: new AbortController().signal, tell: async (report: ScanReport) => void events.push(report) }
    const reports = await Promise.all(Array.from({ length: 7 }, async () => many.scan({ ...ask, body: body() })))
    expect(reports.map(({ verdict }) => (verdict.kind === 'not-scanned' ? verdict.reason : verdict.kind))).toEqual([
      ...Array(5).fill('clean'),
      'busy',
      'busy',
    ])
    expect(most).toBeLessThanOrEqual(2)
    expect(new Set(events)).toEqual(new Set(reports))
  })

  it('do not pass where they cannot be told', async () => {
    const one = await scanner({ answer: finds })
    const many = new Scanner({ clamd: one.address, limits, threads: 10, waiting: 0, unfit: async () => undefined })
    const tell = async (): Promise<void> => Promise.reject(new Error('full'))
    await expect(many.scan({ body: body(), endToEnd: [], signal: new AbortController().signal, tell })).rejects.toThrow('full')
  })

  it('do not pass where a clean of the scanner would prove nothing', async () => {
    const one = await scanner({})
    const why = notScanned('unfit', 'it finds nothing')
    const many = new Scanner({ clamd: one.address, limits, threads: 10, waiting: 0, unfit: async () => why })
    const report = await many.scan({ body: body(), endToEnd: [], signal: new AbortController().signal, tell: async () => {} })
    expect(report).toMatchObject({ verdict: why, admitted: false, scanned: 0 })
    expect(one.contents).toEqual([])
  })
})

describe('health', () => {
  it('is bad where somebody else answers', async () => {
    const one = await scanner({ talk: (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\0')) })
    const asked = { signal: new AbortController().signal, timeout: 2000 }
    expect(await scannerHealth(one.address, 0, Buffer.from('random'), asked)).toMatchObject({ answers: false, detects: false })
  })

  it('does not believe a scanner that finds nothing, or everything', async () => {
    for (const answer of ['stream: OK\0', 'stream: X FOUND\0']) {
      const one = await scanner({
        talk: (socket) =>
          void socket.once('data', (bytes: Buffer) =>
            socket.end(bytes.includes('VERSION') ? 'ClamAV 1.4.6/27000/Mon Nov 30 08:00:00 2026\0' : answer),
          ),
      })
      const asked = { signal: new AbortController().signal, timeout: 2000 }
      const now = Date.UTC(2026, 11, 2, 8)
      expect(await scannerHealth(one.address, now, Buffer.from('random'), asked)).toEqual({
        answers: true,
        version: '1.4.6',
        signaturesAge: 2 * 86_400_000,
        detects: false,
      })
    }
  })
})
