import type { Taken } from '../conversation.ts'
import { WireError } from '../fault.ts'

/** One message of the server: a letter and what follows its length (PostgreSQL 15, "Message Formats"). */
export interface PostgresMessage {
  readonly type: string
  readonly body: Buffer
}

const longest = 1 << 20

/** Letters that a server begins a message with, in the parts of the protocol that are spoken here. */
const letters = 'RSKZENCDTIAGHWVns123t'

/** The message at the front. */
export function takeMessage(bytes: Buffer): Taken<PostgresMessage> | undefined {
  const type = String.fromCharCode(bytes[0]!)
  if (!letters.includes(type)) throw new WireError('garbage', 'the answer is not of PostgreSQL')
  if (bytes.length < 5) return undefined
  const length = bytes.readUInt32BE(1)
  if (length < 4 || length > longest) throw new WireError('garbage', 'the length of an answer is not of PostgreSQL')
  return bytes.length < 1 + length ? undefined : { value: { type, body: bytes.subarray(5, 1 + length) }, length: 1 + length }
}

/** StartupMessage of version 3.0. A name with a zero byte cannot be said. */
export function startupMessage(user: string, database: string): Buffer {
  if (`${user}${database}`.includes('\0')) throw new WireError('client', 'a name with a zero byte cannot be sent')
  const body = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0ringwall\0\0`)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.writeUInt32BE(3 << 16, 4)
  return Buffer.concat([head, body])
}

/** A message of the client. */
export function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeUInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}

/** The fields of an ErrorResponse by their letters: `C` its code, `M` its words, `R` the routine that says it. */
export function errorFields(body: Buffer): ReadonlyMap<string, string> {
  const fields = body.toString('utf8').split('\0')
  return new Map(fields.filter((field) => field !== '').map((field) => [field[0]!, field.slice(1)]))
}

/** The code of an error, where it is one. */
export function errorCode(body: Buffer): string {
  const code = errorFields(body).get('C') ?? ''
  return /^[0-9A-Z]{5}$/.test(code) ? code : 'no code'
}

/** Strings of a body, each with a zero byte at its end. */
export function strings(body: Buffer): readonly string[] {
  return body
    .toString('utf8')
    .split('\0')
    .filter((text) => text !== '')
}
