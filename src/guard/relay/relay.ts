import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Conforms } from '../body/schema.ts'
import type { Decide } from '../decide/decide.ts'
import { rewritten } from '../decide/upstream.ts'
import type { BodyRule } from '../model/body.ts'
import type { Allow } from '../model/decision.ts'
import type { GuardRequest } from '../model/request.ts'
import { isAsking, requestOf } from '../serve/wire.ts'
import { workerReader } from '../serve/worker.ts'
import { judgeDownload, looksAtAnswers } from './download.ts'
import { give } from './give.ts'
import { handedOver, pairsOf } from './hops.ts'
import { pools } from './pools.ts'
import type { BodyRecords, Direction, Scan, Scanning } from './ports.ts'
import { Refused } from './refusal.ts'
import type { Room } from './spool.ts'
import { NoRoom, Spool } from './spool.ts'
import { judgeUpload } from './upload.ts'

export interface RelayParts {
  /** Decides again what the data plane was let through for; it counts nothing. */
  readonly decide: Decide
  readonly scan: Scanning
  /** By the file that a rule names. */
  readonly schemas: ReadonlyMap<string, Conforms>
  readonly records: BodyRecords
  /** Where bodies wait for their verdict. */
  readonly folder: string
  /** Bytes that wait at most, of all bodies together. */
  readonly most: number
  /** The text of a file that a site names. */
  readonly read: (file: string) => string
  /** Told of what went wrong between us and a program, or with us. */
  readonly trouble: (what: string) => void
}

export interface BodyRelay {
  readonly server: Server
  readonly close: () => Promise<void>
}

/** One request on its way. */
interface Passage {
  readonly request: GuardRequest
  readonly allowed: Allow
  readonly rule: BodyRule
  readonly signal: AbortSignal
  readonly spool: () => Spool
}

const nothing: BodyRule = { types: [], scan: 'none', endToEnd: [], redact: [], refuse: [], answer: 0 }

/**
 * The way of requests whose bodies are looked at: the data plane sends them here with what it asked the decision service, and with the headers that
 * the program is to get. Nothing of a body that waits for a verdict goes on before it. To be listened with on a socket of the data plane alone.
 */
export function bodyRelay(parts: RelayParts): BodyRelay {
  const workerOf = workerReader()
  const ways = pools(parts.read)
  const room: Room = { taken: 0, most: parts.most }
  // the data plane has the whole request before it sends it
  const server = createServer({ maxHeaderSize: 131_072, keepAliveTimeout: 65_000, requestTimeout: 600_000 }, (message, response) => {
    void carry(message, response, parts, workerOf, ways, room)
  })
  server.maxRequestsPerSocket = 0
  return { server, close: ways.close }
}

async function carry(
  message: IncomingMessage,
  response: ServerResponse,
  parts: RelayParts,
  workerOf: (text: string) => string | undefined,
  ways: ReturnType<typeof pools>,
  room: Room,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const spools: Spool[] = []
  try {
    const request = requestOf(new Map(pairsOf(message.rawHeaders).map(([name, value]) => [name.toLowerCase(), value])), workerOf)
    if (request === undefined || request.method !== message.method) return refuse(response, 400, 'broken-request')
    const decision = await parts.decide(request)
    // the data plane answers it: it has no body, and is for nobody behind
    if (decision.outcome === 'preflight') return refuse(response, 400, 'broken-request')
    if (decision.outcome !== 'allow') {
      await parts.records.decision(request, decision)
      return refuse(response, 403, decision.reason)
    }
    const spool = (): Spool => {
      const made = new Spool(parts.folder, room)
      spools.push(made)
      return made
    }
    await pass(message, response, parts, ways, { request, allowed: decision, rule: decision.route.look ?? nothing, signal: gone.signal, spool })
  } catch (error) {
    if (!gone.signal.aborted) parts.trouble(`a request was not carried: ${codeOf(error)}`)
    // the client went away, the program did, or something of ours: either way nothing more goes on
    if (response.headersSent) response.destroy()
    else refuse(response, 502, 'unavailable')
  } finally {
    // what nobody read would stand before the next request of the connection
    message.resume()
    await Promise.all(spools.map(async (spool) => spool.close().catch(() => {})))
  }
}

async function pass(
  message: IncomingMessage,
  response: ServerResponse,
  parts: RelayParts,
  ways: ReturnType<typeof pools>,
  { request, allowed, rule, signal, spool }: Passage,
): Promise<void> {
  const { site, route } = allowed
  let direction: Direction = 'upload'
  try {
    const scan: Scan = async (body, way) => parts.scan(allowed, body, way, signal)
    const conforms = rule.schema === undefined ? undefined : parts.schemas.get(rule.schema)
    if (rule.schema !== undefined && conforms === undefined) throw new Refused(503, 'body-schema', 'there is no such schema')
    const judged = await judgeUpload(
      { method: request.method, headers: pairsOf(message.rawHeaders), body: message.iterator({ destroyOnReturn: false }) },
      { route, rule, scan, spool, ...(conforms === undefined ? {} : { conforms }) },
    )
    const looks = looksAtAnswers(rule)
    const headers = handedOver(
      message.rawHeaders,
      (name) => isAsking(name) || (looks && (name === 'accept-encoding' || name === 'range' || name === 'if-range')),
    )
    const answer = await ways.ask(site, {
      method: request.method,
      target: rewritten(route, request.target) ?? request.target,
      headers: looks ? [...headers, ['accept-encoding', 'identity']] : headers,
      ...judged,
      signal,
    })
    direction = 'download'
    await give(response, await judgeDownload(answer, { method: request.method, rule, scan, spool }))
  } catch (error) {
    const refused = error instanceof NoRoom ? new Refused(503, 'no-room', error.message) : error
    if (!(refused instanceof Refused) || response.headersSent) throw refused
    await parts.records.refused(allowed, direction, refused.refusal)
    refuse(response, refused.refusal.status, refused.refusal.reason)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ('code' in error ? String(error.code) : error.message) : 'unknown'
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`refused: ${reason}\n`)
}
