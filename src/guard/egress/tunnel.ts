import { createHash, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AdmissionPorts, Facts, WayOut } from './admission.ts'
import { enter, permitted, teller } from './admission.ts'
import type { Budgets } from './budget.ts'
import type { Lookup } from './dial.ts'
import { checkedAddresses, dialChecked } from './dial.ts'
import type { EgressEvent } from './events.ts'
import { Front } from './front.ts'
import { longestForwarded, longestHead, readConnect } from './head.ts'
import { clientHelloOf, serverCertificateOf } from './hello.ts'
import type { EgressEntry, EgressReason } from './list.ts'
import { isPlaintext } from './list.ts'
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

export interface TunnelPorts extends AdmissionPorts {
  readonly lookup: Lookup
  readonly limits: TunnelLimits
  /** Takes a client whose request is not CONNECT but HTTP for a proxy; absent: such are refused. */
  readonly forward?: (client: Socket) => void
}

/** The most of a ClientHello, and of what comes before a server's certificate is whole. */
const longestHello = 65_536

/** Serves one client from its first byte to its last. It never rejects but for a log that cannot be written. */
export async function serveTunnel(client: Socket, budgets: Budgets, ports: TunnelPorts): Promise<void> {
  const facts: Facts = {}
  const tell = teller(ports, facts)
  let isOpen = false
  let isHandedOver = false
  let server: Socket | undefined
  let entered: string | undefined
  try {
    const front = new Front(client)
    const text = await headIn(front, ports)
    if (ports.forward !== undefined && isForProxy(text)) {
      isHandedOver = true
      front.release()
      return ports.forward(client)
    }
    const head = connectIn(text)
    front.drop(text.length + endOfHead.length)
    entered = enter(head, facts, budgets, ports)
    const { entry, object } = await permitted(head, entered, facts, ports.list(), tell)
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

const endOfHead = '\r\n\r\n'

/** The head of a request without the empty line behind it, an octet a character. */
async function headIn(front: Front, { limits, forward }: TunnelPorts): Promise<string> {
  const look = (bytes: Buffer): string | undefined => {
    const at = bytes.indexOf(endOfHead)
    if (at !== -1) return bytes.toString('latin1', 0, at)
    const most = forward !== undefined && isForProxy(bytes.toString('latin1', 0, 64)) ? longestForwarded : longestHead
    if (bytes.length > most) throw new Refusal('malformed', `a head of more than ${most} bytes`)
    return undefined
  }
  return front.until(look, longestForwarded, limits.head, 'malformed')
}

/** A request line with the whole URL (RFC 9112, section 3.2.2). */
function isForProxy(head: string): boolean {
  return /^(?!CONNECT )[A-Z]+ [a-z][a-z0-9+.-]*:\/\//i.test(head.slice(0, 64))
}

function connectIn(text: string): WayOut {
  const read = readConnect(text)
  if (!read.ok) throw new Refusal('malformed', read.detail)
  return read.head
}

/** TLS it is, and for the name that was asked for; for an address there is no name (RFC 6066, section 3). */
async function checkHello(
  front: Front,
  { target }: WayOut,
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
