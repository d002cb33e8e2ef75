import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import type { Outcome, TlsMeans } from './ask.ts'
import { isAccepted, note, openForTls, outcomeOf, readHello } from './ask.ts'
import { Reader } from './bytes.ts'
import { extensionType, messageType, recordType, versions } from './data/numbers.ts'
import type { Offer } from './hello.ts'
import { clientHello, helloRecord, message, record } from './hello.ts'
import type { Digest } from './keys13.ts'
import { aeads, applicationSecrets, finishedOf, handshakeSecrets, hash, Protection } from './keys13.ts'
import type { HandshakeMessage } from './records.ts'
import { Messages, takeRecord, TlsAlert } from './records.ts'
import type { CertificateEntry, CertificateRequest, Extensions, ServerHello } from './server-messages.ts'
import { certificateEntries, certificateRequest13, extensionsFrom, groupOf } from './server-messages.ts'
import type { Share } from './shares.ts'
import { ownGroups, shareIn } from './shares.ts'
import type { Signed } from './signed13.ts'
import { certificateVerify } from './signed13.ts'

/** A session of TLS 1.3 as we saw it from inside: what a library of TLS keeps to itself. */
export interface Session13 {
  readonly kind: 'established'
  readonly hello: ServerHello
  readonly group: number
  readonly retried: boolean
  readonly extensions: Extensions
  readonly request?: CertificateRequest
  readonly certificates: readonly CertificateEntry[]
  readonly signed?: Signed
  readonly after: After
}

/** What the server did once the handshake was over for us. */
export interface After {
  readonly tickets: readonly { readonly lifetime: number; readonly earlyData?: number }[]
  /** `farewell`: it says good-bye inside of the session, which therefore stood. */
  readonly end: 'alert' | 'answered' | 'farewell' | 'closed' | 'silent'
  /** Of the alert that is no farewell. */
  readonly alert?: number
  /** The beginning of what it answered. */
  readonly answer?: Buffer
}

export interface HandshakeOptions {
  readonly applications?: readonly string[]
  /** Ways to sign that are offered; default: all. */
  readonly signatures?: readonly number[]
  /** Bytes of the application that are sent when a client certificate was asked for; default: the session is closed at once. */
  readonly request?: Buffer
  /** Says nothing once the handshake is over: who hangs up then does so by himself. */
  readonly quiet?: boolean
}

/** Milliseconds in which a server may say something after the handshake. */
const patience = 1000

/** A whole handshake of TLS 1.3 (RFC 8446) of our own, without a client certificate. It never carries a credential. */
export async function handshake13(means: TlsMeans, options: HandshakeOptions = {}): Promise<Session13 | Outcome> {
  const talk = await openForTls(means)
  const outcome = await outcomeOf<Session13 | Outcome>(talk, () => shake(talk, means, options))
  talk.end()
  const established = outcome.kind === 'established'
  note(means, 'ClientHello, TLSv1.3, for a whole handshake', established ? `established${afterwards(outcome.after)}` : outcome, talk.total)
  return outcome
}

function afterwards({ tickets, end, alert }: After): string {
  return `, ${tickets.length} tickets, then ${alert === undefined ? end : `alert ${alert}`}`
}

async function shake(talk: Conversation, means: TlsMeans, options: HandshakeOptions): Promise<Session13 | Outcome> {
  const messages = new Messages()
  let share = shareIn(ownGroups[0]!)
  const base: Offer = {
    version: versions.tls13,
    suites: [...aeads.keys()],
    groups: ownGroups,
    random: randomBytes(32),
    sessionId: randomBytes(32),
    ...(means.serverName === undefined ? {} : { serverName: means.serverName }),
    ...(options.applications === undefined ? {} : { applications: options.applications }),
    ...(options.signatures === undefined ? {} : { signatures: options.signatures }),
  }
  const first = clientHello({ ...base, keyShares: [share] })
  talk.send(helloRecord(first, versions.tls13), 'ClientHello')
  let answer = await readHello(talk, messages, base)
  if (!isAccepted(answer)) return answer
  const { digest } = aeads.get(answer.hello.suite)!
  let transcript = [first, answer.message.whole]
  const retried = answer.hello.retry
  if (retried) {
    const group = groupOf(answer.hello)
    if (group === undefined || !ownGroups.includes(group)) throw new WireError('garbage', 'a HelloRetryRequest without a group that was offered')
    share = shareIn(group)
    const cookie = answer.hello.extensions.get(extensionType.cookie)
    const second = clientHello({ ...base, keyShares: [share], ...(cookie === undefined ? {} : { cookie: new Reader(cookie).vector(2) }) })
    // the hash of the first hello stands in its place (RFC 8446, section 4.4.1)
    transcript = [message(254, hash(digest, first)), answer.message.whole, second]
    const suite = answer.hello.suite
    talk.send(
      Buffer.concat([record(recordType.changeCipherSpec, Buffer.from([1]), versions.tls12), helloRecord(second, versions.tls13)]),
      'ClientHello',
    )
    answer = await readHello(talk, messages, base)
    if (!isAccepted(answer)) return answer
    if (answer.hello.retry || answer.hello.suite !== suite) throw new WireError('garbage', 'a second HelloRetryRequest, or another suite')
    transcript.push(answer.message.whole)
  }
  if (!messages.empty) throw new WireError('garbage', 'a message after the ServerHello in clear')
  return encrypted(talk, { share, digest, transcript, hello: answer.hello, retried }, options)
}

interface Begun {
  readonly share: Share
  readonly digest: Digest
  readonly transcript: Buffer[]
  readonly hello: ServerHello
  readonly retried: boolean
}

async function encrypted(talk: Conversation, { share, digest, transcript, hello, retried }: Begun, options: HandshakeOptions): Promise<Session13> {
  const theirs = hello.extensions.get(extensionType.keyShare)
  if (theirs === undefined || groupOf(hello) !== share.group) throw new WireError('garbage', 'a ServerHello without its half of the key')
  const aead = aeads.get(hello.suite)!
  const soFar = (): Buffer => hash(digest, ...transcript)
  const secrets = handshakeSecrets(digest, share.combine(new Reader(theirs.subarray(2)).vector(2)), soFar())
  const reading = new Protected(talk, new Protection(aead, secrets.server))
  const seen: { -readonly [K in keyof Session13]?: Session13[K] } = {}
  for (;;) {
    const each = await reading.message()
    if (each.type === messageType.encryptedExtensions) seen.extensions = extensionsFrom(new Reader(each.body).inner(2))
    else if (each.type === messageType.certificateRequest) seen.request = certificateRequest13(each.body)
    else if (each.type === messageType.certificate) seen.certificates = certificateEntries(each.body)
    else if (each.type === messageType.certificateVerify) seen.signed = certificateVerify(each.body, seen.certificates?.[0]?.der, soFar())
    else if (each.type === messageType.finished) {
      const wanted = finishedOf(digest, secrets.server, soFar())
      if (each.body.length !== wanted.length || !timingSafeEqual(each.body, wanted)) throw new WireError('garbage', "the server's Finished is wrong")
      transcript.push(each.whole)
      break
    } else throw new WireError('garbage', `a message of type ${each.type} during the handshake`)
    transcript.push(each.whole)
  }
  const { request, signed } = seen
  if (signed?.holds === false) throw new WireError('garbage', 'the server does not hold the key of its certificate')
  const application = applicationSecrets(digest, secrets.master, soFar())
  const handshakeWriting = new Protection(aead, secrets.client)
  const empty = message(messageType.certificate, Buffer.from([0, 0, 0, 0]))
  const parts = [record(recordType.changeCipherSpec, Buffer.from([1]), versions.tls12)]
  if (request !== undefined) {
    transcript.push(empty)
    parts.push(handshakeWriting.seal(recordType.handshake, empty))
  }
  parts.push(handshakeWriting.seal(recordType.handshake, message(messageType.finished, finishedOf(digest, secrets.client, soFar()))))
  const writing = new Protection(aead, application.client)
  const ask = request === undefined ? undefined : options.request
  if (options.quiet !== true)
    parts.push(ask === undefined ? writing.seal(recordType.alert, Buffer.from([1, 0])) : writing.seal(recordType.applicationData, ask))
  talk.send(Buffer.concat(parts), 'Finished')
  talk.within(patience)
  const after = await reading.rest(new Protection(aead, application.server))
  return {
    kind: 'established',
    hello,
    group: share.group,
    retried,
    extensions: seen.extensions ?? new Map(),
    certificates: seen.certificates ?? [],
    ...(request === undefined ? {} : { request }),
    ...(signed === undefined ? {} : { signed }),
    after,
  }
}

/** Protected records of the server. */
class Protected {
  readonly #talk: Conversation
  readonly #protection: Protection
  readonly #messages = new Messages()

  constructor(talk: Conversation, protection: Protection) {
    this.#talk = talk
    this.#protection = protection
  }

  async message(): Promise<HandshakeMessage> {
    for (;;) {
      const next = this.#messages.next()
      if (next !== undefined) return next
      const { type, content } = await this.#record(this.#protection)
      if (type === recordType.handshake) this.#messages.push(content)
      else if (type === recordType.alert && content.length === 2) throw new TlsAlert(content[1]!)
      else throw new WireError('garbage', `a record of type ${type} during the handshake`)
    }
  }

  /** What comes after the handshake, until the server ends it, answers or is quiet. */
  async rest(protection: Protection): Promise<After> {
    const tickets: After['tickets'][number][] = []
    const messages = new Messages()
    try {
      for (;;) {
        const { type, content } = await this.#record(protection)
        if (type === recordType.alert && content.length === 2) return ended(tickets, content[1]!)
        if (type === recordType.applicationData) return { tickets, end: 'answered', answer: Buffer.from(content.subarray(0, 4096)) }
        if (type === recordType.handshake) messages.push(content)
        for (let next = messages.next(); next !== undefined; next = messages.next()) {
          if (next.type === messageType.newSessionTicket && tickets.length < 100) tickets.push(ticket(next.body))
        }
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      if (error instanceof TlsAlert) return { tickets, end: 'alert', alert: error.code }
      const { kind, whose } = error.fault
      if (whose !== 'server') throw error
      return { tickets, end: kind === 'silent' ? 'silent' : 'closed' }
    }
  }

  async #record(protection: Protection): Promise<{ readonly type: number; readonly content: Buffer }> {
    for (;;) {
      const { type, head, body } = await this.#talk.receive(takeRecord, () => 'protected record')
      if (type === recordType.changeCipherSpec) continue
      if (type === recordType.alert && body.length === 2) throw new TlsAlert(body[1]!)
      if (type !== recordType.applicationData) throw new WireError('garbage', `a record of type ${type} in clear`)
      return protection.open(head, body)
    }
  }
}

function ended(tickets: After['tickets'], alert: number): After {
  return alert === 0 ? { tickets, end: 'farewell' } : { tickets, end: 'alert', alert }
}

/** NewSessionTicket (RFC 8446, section 4.6.1): how long it is good for, and how much may be sent with it before the handshake. */
function ticket(body: Buffer): After['tickets'][number] {
  const reader = new Reader(body)
  const lifetime = reader.number(4)
  reader.number(4)
  reader.vector(1)
  reader.vector(2)
  const early = extensionsFrom(reader.inner(2)).get(extensionType.earlyData)
  return { lifetime, ...(early?.length === 4 ? { earlyData: early.readUInt32BE(0) } : {}) }
}
