import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sleep } from '../../src/cli/sleep.ts'
import type { Ask } from '../../src/engine/verify/run.ts'
import { askEach } from '../../src/engine/verify/run.ts'
import type { Answer } from '../../src/model/observed.ts'
import type { ProtocolProbes } from '../../src/probes/probe.ts'
import { detectTls, tlsProbes } from '../../src/probes/tls/index.ts'
import { findTransport } from '../../src/probes/transport.ts'
import { protocolProbes, reportFormats } from '../../src/registry.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import { call } from '../in-process.ts'

/** Nothing of it may reach any output. */
const canary = 'Canary7f3b91'
const patience = 1500
const grace = 1000

type Behaviour = (socket: Socket) => void

/** Sends without end, as fast as it is read. */
const flood =
  (piece: Buffer): Behaviour =>
  (socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.writable && socket.write(piece));
    }
    socket.on('drain', more)
    more()
  }
const once =
  (text: string | Buffer, end: 'close' | 'stay' = 'close'): Behaviour =>
  (socket) => {
    socket.write(text)
    if (end === 'close') socket.end()
  }
/** Says this to everything it hears. */
const toAll =
  (text: string | Buffer): Behaviour =>
  (socket) => {
    socket.on('data', () => socket.write(text))
  }
const drip: Behaviour = (socket) => {
  const timer = setInterval(() => socket.write('a'), 20)
  socket.on('close', () => clearInterval(timer))
}
const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024))

const behaviours: readonly (readonly [string, Behaviour])[] = [
  ['a tarpit', () => {}],
  ['a byte now and then', drip],
  ['an endless banner', flood(Buffer.alloc(16_384, 0x41))],
  ['endless lines', flood(Buffer.from(`220-${canary}\r\n`.repeat(500)))],
  ['random bytes', once(randomBytes(4096))],
  ['random bytes without end', flood(randomBytes(16_384))],
  ['huge lengths', toAll(Buffer.alloc(64, 0xff))],
  ['a huge header', toAll(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(2_000_000)}`)],
  ['many headers', toAll(`HTTP/1.1 200 OK\r\n${`Set-Cookie: a=${canary}\r\n`.repeat(20_000)}\r\n`)],
  ['a bomb', toAll(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`), bomb]))],
  ['an echo', (socket) => void socket.pipe(socket)],
  ['a reset at once', (socket) => void socket.resetAndDestroy()],
  ['half a TLS record', toAll(Buffer.from('160303ffff0200', 'hex'))],
  ['an alert', toAll(Buffer.from('15030300020228', 'hex'))],
  ['HTTP', toAll(`HTTP/1.1 400 Bad Request\r\nServer: ${canary}\r\nContent-Length: 0\r\n\r\n`)],
  ['Redis', toAll(`-ERR ${canary}\r\n`)],
  ['SSH', once(`SSH-2.0-${canary}\r\n`, 'stay')],
  ['SMTP', once(`220 ${canary} ESMTP\r\n`, 'stay')],
  ['MySQL', once(Buffer.from(`4a0000000a${Buffer.from(canary).toString('hex')}00${'01'.repeat(60)}`, 'hex'), 'stay')],
  ['PostgreSQL', toAll(Buffer.from(`E\0\0\0\u0020SFATAL\0C28000\0M${canary}\0\0`, 'latin1'))],
]

let servers: Server[] = []
let sockets: Socket[] = []
afterEach(() => {
  for (const each of sockets) each.destroy()
  for (const server of servers) server.close()
  ;[servers, sockets] = [[], []]
})

async function listening(behave: Behaviour): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    behave(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

describe('hostile servers', () => {
  let protocols: readonly ProtocolProbes[] = []
  beforeAll(async () => {
    protocols = await Promise.all(Object.values(protocolProbes).map((load) => load()))
  })

  async function askAllProtocols(port: number): Promise<readonly Answer[]> {
    const asks = protocols.map((protocol, index): Ask => ({
      // one stream of questions for one address: these are many servers, of which each is the same
      target: {
        id: `server:${index}`,
        component: 'server',
        host: `127.0.0.${index + 1}`,
        port,
        protocol: protocol.protocol,
        names: [],
        users: ['app'],
      },
      vantage: { ...thisMachine, dial: (_host, to, options) => thisMachine.dial('127.0.0.1', to, options) },
      protocol,
      more: [],
    }))
    const { signal } = new AbortController()
    setMaxListeners(0, signal)
    const { answers } = await askEach(asks, {
      signal,
      timeout: 150,
      patience,
      concurrency: 24,
      depth: 'assert',
      authorities: [],
      random: (bytes) => randomBytes(bytes).toString('hex'),
      now: Date.now,
      sleep,
      findTransport: (target, protocol, means) => findTransport(target, protocol, means, detectTls),
      tls: tlsProbes,
    })
    return answers.flat()
  }

  it.each(behaviours)('of which each protocol asks in bounds, and says what happened: %s', { timeout: 120_000 }, async (_, behave) => {
    const port = await listening(behave)
    const answers = await askAllProtocols(port)
    expect(answers.length).toBeGreaterThanOrEqual(protocols.length)
    for (const { milliseconds, outcome, why, transcript } of answers) {
      // the time for one question, and once more after a reset
      expect(milliseconds).toBeLessThan(2 * (patience + grace) + 10_000)
      expect(outcome === 'answered' || (why ?? '') !== '').toBe(true)
      expect(transcript.length).toBeLessThanOrEqual(400)
    }
    expect(JSON.stringify(answers)).not.toContain(canary)
    expect(process.memoryUsage().rss).toBeLessThan(900 * 1024 * 1024)
  })

  it.each(Array.from({ length: 24 }, (_unused, at) => at))('that reset after %i bytes', async (length) => {
    const answer = Buffer.from('-NOAUTH Authentication required.\r\nHTTP/1.1 200 OK\r\n\r\n').subarray(0, length)
    const port = await listening((socket) => {
      socket.on('data', () => socket.write(answer, () => socket.resetAndDestroy()))
    })
    const answers = await askAllProtocols(port)
    expect(answers.filter(({ outcome, why }) => outcome !== 'answered' && (why ?? '') === '')).toEqual([])
  })

  it('end in a report of every format, without a word of theirs and without a bug', { timeout: 120_000 }, async () => {
    const schemes = ['redis', 'postgres', 'http', 'ldap', 'ftp', 'mysql', 'mongodb', 'ssh', 'memcached', 'zookeeper']
    const chosen = behaviours.filter(([name]) => ['endless lines', 'HTTP', 'Redis', 'SSH', 'MySQL', 'PostgreSQL', 'many headers'].includes(name))
    const ports = await Promise.all(chosen.map(([, behave]) => listening(behave)))
    const targets = schemes.flatMap((scheme) => ports.flatMap((port) => ['--target', `${scheme}://127.0.0.1:${port}`]))
    for (const format of Object.keys(reportFormats)) {
      const said = await call(['verify', ...targets, '--timeout', '100', '--patience', '1', '--concurrency', '64', '--format', format, '--all'])
      expect([0, 1]).toContain(said.exit)
      expect(said.stdout.length).toBeGreaterThan(0)
      expect(said.stdout + said.stderr).not.toContain(canary)
    }
  })
})
