import { createHash, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Budgets } from './budget.ts'
import type { Lookup } from './dial.ts'
import { checkedAddresses, dialChecked } from './dial.ts'
import type { EgressEvent, TellEgress } from './events.ts'
import { Front } from './front.ts'
import type { ConnectHead } from './head.ts'
import { longestForwarded, longestHead, readConnect } from './head.ts'
import { clientHelloOf, serverCertificateOf } from './hello.ts'
import type { EgressEntry, EgressList, EgressReason } from './list.ts'
import { isPlaintext, judge } from './list.ts'
import { answerTo, Refusal } from './refusal.ts'

export interface TunnelLimits {
  /** Milliseconds for the head, for an address, for a connection, for the first bytes inside it; without any byte; altogether. */
  readonly head: number
  readonly resolve: number
  readonly connect: number
  readonly hello: number
  readonly idle: number
  readonly life: number
  /** Bytes of one connection in both directions. */
  readonly bytes: number
}

export interface TunnelPorts {
  /** The list that holds now. */
  readonly list: () => EgressList
  /** Who asks, or undefined for nobody that is known. */
  readonly roleOf: (head: Pick<ConnectHead, 'authorization'>) => string | undefined
  readonly lookup: Lookup
  readonly now: () => number
  /** Writes the event down for good. Where it fails nothing is relayed. */
  readonly tell: TellEgress
  readonly limits: TunnelLimits
  /** Takes a client whose request is not CONNECT but HTTP for a proxy; absent: such are refused. */
  readonly forward?: (client: Socket) => void
}

/** What no entry permits and what is not as entries want it: `report` lets it pass. */
export const relaxed: ReadonlySet<EgressReason> = new Set(['not-listed', 'port', 'role', 'not-tls', 'server-name', 'pin'])

/** The most of a ClientHello, and of what comes before a server's certificate is whole. */
const longestHello = 65_536

/** What is known of a connection by now. */
export type Facts = { -readonly [K in 'role' | 'host' | 'port' | 'entry' | 'address' | 'pin']?: EgressEvent[K] }

/** Serves one client from its first byte to its last. It never rejects but for a log that cannot be written. */
export async function serveTunnel(client: Socket, budgets: Budgets, ports: TunnelPorts): Promise<void> {
  const facts: Facts = {}
  const tell = async (outcome: EgressEvent['outcome'], more: Partial<EgressEvent> = {}): Promise<void> => {
    await ports.tell({ what: 'egress', at: ports.now(), outcome, role: '', host: '', port: 0, ...facts, ...more })
  }
  let isOpen = false
  let isHandedOver = false
  let server: Socket | undefined
  let entered: string | undefined
  try {
    const front = new Front(client)
    const end = await endOfHead(front, ports)
    if (ports.forward !== undefined && (await front.until(isForProxy, longestForwarded, 0, 'malformed'))) {
      isHandedOver = true
      front.release()
      return ports.forward(client)
    }
    const head = await readHead(front, end, ports)
    Object.assign(facts, { host: head.target.host, port: head.port })
    const role = ports.roleOf(head)
    if (role === undefined) throw new Refusal('no-role', 'nobody that is known')
    facts.role = role
    const full = budgets.enter(role, ports.now())
    if (full !== undefined) throw new Refusal('budget', full)
    entered = role

    const list = ports.list()
    const object = async (reason: EgressReason, detail: string): Promise<void> => {
      if (list.mode !== 'report' || !relaxed.has(reason)) throw new Refusal(reason, detail)
      await tell('reported', { reason, detail })
    }
    const judged = judge(list, { role, target: head.target, port: head.port })
    const entry = judged.ok ? judged.entry : undefined
    if (judged.ok) facts.entry = judged.entry.id
    else await object(judged.reason, judged.detail)

    const addresses = await checkedAddresses(head.target, entry, ports.now(), ports.lookup, ports.limits.resolve)
    const dialled = await dialChecked(addresses, head.port, ports.limits.connect)
    server = dialled.socket
    facts.address = dialled.address
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    isOpen = true
    const isClear = entry !== undefined && isPlaintext(entry, ports.now())
    await tell('opened', { carried: isClear ? 'clear' : await checkHello(front, head, ports.limits, object) })
    front.release()
    await tell('closed', await relayed(client, server, entry, ports.limits, facts, object))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await tell('refused', { reason: error.reason, detail: error.message })
    if (!isOpen) client.end(answerTo(error.reason))
  } finally {
    if (entered !== undefined) budgets.leave(entered)
    server?.destroy()
    if (!isHandedOver) client.destroySoon()
  }
}

async function endOfHead(front: Front, { limits, forward }: TunnelPorts): Promise<number> {
  let most = longestHead
  return front.until(
    (bytes) => {
      if (forward !== undefined && isForProxy(bytes)) most = longestForwarded
      const at = bytes.indexOf('\r\n\r\n')
      if (at === -1 && bytes.length > most) throw new Refusal('malformed', `a head of more than ${most} bytes`)
      return at === -1 ? undefined : at
    },
    longestForwarded,
    limits.head,
    'malformed',
  )
}

/** A request line with the whole URL (RFC 9112, section 3.2.2). */
function isForProxy(bytes: Buffer): boolean {
  return /^(?!CONNECT )[A-Z]+ [a-z][a-z0-9+.-]*:\/\//i.test(bytes.toString('latin1', 0, 64))
}

async function readHead(front: Front, end: number, { limits }: TunnelPorts): Promise<ConnectHead> {
  const read = await front.until((bytes) => readConnect(bytes.toString('latin1', 0, end)), longestHead + 4, limits.head, 'malformed')
  if (!read.ok) throw new Refusal('malformed', read.detail)
  front.drop(end + 4)
  return read.head
}

/** TLS it is, and for the name that was asked for; for an address there is no name (RFC 6066, section 3). */
async function checkHello(
  front: Front,
  { target }: ConnectHead,
  limits: TunnelLimits,
  object: (reason: EgressReason, detail: string) => Promise<void>,
): Promise<'tls' | 'clear'> {
  const look = (bytes: Buffer): Exclude<ReturnType<typeof clientHelloOf>, { kind: 'more' }> | undefined => {
    const hello = clientHelloOf(bytes)
    return hello.kind === 'more' ? undefined : hello
  }
  const hello = await front.until(look, longestHello, limits.hello, 'not-tls')
  if (hello.kind === 'not-tls') {
    await object('not-tls', hello.why)
    return 'clear'
  }
  const wanted = target.kind === 'name' ? target.host : undefined
  if (hello.serverName?.toLowerCase() !== wanted)
    await object('server-name', `TLS asks for ${shown(hello.serverName)} inside a connection to ${target.host}`)
  return 'tls'
}

/** Passes bytes on in both directions, the server's first ones only when its certificate was looked at where pins want that. */
async function relayed(
  client: Socket,
  server: Socket,
  entry: EgressEntry | undefined,
  limits: TunnelLimits,
  facts: Facts,
  object: (reason: EgressReason, detail: string) => Promise<void>,
): Promise<Pick<EgressEvent, 'sent' | 'received' | 'detail'>> {
  const ended = new AbortController()
  const life = setTimeout(() => ended.abort(), limits.life)
  let [sent, received] = [0, 0]
  const counted = (add: (bytes: number) => void): Transform =>
    new Transform({
      transform(chunk: Buffer, _, done) {
        add(chunk.length)
        if (sent + received > limits.bytes) ended.abort()
        done(null, chunk)
      },
    })
  for (const socket of [client, server]) socket.setTimeout(limits.idle, () => ended.abort())
  const { signal } = ended
  const quiet = async (flow: Promise<void>): Promise<void> => flow.catch(() => ended.abort())
  try {
    const out = quiet(
      pipeline(
        client,
        counted((bytes) => (sent += bytes)),
        server,
        { signal },
      ),
    )
    const pins = entry?.pins ?? []
    if (pins.length > 0) {
      const front = new Front(server)
      await checkPin(front, pins, limits, facts, object)
      front.release()
    }
    await Promise.all([
      out,
      quiet(
        pipeline(
          server,
          counted((bytes) => (received += bytes)),
          client,
          { signal },
        ),
      ),
    ])
    return { sent, received, ...(sent + received > limits.bytes ? { detail: `more than ${limits.bytes} bytes` } : {}) }
  } finally {
    clearTimeout(life)
    ended.abort()
  }
}

async function checkPin(
  front: Front,
  pins: readonly string[],
  limits: TunnelLimits,
  facts: Facts,
  object: (reason: EgressReason, detail: string) => Promise<void>,
): Promise<void> {
  const look = (bytes: Buffer): Exclude<ReturnType<typeof serverCertificateOf>, { kind: 'more' }> | undefined => {
    const seen = serverCertificateOf(bytes)
    return seen.kind === 'more' ? undefined : seen
  }
  const seen = await front.until(look, longestHello, limits.hello, 'pin')
  if (seen.kind === 'not-tls') return object('pin', seen.why)
  facts.pin = seen.kind !== 'certificate' ? 'not-seen' : pins.includes(pinOf(seen.der) ?? '') ? 'matches' : 'differs'
  if (facts.pin === 'differs') await object('pin', "the server's certificate has another key")
}

/** `sha256/` and the digest of the key; undefined for what is no certificate. */
export function pinOf(der: Buffer): string | undefined {
  try {
    const key = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' })
    return `sha256/${createHash('sha256').update(key).digest('base64')}`
  } catch {
    return undefined
  }
}

function shown(name: string | undefined): string {
  return name === undefined ? 'no name' : /^[\w.-]{1,100}$/.test(name) ? name : 'something that is no name'
}
