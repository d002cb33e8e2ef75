import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecureVersion } from 'node:tls'
import { connect as connectTls, createServer as createTls } from 'node:tls'
import type { BudgetLimits } from '../../src/guard/egress/budget.ts'
import type { EgressEvent } from '../../src/guard/egress/events.ts'
import type { Looking } from '../../src/guard/egress/forward.ts'
import type { EgressEntry, EgressList } from '../../src/guard/egress/list.ts'
import type { Relay } from '../../src/guard/egress/relay.ts'
import { roleByToken, startRelay, usualTunnel } from '../../src/guard/egress/relay.ts'
import type { TunnelLimits, TunnelPorts } from '../../src/guard/egress/tunnel.ts'
import { pinOf } from '../../src/guard/egress/tunnel.ts'
import { leaf, leafKey, root } from '../../src/testing/certificates.ts'

export const now: number = Date.UTC(2026, 5, 1)
export const token = 'a-token-of-the-test-that-is-long'
const digests = new Map([
  ['web', createHash('sha256').update(token).digest('hex')],
  ['jobs', createHash('sha256').update(`${token}2`).digest('hex')],
])
export const authorization = (role: string, secret: string = token): string =>
  `Proxy-Authorization: Basic ${Buffer.from(`${role}:${secret}`).toString('base64')}`
const leafDer = Buffer.from(leaf.split('\n').slice(1, -2).join(''), 'base64')
export const pin: string = pinOf(leafDer)!
export const otherPin: string = pinOf(Buffer.from(root.split('\n').slice(1, -2).join(''), 'base64'))!

const open: { close: () => unknown }[] = []

/** To be called after each test. */
export async function closed(): Promise<void> {
  for (const each of open.splice(0).toReversed()) await each.close()
}

interface World {
  readonly path: string
  readonly relay: Relay
  readonly events: EgressEvent[]
  readonly failures: unknown[]
  /** What was looked up. */
  readonly asked: string[]
}

interface Wanted {
  readonly entries: readonly EgressEntry[]
  readonly mode?: EgressList['mode']
  readonly addresses?: (name: string, time: number) => readonly string[]
  readonly limits?: Partial<TunnelLimits>
  readonly budget?: Partial<BudgetLimits>
  readonly clients?: number
  readonly tell?: TunnelPorts['tell']
  /** Scans bodies of HTTP in the clear; absent: such requests are refused. */
  readonly scan?: Looking['scan']
}

export async function world({
  entries,
  mode = 'enforce',
  addresses = () => ['127.0.0.1'],
  limits,
  budget,
  clients = 50,
  tell,
  scan,
}: Wanted): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-egress-'))
  const [events, failures, asked]: [EgressEvent[], unknown[], string[]] = [[], [], []]
  const ports: TunnelPorts = {
    list: () => ({ mode, entries }),
    roleOf: roleByToken(digests),
    lookup: async (name) => {
      asked.push(name)
      return addresses(name, asked.length)
    },
    now: () => now,
    tell: tell ?? (async (event) => void events.push(event)),
    limits: { ...usualTunnel, ...limits },
  }
  const path = join(folder, 'egress.sock')
  const looking = scan === undefined ? undefined : { scan, folder, largest: 100_000, most: 1_000_000 }
  const relay = await startRelay({ path }, ports, { open: 20, perMinute: 100, ...budget }, clients, (error) => failures.push(error), looking)
  open.push({
    async close() {
      await relay.close()
      rmSync(folder, { recursive: true, force: true })
    },
  })
  return { path, relay, events, failures, asked }
}

/** Something that listens on loopback; it greets, and gives everything back. */
export async function listening(make: (serve: (socket: Socket) => void) => Server = createServer): Promise<number> {
  const sockets = new Set<Socket>()
  const server = make((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => socket.write(bytes))
    socket.on('end', () => socket.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  return (server.address() as AddressInfo).port
}

export function tlsServer(version: SecureVersion): (serve: (socket: Socket) => void) => Server {
  return (serve) => createTls({ cert: leaf, key: leafKey, minVersion: version, maxVersion: version }, serve)
}

export function entry(port: number, more: Partial<EgressEntry> = {}): EgressEntry {
  const inside = { until: now + 1, why: 'the test', networks: ['127.0.0.0/8'] }
  return { id: 'one', host: 'api.example.com', ports: [port], roles: ['web'], purpose: 'test', owner: 'me', inside, ...more }
}
export const inClear: Pick<EgressEntry, 'plaintext'> = { plaintext: { until: now + 1, why: 'the test' } }

/** The status line, and the stream behind it. */
export async function dialled(
  path: string,
  head: string,
  first: Buffer = Buffer.alloc(0),
): Promise<{ readonly status: string; readonly socket: Socket }> {
  const socket = connect(path)
  socket.on('error', () => {})
  socket.write(Buffer.concat([Buffer.from(head), first ?? Buffer.alloc(0)]))
  const text = await new Promise<string>((resolve) => {
    let all = ''
    const onData = (bytes: Buffer): void => {
      all += bytes.toString('latin1')
      if (!all.includes('\r\n\r\n')) return
      socket.off('data', onData)
      socket.pause()
      resolve(all)
    }
    socket.on('data', onData)
    socket.once('close', () => resolve(all))
  })
  return { status: text === '' ? 'closed' : `${text.slice(9, 12)} ${text.slice(text.indexOf('\r\n\r\n') + 4).trim()}`.trim(), socket }
}

export async function asking(
  path: string,
  target: string,
  more: readonly string[] = [authorization('web')],
  first?: Buffer,
): ReturnType<typeof dialled> {
  return dialled(path, `${[`CONNECT ${target} HTTP/1.1`, ...more].join('\r\n')}\r\n\r\n`, first)
}

/** What comes back until the end, of what was sent. */
export async function echoed(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    let all = ''
    socket.on('data', (bytes: Buffer) => {
      all += bytes.toString()
      if (all.length >= text.length) socket.end()
    })
    socket.once('close', () => resolve(all))
    socket.resume()
    socket.write(text)
  })
}

/** TLS through the tunnel, and what comes back. */
export async function overTls(socket: Socket, servername: string | undefined, maxVersion: SecureVersion = 'TLSv1.3'): Promise<string> {
  const inner = connectTls({ socket, rejectUnauthorized: false, maxVersion, ...(servername === undefined ? {} : { servername }) })
  const isSecure = await new Promise((resolve) => {
    inner.once('secureConnect', () => resolve(true))
    for (const event of ['error', 'close']) inner.once(event, () => resolve(false))
  })
  return isSecure === true ? echoed(inner, 'hello') : 'closed'
}

export async function settled(events: readonly EgressEvent[], wanted: (event: EgressEvent) => boolean): Promise<EgressEvent> {
  for (let tries = 0; tries < 1000; tries++) {
    const found = events.find(wanted)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`no such event: ${JSON.stringify(events)}`)
}
