import type { Conversation, Taken } from '../conversation.ts'
import { WireError } from '../fault.ts'
import { alertName } from './data/alerts.ts'
import { recordType } from './data/numbers.ts'

export interface TlsRecord {
  readonly type: number
  readonly version: number
  readonly body: Buffer
  /** With its head, as what is encrypted covers it. */
  readonly head: Buffer
}

/** Not TLS: what came instead begins so. */
export class NotTls extends WireError {
  readonly first: Buffer

  constructor(first: Buffer) {
    super('garbage', `no TLS was answered but ${spoken(first)}`)
    this.first = Buffer.from(first.subarray(0, 64))
  }
}

/** Longest record: 2^14 octets and what encryption adds in the oldest versions (RFC 5246, section 6.2.3). */
const longest = 16_384 + 2048

/** One record from the front of the bytes. */
export function takeRecord(bytes: Buffer): Taken<TlsRecord> | undefined {
  const type = bytes[0]!
  if (type < recordType.changeCipherSpec || type > recordType.heartbeat) throw new NotTls(bytes)
  if (bytes.length >= 2 && bytes[1] !== 3) throw new NotTls(bytes)
  if (bytes.length < 5) return undefined
  const length = bytes.readUInt16BE(3)
  if (length > longest) throw new NotTls(bytes)
  if (bytes.length < 5 + length) return undefined
  return {
    value: { type, version: bytes.readUInt16BE(1), body: bytes.subarray(5, 5 + length), head: bytes.subarray(0, 5) },
    length: 5 + length,
  }
}

/** In words of ours what somebody says who does not speak TLS. */
export function spoken(first: Buffer): string {
  const text = first.subarray(0, 64).toString('latin1')
  const known = spokenForms.find(([form]) => form.test(text))
  return known === undefined ? 'something else' : known[1]
}

const spokenForms: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\/\d/, 'HTTP without TLS'],
  [/^<(?:!DOCTYPE|html)/i, 'HTML'],
  [/^-(?:ERR|NOAUTH|DENIED|WRONGPASS)/, 'Redis without TLS'],
  [/^(?:ERROR|CLIENT_ERROR)\b/, 'a line of an error'],
  [/^SSH-/, 'SSH'],
  [/^AMQP/, 'AMQP without TLS'],
  [/^[245]\d\d[ -]/, 'a greeting of three digits'],
  [/^(?:\* OK|\+OK)/, 'a greeting of a mail server'],
  [/^.\0\0\0\n/s, 'the greeting of MySQL'],
]

export interface HandshakeMessage {
  readonly type: number
  readonly body: Buffer
  /** Head and body: what the hash of the handshake covers. */
  readonly whole: Buffer
}

/** An alert of the server, thrown where a message was wanted. */
export class TlsAlert extends WireError {
  readonly code: number

  constructor(code: number) {
    super('alert', alertName(code), { alert: code })
    this.code = code
  }
}

/** Longest message that is put together: a chain of a few certificates with many thousand names. */
const longestMessage = 1 << 20

/** Puts messages together out of the bodies of records: they may be cut anywhere. */
export class Messages {
  #parts: Buffer[] = []
  #length = 0

  push(body: Buffer): void {
    this.#parts.push(body)
    this.#length += body.length
  }

  /** True between two messages. */
  get empty(): boolean {
    return this.#length === 0
  }

  /** The next whole message. */
  next(): HandshakeMessage | undefined {
    if (this.#length < 4) return undefined
    const first = this.#parts[0]!.length >= 4 ? this.#parts[0]! : this.#joined()
    const size = 4 + first.readUIntBE(1, 3)
    if (size > longestMessage) throw new WireError('too-much', `a message of ${size} bytes`)
    if (this.#length < size) return undefined
    const all = this.#joined()
    const whole = all.subarray(0, size)
    this.#parts = all.length === size ? [] : [all.subarray(size)]
    this.#length -= size
    return { type: whole[0]!, body: whole.subarray(4), whole }
  }

  #joined(): Buffer {
    if (this.#parts.length === 1) return this.#parts[0]!
    const all = Buffer.concat(this.#parts)
    this.#parts = [all]
    return all
  }
}

/** Alerts of level 1 that do not end the handshake: the server knows no such name (RFC 6066, section 3). */
const harmless: ReadonlySet<number> = new Set([112, 90])

/** The next message in clear; alerts are thrown. */
export async function nextMessage(talk: Conversation, messages: Messages): Promise<HandshakeMessage> {
  for (;;) {
    const message = messages.next()
    if (message !== undefined) return message
    const { type, body } = await talk.receive(takeRecord, ({ type: received }) => `record of type ${received}`)
    if (type === recordType.handshake) messages.push(body)
    else if (type === recordType.alert) throwAlert(body)
    else if (type !== recordType.changeCipherSpec) throw new WireError('garbage', `a record of type ${type} during the handshake`)
  }
}

function throwAlert(body: Buffer): void {
  if (body.length !== 2) throw new WireError('garbage', 'an alert that is none')
  const [level, code] = [body[0]!, body[1]!]
  if (level === 1 && harmless.has(code)) return
  throw new TlsAlert(code)
}
