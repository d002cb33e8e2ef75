import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import { Client } from 'undici'
import type { BodyRule } from '../model/body.ts'
import { judgeDownload } from '../relay/download.ts'
import { give } from '../relay/give.ts'
import type { Answer } from '../relay/pools.ts'
import type { Direction } from '../relay/ports.ts'
import { Refused } from '../relay/refusal.ts'
import { NoRoom, Spool } from '../relay/spool.ts'
import type { Room } from '../relay/spool.ts'
import type { Judged } from '../relay/upload.ts'
import { judgeUpload } from '../relay/upload.ts'
import type { Body } from '../scan/body.ts'
import type { ScanReport } from '../scan/verdict.ts'
import type { Facts } from './admission.ts'
import { enter, permitted, teller } from './admission.ts'
import type { Forwarded } from './absolute.ts'
import { readAbsolute, toClient, toServer } from './absolute.ts'
import type { Budgets } from './budget.ts'
import { checkedAddresses, dialChecked } from './dial.ts'
import { longestForwarded } from './head.ts'
import { isPlaintext } from './list.ts'
import { answerTo, Refusal } from './refusal.ts'
import type { TunnelPorts } from './tunnel.ts'

/** What a request in the clear needs besides: who looks at its bodies, and where they wait for that. */
export interface Looking {
  /** Scans a body and writes its verdict down. It rejects where that cannot be written: nothing passes then. */
  readonly scan: (facts: Facts, body: Body, direction: Direction, signal: AbortSignal) => Promise<ScanReport>
  readonly folder: string
  /** Bytes of one body, and of all that wait. */
  readonly largest: number
  readonly most: number
}

/**
 * Serves clients that ask for `http://` URLs, one request on each connection: so none is behind another, and nothing else follows. Neither body goes
 * on before its verdict. `failed` gets what must not happen.
 */
export function forwarder(budgets: Budgets, ports: TunnelPorts, looking: Looking, failed: (error: unknown) => void): (client: Socket) => void {
  const room: Room = { taken: 0, most: looking.most }
  const seen = new WeakSet<Socket>()
  const server = createServer({ maxHeaderSize: longestForwarded, insecureHTTPParser: false, requireHostHeader: false })
  const serve = (message: IncomingMessage, response: ServerResponse): void => {
    const client = message.socket
    if (seen.has(client)) return void client.destroy()
    seen.add(client)
    response.shouldKeepAlive = false
    forwarded(message, response, budgets, ports, looking, room).catch((error: unknown) => {
      client.destroy()
      failed(error)
    })
  }
  // what is expected is answered after the decision, never by Node
  for (const asked of ['request', 'checkContinue', 'checkExpectation']) server.on(asked, serve)
  server.timeout = ports.limits.idle
  server.on('clientError', (_, client) => {
    // of a request that is under way its own reader hears; what follows it is nobody's
    if (seen.has(client as Socket)) return void client.destroy()
    teller(ports, {})('refused', { reason: 'malformed' }).catch(failed)
    client.end(answerTo('malformed'))
  })
  return (client) => {
    server.emit('connection', client)
    client.resume()
  }
}

async function forwarded(
  message: IncomingMessage,
  response: ServerResponse,
  budgets: Budgets,
  ports: TunnelPorts,
  looking: Looking,
  room: Room,
): Promise<void> {
  const { limits, now } = ports
  const facts: Facts = {}
  const tell = teller(ports, facts)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const life = setTimeout(() => gone.abort(), limits.life)
  const spools: Spool[] = []
  const spool = (): Spool => {
    const made = new Spool(looking.folder, room)
    spools.push(made)
    return made
  }
  const scan = async (body: Body, direction: Direction): Promise<ScanReport> => looking.scan(facts, body, direction, gone.signal)
  let entered: string | undefined
  let server: Socket | undefined
  let isOpen = false
  try {
    const read = readAbsolute(message)
    if ('malformed' in read) throw new Refusal('malformed', read.malformed)
    entered = enter(read, facts, budgets, ports)
    const { entry, object } = await permitted(read, entered, facts, ports.list(), tell)
    if (entry !== undefined && !isPlaintext(entry, now())) await object('not-tls', 'HTTP in the clear')
    const addresses = await checkedAddresses(read.target, entry, now(), ports.lookup, limits.resolve)

    const rule: BodyRule = { types: [], scan: 'both', endToEnd: [], redact: [], refuse: [], answer: looking.largest }
    const upload = { method: read.method, headers: toServer(read), body: message.iterator({ destroyOnReturn: false }) }
    if (read.head.said.has('expect')) response.writeContinue()
    const body = await judgeUpload(upload, { route: { body: looking.largest }, rule, scan, spool })
    const dialled = await dialChecked(addresses, read.port, limits.connect)
    server = dialled.socket
    facts.address = dialled.address
    await tell('opened', { carried: 'scanned' })
    isOpen = true
    const answer = await asked(read, body, server, limits.idle, gone.signal)
    const given = await judgeDownload(answer, { method: read.method, rule, scan, spool })
    await give(response, { ...given, headers: [...toClient(given.headers), ['Connection', 'close']] })
    await tell('closed', { sent: server.bytesWritten, received: server.bytesRead })
  } catch (error) {
    const refusal = refusalOf(error, isOpen)
    if (refusal === undefined) throw error
    await tell('refused', { reason: refusal.reason, detail: refusal.message })
    if (response.headersSent) response.destroy()
    else refuse(message, refusal)
  } finally {
    clearTimeout(life)
    if (entered !== undefined) budgets.leave(entered)
    server?.destroy()
    await Promise.all(spools.map(async (each) => each.close().catch(() => {})))
  }
}

/** Asks over the connection that was made to the checked address, and over no other one. */
async function asked(read: Forwarded, { body, length }: Judged, socket: Socket, patience: number, signal: AbortSignal): Promise<Answer> {
  let taken = false
  const client = new Client(`http://${read.host}`, {
    // undici takes no connection before it has asked for one
    connect: (_, done) => {
      const isFirst = !taken
      taken = true
      queueMicrotask(() => (isFirst ? done(null, socket) : done(new Refusal('unreachable', 'the server ended the connection'), null)))
    },
    headersTimeout: patience,
    bodyTimeout: patience,
    maxHeaderSize: 65_536,
    pipelining: 1,
  })
  const said = await client.request({
    method: read.method as Dispatcher.HttpMethod,
    path: read.path,
    headers: [...toServer(read).flat(), ...(length === undefined ? [] : ['Content-Length', String(length)])],
    ...(body === undefined ? {} : { body: body as unknown as Exclude<Dispatcher.DispatchOptions['body'], undefined> }),
    signal,
    responseHeaders: 'raw',
  })
  return { status: said.statusCode, raw: said.headers as unknown as readonly string[], body: said.body as AsyncIterable<Buffer> }
}

/** Undefined for what is our own fault: a log that is full. */
function refusalOf(error: unknown, isOpen: boolean): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof Refused) return new Refusal(error.refusal.reason, error.refusal.detail)
  if (error instanceof NoRoom) return new Refusal('no-room', error.message)
  const code = error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : ''
  const isOfNetwork = /^UND_ERR_|^HPE_|^AbortError$|^ABORT_ERR$|^ECONN|^EPIPE$|^ERR_STREAM_PREMATURE_CLOSE$/.test(code)
  return isOfNetwork ? new Refusal('unreachable', `${isOpen ? 'the server' : 'the client'}: ${code}`) : undefined
}

/** Milliseconds for which what a client still sends is taken: who is cut off while sending does not hear the answer. */
const lingering = 2000

function refuse(message: IncomingMessage, { reason }: Refusal): void {
  const { socket } = message
  socket.end(answerTo(reason))
  message.resume()
  const timer = setTimeout(() => socket.destroy(), lingering)
  socket.once('close', () => clearTimeout(timer))
}
