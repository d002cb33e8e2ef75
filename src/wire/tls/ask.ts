import type { Exchange, Taken } from '../conversation.ts'
import { Conversation } from '../conversation.ts'
import type { Dial } from '../dial.ts'
import type { FaultKind } from '../fault.ts'
import { WireError } from '../fault.ts'
import { alertName } from './data/alerts.ts'
import { messageType, versionName } from './data/numbers.ts'
import { suiteNames } from './data/suites.ts'
import type { Offer } from './hello.ts'
import { clientHello, helloRecord } from './hello.ts'
import type { HandshakeMessage } from './records.ts'
import { Messages, nextMessage, NotTls, spoken, TlsAlert } from './records.ts'
import type { CertificateRequest, KeyExchange, ServerHello } from './server-messages.ts'
import { certificateList, certificateRequest, groupOf, keyExchange, serverHello, stapledStatus } from './server-messages.ts'
import type { Ssl2Answer } from './ssl2.ts'
import { ssl2Answer, ssl2Hello } from './ssl2.ts'

/** How a server is reached and asked. */
export interface TlsMeans {
  readonly dial: Dial
  readonly host: string
  readonly port: number
  readonly signal: AbortSignal
  /** Milliseconds for one conversation. */
  readonly timeout: number
  readonly serverName?: string
  /** Asks for TLS first, where the protocol begins in clear; false when the server does not do it. */
  readonly upgrade?: (talk: Conversation) => Promise<boolean>
  readonly transcript: Exchange[]
}

/** What a server sends in clear up to TLS 1.2. */
export interface Flight {
  readonly hello: ServerHello
  readonly certificates?: readonly Buffer[]
  readonly exchange?: KeyExchange
  readonly request?: CertificateRequest
  readonly staple?: Buffer
}

/** What became of one ClientHello. These are kept apart: only some of them are a refusal. */
export type Outcome =
  /** it was accepted, within what was offered */
  | { readonly kind: 'accepted'; readonly flight: Flight }
  /** the server would go on with another version than the one that was asked for */
  | { readonly kind: 'other-version'; readonly version: number }
  /** the answer is not among the offers: it proves nothing */
  | { readonly kind: 'unexpected'; readonly why: string }
  /** it begins like TLS and is broken, or breaks off */
  | { readonly kind: 'garbled'; readonly why: string }
  | { readonly kind: 'alert'; readonly code: number }
  /** closed or reset without a byte of an answer */
  | { readonly kind: 'closed' | 'reset' }
  /** connected, and no answer until the deadline */
  | { readonly kind: 'silent' }
  /** somebody answers who does not speak TLS */
  | { readonly kind: 'not-tls'; readonly first: Buffer }

/** True where the server said no, by its own word or deed. */
export function isRefusal({ kind }: Outcome): boolean {
  return kind === 'alert' || kind === 'closed' || kind === 'reset' || kind === 'other-version'
}

/** The server says no when it is asked to begin TLS. */
export class NoUpgrade extends WireError {
  constructor() {
    super('garbage', 'the server does not begin TLS when asked to')
  }
}

/** Bytes of a server that are read: certificates may have many thousand names. */
const mostBytes: number = 1 << 21

/** A conversation with the server's TLS end: the connection stands, and what comes before TLS is done. */
export async function openForTls(means: TlsMeans): Promise<Conversation> {
  const { dial, host, port, signal, timeout, upgrade } = means
  const stream = await dial(host, port, { signal, timeout })
  const talk = new Conversation(stream, { signal, timeout, limit: mostBytes, transcript: [] })
  if (upgrade === undefined) return talk
  try {
    if (await upgrade(talk)) return talk
  } catch (error) {
    talk.end()
    throw error
  }
  talk.end()
  throw new NoUpgrade()
}

/**
 * Sends one ClientHello on a connection of its own. `until` the ServerHello, or the whole flight in clear.
 * What is not the server's answer (no connection, no such name, cancelled) is thrown as `WireError`.
 */
export async function askHello(means: TlsMeans, offer: Offer, until: 'hello' | 'flight' = 'hello'): Promise<Outcome> {
  const talk = await openForTls(means)
  const outcome = await outcomeOf(talk, async () => {
    const { serverName } = means
    const hello = clientHello(serverName === undefined ? offer : { serverName, ...offer })
    talk.send(helloRecord(hello, offer.version), 'ClientHello')
    return readFlight(talk, offer, until)
  })
  talk.end()
  note(means, `ClientHello, ${versionName(offer.version)}, ${offer.suites.length} suites`, outcome, talk.total)
  return outcome
}

export type Ssl2Outcome = Outcome | { readonly kind: 'ssl2'; readonly suites: readonly number[] }

/** Sends a CLIENT-HELLO of SSL 2.0 with all its suites. */
export async function askSsl2(means: TlsMeans): Promise<Ssl2Outcome> {
  const talk = await openForTls(means)
  const outcome = await outcomeOf<Ssl2Outcome>(talk, async () => {
    talk.send(ssl2Hello(), 'CLIENT-HELLO')
    const answer = await talk.receive(takeSsl2, () => 'answer to SSLv2')
    if (answer === false) {
      // the server may refuse in the manner of TLS
      await nextMessage(talk, new Messages())
      return { kind: 'unexpected', why: 'a message of TLS answers SSLv2' }
    }
    if (answer.kind === 'error') return { kind: 'closed' }
    return answer.suites.length === 0 ? { kind: 'unexpected', why: 'no suite of SSLv2 is taken' } : { kind: 'ssl2', suites: answer.suites }
  })
  talk.end()
  note(means, 'CLIENT-HELLO, SSLv2', outcome, talk.total)
  return outcome
}

function takeSsl2(bytes: Buffer): Taken<Ssl2Answer | false> | undefined {
  const value = ssl2Answer(bytes)
  if (value === undefined) return undefined
  return { value, length: value === false ? 0 : bytes.length }
}

/** The ServerHello with the message that it came in. */
export interface Greeted {
  readonly hello: ServerHello
  readonly message: HandshakeMessage
}

export function isAccepted(answer: Greeted | Outcome): answer is Greeted {
  return !('kind' in answer)
}

/** Reads a ServerHello and holds it against the offer. */
export async function readHello(talk: Conversation, messages: Messages, offer: Offer): Promise<Greeted | Outcome> {
  const first = await nextMessage(talk, messages)
  if (first.type !== messageType.serverHello) return { kind: 'unexpected', why: `a message of type ${first.type} came first` }
  const hello = serverHello(first.body)
  return misfit(hello, offer) ?? { hello, message: first }
}

async function readFlight(talk: Conversation, offer: Offer, until: 'hello' | 'flight'): Promise<Outcome> {
  const messages = new Messages()
  const answer = await readHello(talk, messages, offer)
  if (!isAccepted(answer)) return answer
  const { hello } = answer
  if (until === 'hello' || hello.retry || (offer.versions ?? []).length > 0) return { kind: 'accepted', flight: { hello } }
  const flight: { -readonly [K in keyof Flight]: Flight[K] } = { hello }
  for (;;) {
    const { type, body } = await nextMessage(talk, messages)
    if (type === messageType.certificate) flight.certificates = certificateList(body)
    else if (type === messageType.serverKeyExchange) flight.exchange = keyExchange(body, suiteNames.get(hello.suite) ?? '', hello.version)
    else if (type === messageType.certificateRequest) flight.request = certificateRequest(body, hello.version)
    else if (type === messageType.certificateStatus) {
      const staple = stapledStatus(body)
      if (staple !== undefined) flight.staple = staple
    } else if (type === messageType.serverHelloDone) return { kind: 'accepted', flight }
  }
}

/** Servers do answer with what nobody offered; that is no acceptance of what was. */
function misfit(hello: ServerHello, offer: Offer): Outcome | undefined {
  const wanted = offer.versions ?? [offer.version]
  if (!wanted.includes(hello.version)) {
    return hello.version < offer.version && hello.version >= 0x0300
      ? { kind: 'other-version', version: hello.version }
      : { kind: 'unexpected', why: `${versionName(hello.version)} was not offered` }
  }
  if (!offer.suites.includes(hello.suite)) return { kind: 'unexpected', why: `suite 0x${hello.suite.toString(16).padStart(4, '0')} was not offered` }
  if (!(offer.compressions ?? [0]).includes(hello.compression)) return { kind: 'unexpected', why: 'the compression was not offered' }
  const group = groupOf(hello)
  if (group !== undefined && offer.groups !== undefined && !offer.groups.includes(group))
    return { kind: 'unexpected', why: 'the group was not offered' }
  return undefined
}

const asOutcome: Partial<Record<FaultKind, 'closed' | 'reset' | 'silent'>> = { closed: 'closed', reset: 'reset', silent: 'silent' }

/** Faults of the server as outcomes; others are thrown on. */
export async function outcomeOf<T>(talk: Conversation, ask: () => Promise<T>): Promise<T | Outcome> {
  const before = talk.total
  try {
    return await ask()
  } catch (error) {
    if (error instanceof TlsAlert) return { kind: 'alert', code: error.code }
    if (error instanceof NotTls) return { kind: 'not-tls', first: error.first }
    if (!(error instanceof WireError)) throw error
    const kind = asOutcome[error.fault.kind]
    if (kind !== undefined && kind !== 'silent' && talk.total > before) return { kind: 'garbled', why: `${kind} in the middle of an answer` }
    if (kind !== undefined) return { kind }
    if (error.fault.whose === 'server') return { kind: 'garbled', why: error.fault.detail }
    throw error
  }
}

/** One clause. */
export function said(outcome: Ssl2Outcome): string {
  switch (outcome.kind) {
    case 'accepted': {
      const { version, suite, retry } = outcome.flight.hello
      return `${versionName(version)} with ${suiteNames.get(suite) ?? 'an unknown suite'}${retry ? ', asks for another hello' : ''}`
    }
    case 'other-version':
      return `goes on with ${versionName(outcome.version)}`
    case 'ssl2':
      return `SSLv2 with ${outcome.suites.length} suites`
    case 'garbled':
      return `answers what cannot be read: ${outcome.why}`
    case 'unexpected':
      return `answers what does not fit: ${outcome.why}`
    case 'alert':
      return `alert ${alertName(outcome.code)}`
    case 'not-tls':
      return `answers ${spoken(outcome.first)}`
    case 'closed':
      return 'closes the connection'
    case 'reset':
      return 'resets the connection'
    case 'silent':
      return 'does not answer'
  }
}

/** Writes down one question and what became of it. */
export function note({ transcript }: TlsMeans, asked: string, outcome: Ssl2Outcome | string, bytes: number): void {
  if (transcript.length >= 200) return
  transcript.push({ direction: 'sent', text: asked, bytes: 0 })
  transcript.push({ direction: 'received', text: typeof outcome === 'string' ? outcome : said(outcome), bytes })
}
