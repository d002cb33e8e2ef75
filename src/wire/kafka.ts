import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** Codes of errors that decide something (Kafka protocol guide, 3.9, "Error codes"). */
export const kafkaErrors = { none: 0, unsupportedMechanism: 33, illegalState: 34, unsupportedVersion: 35 } as const

const keys = { saslHandshake: 17, apiVersions: 18 } as const
const longest = 1 << 16

/** ApiVersions, version 0: answered before any log-in. Gives the code of its error. */
export async function apiVersions(talk: Conversation): Promise<number> {
  const body = await ask(talk, keys.apiVersions, 0, Buffer.alloc(0), 'ApiVersions')
  if (body.length < 6 || body.readInt32BE(2) < 0 || body.length !== 6 + 6 * body.readInt32BE(2)) throw notKafka()
  return body.readInt16BE(0)
}

/** SaslHandshake, version 1, with the name of a mechanism alone: nothing that is secret. */
export async function saslHandshake(
  talk: Conversation,
  mechanism: string,
): Promise<{ readonly error: number; readonly mechanisms: readonly string[] }> {
  const body = await ask(talk, keys.saslHandshake, 1, text(mechanism), 'SaslHandshake')
  if (body.length < 6) throw notKafka()
  const count = body.readInt32BE(2)
  const mechanisms: string[] = []
  let at = 6
  for (let each = 0; each < count; each++) {
    const length = at + 2 > body.length ? -1 : body.readInt16BE(at)
    if (length < 0 || at + 2 + length > body.length) throw notKafka()
    mechanisms.push(body.toString('latin1', at + 2, at + 2 + length))
    at += 2 + length
  }
  return { error: body.readInt16BE(0), mechanisms }
}

async function ask(talk: Conversation, key: number, version: number, content: Buffer, shown: string): Promise<Buffer> {
  const head = Buffer.alloc(8)
  head.writeInt16BE(key, 0)
  head.writeInt16BE(version, 2)
  head.writeInt32BE(key, 4)
  const request = Buffer.concat([head, text('ringwall'), content])
  const size = Buffer.alloc(4)
  size.writeInt32BE(request.length)
  talk.send(Buffer.concat([size, request]), shown)
  const answer = await talk.receive(frame, (bytes) => `answer to ${shown}, ${bytes.length >= 6 ? `error ${bytes.readInt16BE(4)}` : 'too short'}`)
  if (answer.length < 6 || answer.readInt32BE(0) !== key) throw notKafka()
  return answer.subarray(4)
}

function frame(bytes: Buffer): Taken<Buffer> | undefined {
  if (bytes.length < 4) return undefined
  const length = bytes.readInt32BE(0)
  if (length < 0 || length > longest) throw notKafka()
  return bytes.length < 4 + length ? undefined : { value: bytes.subarray(4, 4 + length), length: 4 + length }
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeInt16BE(Buffer.byteLength(value))
  return Buffer.concat([length, Buffer.from(value)])
}

function notKafka(): WireError {
  return new WireError('garbage', 'the answer is not of Kafka')
}
