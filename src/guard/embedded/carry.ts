import type { TLSSocket } from 'node:tls'
import { reportPath } from '../browser/csp/policy.ts'
import { largestReport } from '../browser/csp/report.ts'
import { canonicalHost } from '../paths/host.ts'
import { canonicalTarget } from '../paths/target.ts'
import { sourceOf } from '../people/budget.ts'
import { oneOf, pairsOf } from '../relay/hops.ts'
import type { Headers } from '../relay/hops.ts'
import type { Answer as Given, Asking, Behind } from '../relay/pools.ts'
import type { Answer } from '../serve/heads/write.ts'
import type { Later } from '../serve/rate.ts'
import { answered } from '../serve/wire.ts'
import { fromPortal, fromProgram, ofGuard } from './answer.ts'
import { bodyOf, TooLarge } from './body.ts'
import { toPortal, toProgram } from './forward.ts'
import { begin, give, over, say } from './give.ts'
import type { Head } from './head.ts'
import { headOf, questionOf } from './head.ts'
import type { Passage } from './passage.ts'
import type { Peer } from './peer.ts'
import { peerOf } from './peer.ts'
import type { Place } from './place.ts'
import { openSocket } from './socket.ts'
import type { Works } from './works.ts'

/** What is counted of one source, whatever it asks. */
export interface Counts {
  /** Open connections. */
  readonly open: (source: string) => number
  /** Of a window of two seconds. */
  readonly later: Later
}

/** What is known of a request when somebody else answers it. */
interface Known {
  readonly passage: Passage
  readonly works: Works
  readonly head: Head
  readonly place: Place
  readonly peer: Peer
  readonly signal: AbortSignal
}

/** Bytes of an answer of a SAML provider: 256 KiB in base64, escaped. */
const portalBody = 512 * 1024

/** Answers one request: by what the decision service says, with what the program or the portal says. It never rejects. */
export async function carry(passage: Passage, works: Works, counts: Counts, trouble: (what: string) => void): Promise<void> {
  const { message, response } = passage
  const gone = new AbortController()
  response.once('close', () => response.writableFinished || gone.abort())
  let place: Place | undefined
  let decision: Answer | undefined
  const refuse = (status: number, more: Headers = []): void => say(passage, status, [...ofGuard(place, decision), ...more])
  try {
    const head = headOf(message)
    // what two could read in two ways ends its connection
    if ('refused' in head) return say(passage, head.refused, ofGuard(undefined, undefined), true)
    const peer = peerOf(message.socket as TLSSocket, works.asksForCertificates)
    if (peer === undefined) return refuse(400)
    const host = canonicalHost(head.host)
    place = host === undefined ? undefined : works.places.get(host)
    // one connection, one host
    if (place === undefined || peer.name.toLowerCase() !== host) {
      place = undefined
      return refuse(421)
    }
    if (isTooMuch(place, peer, counts)) return refuse(429, [['Retry-After', '1']])
    const known: Known = { passage, works, head, place, peer, signal: gone.signal }
    if (head.target.startsWith('/.guard/')) return await portal(known)
    decision = await works.ask(questionOf(head, peer, works.rendered))
    if (decision.status !== 200) return refuse(statusOf(decision), more(decision))
    await handOn(known, decision)
  } catch (error) {
    if (error instanceof TooLarge) return refuse(413)
    if (gone.signal.aborted) return
    trouble(`a request was not carried: ${codeOf(error)}`)
    refuse(503)
  } finally {
    works.answered(response.statusCode)
  }
}

function isTooMuch({ site }: Place, { remote }: Peer, { open, later }: Counts): boolean {
  const { connectionsPerAddress, requestsPerSecond } = site.limits
  const source = sourceOf(remote)
  return open(source) > connectionsPerAddress || (requestsPerSecond !== undefined && later(source, site.host, 2 * requestsPerSecond) > 0)
}

function statusOf({ status, headers }: Answer): number {
  if (status === 401) return headers[answered.ask] === 'log-in' ? 302 : 401
  return Number(headers[answered.status] ?? 403)
}

function more({ headers }: Answer): Headers {
  const [later, location] = [headers[answered.later], headers[answered.location]]
  return [...(later === undefined ? [] : [['Retry-After', later] as const]), ...(location === undefined ? [] : [['Location', location] as const])]
}

async function portal(known: Known): Promise<void> {
  const { passage, works, head, place, peer } = known
  const isPlain = !('refused' in canonicalTarget(head.target)) && passage.upgrade === undefined
  if (!isPlain) return say(passage, 400, ofGuard(place, undefined))
  const most = head.target === reportPath ? largestReport : portalBody
  const answer = await ask(known, works.portal, head.target, toPortal(head, place, peer), most)
  await handBack(known, answer, fromPortal(answer.raw, place))
}

async function handOn(known: Known, decision: Answer): Promise<void> {
  const { passage, works, head, place, peer } = known
  const target = decision.headers[answered.upstream] ?? head.target
  const headers = toProgram(head, place, peer, decision)
  const ticket = decision.headers[answered.ticket]
  if (ticket !== undefined) {
    if (passage.upgrade === undefined) return say(passage, 400, ofGuard(place, decision))
    return openSocket(passage, passage.upgrade, {
      socket: works.upgrades,
      method: head.method,
      target,
      headers: [...headers, [answered.ticket, ticket]],
      answer: (raw) => fromProgram(raw, place, decision),
    })
  }
  const isLooked = decision.headers[answered.look] !== undefined
  const behind = isLooked ? works.bodies(place) : place.site
  const said = isLooked ? [...headers, ...questionOf(head, peer, '')] : headers
  const answer = await ask(known, behind, target, said, place.largest)
  await handBack(known, answer, fromProgram(answer.raw, place, decision))
}

/** Asks whoever answers. A connection that was kept may end just when it is used: what changes nothing is asked once more. */
async function ask({ passage, works, head, signal }: Known, behind: Behind, target: string, headers: Headers, most: number): Promise<Given> {
  const length = head.said.get('content-length')
  if (length !== undefined && Number(length) > most) throw new TooLarge()
  const asking: Asking = { method: head.method, target, headers, signal }
  if (head.body !== 'none') {
    if (passage.expects === true) passage.response.writeContinue()
    const body = bodyOf(passage, most)
    return works.ways.ask(behind, { ...asking, body, ...(length === undefined ? {} : { length: Number(length) }) })
  }
  try {
    return await works.ways.ask(behind, asking)
  } catch (error) {
    if (signal.aborted || codeOf(error) !== 'UND_ERR_SOCKET' || !['GET', 'HEAD', 'OPTIONS'].includes(head.method)) throw error
    return works.ways.ask(behind, asking)
  }
}

async function handBack({ passage, head }: Known, { status, raw, body }: Given, headers: Headers): Promise<void> {
  const length = status === 204 ? undefined : oneOf(pairsOf(raw), 'content-length')
  begin(passage, status, length === undefined ? headers : [...headers, ['Content-Length', length]])
  if (head.method !== 'HEAD' && status !== 204 && status !== 304) return give(passage, body)
  // nothing comes, and the connection is free again
  for await (const _ of body);
  over(passage)
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ('code' in error ? String(error.code) : error.message) : 'unknown'
}
