import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** What a server says of itself first (AMQP 0-9-1, section 1.4.2.1, connection.start). */
export interface AmqpStart {
  readonly product?: string
  readonly version?: string
  readonly mechanisms: readonly string[]
}

/** `tune`: the log-in was taken. A code: the server closes and says why (403 is ACCESS_REFUSED). */
export type AmqpLogin = 'tune' | number

const header = Buffer.from('AMQP\0\0\x09\x01', 'latin1')
const longest = 131_072

/** Says which protocol it is, and reads what the server answers. */
export async function beginAmqp(talk: Conversation): Promise<AmqpStart> {
  talk.send(header, 'protocol header 0-9-1')
  const payload = await talk.receive(frame, methodName)
  if (methodOf(payload) !== '10.10') throw new WireError('garbage', 'the answer to the protocol header is not of AMQP 0-9-1')
  const reader = new Fields(payload.subarray(6))
  const table = reader.table()
  const mechanisms = reader
    .long()
    .toString('latin1')
    .split(' ')
    .filter((each) => /^[A-Z0-9_-]{1,32}$/.test(each))
  const [product, version] = [table.get('product'), table.get('version')]
  return { ...(product === undefined ? {} : { product }), ...(version === undefined ? {} : { version }), mechanisms: mechanisms.slice(0, 16) }
}

/** Logs in, and asks to be told when it fails: without that a server hangs up wordless (`authentication_failure_close`, RabbitMQ). */
export async function loginAmqp(talk: Conversation, mechanism: string, response: string, shown: string): Promise<AmqpLogin> {
  const capability = Buffer.concat([short('authentication_failure_close'), Buffer.from('t\x01', 'latin1')])
  const properties = Buffer.concat([short('capabilities'), Buffer.from('F'), long(capability)])
  const body = Buffer.concat([Buffer.from([0, 10, 0, 11]), long(properties), short(mechanism), long(Buffer.from(response)), short('en_US')])
  const head = Buffer.alloc(7)
  head[0] = 1
  head.writeUInt32BE(body.length, 3)
  talk.send(Buffer.concat([head, body, Buffer.from([0xce])]), shown)
  const payload = await talk.receive(frame, methodName)
  const method = methodOf(payload)
  if (method === '10.30') return 'tune'
  if (method === '10.50' && payload.length >= 6) return payload.readUInt16BE(4)
  throw new WireError('garbage', 'the answer to a log-in is not of AMQP')
}

function methodName(payload: Buffer): string {
  const method = methodOf(payload)
  const names: Readonly<Record<string, string>> = { '10.10': 'start', '10.30': 'tune', '10.50': 'close', '10.20': 'secure' }
  return names[method] ?? 'another method'
}

function methodOf(payload: Buffer): string {
  return payload.length < 4 ? '' : `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`
}

function frame(bytes: Buffer): Taken<Buffer> | undefined {
  if (bytes[0] !== 1)
    throw new WireError(
      'garbage',
      bytes.toString('latin1', 0, 4) === 'AMQP' ? 'the server wants another version of AMQP' : 'the answer is not of AMQP',
    )
  if (bytes.length < 7) return undefined
  const length = bytes.readUInt32BE(3)
  if (length > longest) throw new WireError('garbage', 'a frame of AMQP is longer than any')
  if (bytes.length < 8 + length) return undefined
  if (bytes[7 + length] !== 0xce) throw new WireError('garbage', 'a frame of AMQP does not end as it must')
  return { value: bytes.subarray(7, 7 + length), length: 8 + length }
}

function short(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
}

function long(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

class Fields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new WireError('garbage', 'a method of AMQP breaks off')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  long(): Buffer {
    return this.take(this.take(4).readUInt32BE(0))
  }

  /** Texts of a table; what stands in it besides, and tables in it, are passed over. */
  table(): ReadonlyMap<string, string> {
    const fields = new Fields(this.long())
    const texts = new Map<string, string>()
    while (fields.#at < fields.#bytes.length) {
      const name = fields.take(fields.take(1)[0]!).toString('latin1')
      const type = fields.take(1).toString('latin1')
      if (type === 'S') texts.set(name, fields.long().toString('utf8'))
      else if (type === 'F' || type === 'A') fields.long()
      else if (type === 't' || type === 'b') fields.take(1)
      else if (type === 'I' || type === 'i' || type === 'f') fields.take(4)
      else if (type === 'l' || type === 'd' || type === 'T') fields.take(8)
      else throw new WireError('garbage', 'a table of AMQP has a field that is not known')
    }
    return texts
  }
}
