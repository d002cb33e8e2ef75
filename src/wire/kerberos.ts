import type { Element } from './ber.ts'
import { elements, encode, integer, numberOf, tags, text } from './ber.ts'
import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** A ticket is asked for, and none is opened: AS-REQ of RFC 4120 (section 5.4.1) over TCP. */
export interface TicketRequest {
  readonly realm: string
  /** Parts of the name of the client. */
  readonly client: readonly string[]
  /** Numbers of encryption types, the best first (RFC 3961, RFC 8009). */
  readonly types: readonly number[]
  readonly nonce: number
}

export type TicketAnswer =
  /** A ticket without any proof of who asks: its secret part is encrypted with the client's key. */
  | { readonly kind: 'ticket'; readonly type: number }
  /** `types` are those that the server offers for the proof (ETYPE-INFO2). */
  | { readonly kind: 'error'; readonly code: number; readonly types: readonly number[] }

/** Error codes (RFC 4120, section 7.5.9) that decide something. */
export const krbErrors = { unknownClient: 6, typeNotSupported: 14, preauthRequired: 25, wrongRealm: 68 } as const

const generalString = 0x1b
const what = 'Kerberos'

export async function askTicket(talk: Conversation, request: TicketRequest, shown: string): Promise<TicketAnswer> {
  const message = encode(0x6a, encode(tags.sequence, numbered(1, integer(5)), numbered(2, integer(10)), numbered(4, body(request))))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  talk.send(Buffer.concat([length, message]), shown)
  return talk.receive(answer, (each) => (each.kind === 'ticket' ? 'a ticket' : `error ${each.code}`))
}

function body({ realm, client, types, nonce }: TicketRequest): Buffer {
  return encode(
    tags.sequence,
    numbered(0, encode(0x03, Buffer.alloc(5))),
    numbered(1, principal(1, client)),
    numbered(2, text(realm, generalString)),
    numbered(3, principal(2, ['krbtgt', realm])),
    numbered(5, text('20370913024805Z', 0x18)),
    numbered(7, integer(nonce)),
    numbered(8, encode(tags.sequence, ...types.map((type) => integer(type)))),
  )
}

function principal(type: number, parts: readonly string[]): Buffer {
  const names = encode(tags.sequence, ...parts.map((part) => text(part, generalString)))
  return encode(tags.sequence, numbered(0, integer(type)), numbered(1, names))
}

function numbered(number: number, ...content: readonly Buffer[]): Buffer {
  return encode(0xa0 | number, ...content)
}

function answer(bytes: Buffer): Taken<TicketAnswer> | undefined {
  if (bytes.length < 4) return undefined
  const length = bytes.readUInt32BE(0)
  if (length > 65_536) throw new WireError('garbage', 'the answer is not of Kerberos')
  if (bytes.length < 4 + length) return undefined
  const [message] = elements(bytes.subarray(4, 4 + length), what)
  const fields = message === undefined ? new Map<number, Element>() : fieldsOf(message)
  if (message?.tag === 0x6b) return { value: { kind: 'ticket', type: numberIn(fieldsOf(field(fields, 6)), 0) }, length: 4 + length }
  if (message?.tag === 0x7e) return { value: { kind: 'error', code: numberIn(fields, 6), types: typesIn(fields.get(12)) }, length: 4 + length }
  throw new WireError('garbage', 'the answer is not of Kerberos')
}

/** The numbered fields of the sequence inside an element. */
function fieldsOf({ content }: Element): ReadonlyMap<number, Element> {
  const [sequence] = elements(content, what)
  if (sequence?.tag !== tags.sequence) throw new WireError('garbage', 'a message of Kerberos is no sequence')
  return new Map(elements(sequence.content, what).map((each) => [each.tag & 0x1f, each]))
}

function field(fields: ReadonlyMap<number, Element>, number: number): Element {
  const found = fields.get(number)
  if (found === undefined) throw new WireError('garbage', 'a message of Kerberos lacks a field')
  return found
}

function numberIn(fields: ReadonlyMap<number, Element>, number: number): number {
  const [value] = elements(field(fields, number).content, what)
  if (value?.tag !== tags.integer) throw new WireError('garbage', 'a number of Kerberos is none')
  return numberOf(value, what)
}

/** METHOD-DATA holds ETYPE-INFO2 (PA-DATA of type 19): the types that this client may use. */
function typesIn(data: Element | undefined): readonly number[] {
  if (data === undefined) return []
  const [octets] = elements(data.content, what)
  const [list] = octets === undefined || octets.content[0] !== tags.sequence ? [] : elements(octets.content, what)
  const infos = (list === undefined ? [] : elements(list.content, what)).map(
    (each) => new Map(elements(each.content, what).map((one) => [one.tag & 0x1f, one])),
  )
  return infos.flatMap((info) => {
    if (numberIn(info, 1) !== 19) return []
    const [value] = elements(field(info, 2).content, what)
    const [all] = value === undefined ? [] : elements(value.content, what)
    const entries = all === undefined ? [] : elements(all.content, what)
    return entries.map((entry) => numberIn(new Map(elements(entry.content, what).map((one) => [one.tag & 0x1f, one])), 0))
  })
}
