import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** What is answered to STARTUP (CQL binary protocol v4, sections 4.1.1 and 4.2). */
export type CassandraStart =
  | { readonly kind: 'ready' }
  | { readonly kind: 'authenticate'; readonly by: string }
  | { readonly kind: 'error'; readonly code: number }

const startup = 0x01
const longest = 1 << 16

/** Begins a session, and sends nothing that is secret. */
export async function startCassandra(talk: Conversation): Promise<CassandraStart> {
  const string = (text: string): Buffer => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)])
  const body = Buffer.concat([Buffer.from([0, 1]), string('CQL_VERSION'), string('3.0.0')])
  const head = Buffer.from([4, 0, 0, 1, startup, 0, 0, 0, body.length])
  talk.send(Buffer.concat([head, body]), 'STARTUP')
  return talk.receive(takeStart, (start) => (start.kind === 'error' ? `error ${start.code}` : start.kind))
}

function takeStart(bytes: Buffer): Taken<CassandraStart> | undefined {
  if ((bytes[0]! & 0x80) === 0 || (bytes[0]! & 0x7f) > 6) throw new WireError('garbage', 'the answer is not of Cassandra')
  if (bytes.length < 9) return undefined
  const length = bytes.readUInt32BE(5)
  if (length > longest) throw new WireError('garbage', 'the length of an answer is not of Cassandra')
  if (bytes.length < 9 + length) return undefined
  return { value: startOf(bytes[4]!, bytes.subarray(9, 9 + length)), length: 9 + length }
}

function startOf(operation: number, body: Buffer): CassandraStart {
  if (operation === 0x02) return { kind: 'ready' }
  if (operation === 0x03 && body.length >= 2) return { kind: 'authenticate', by: body.toString('latin1', 2, 2 + body.readUInt16BE(0)) }
  if (operation === 0x00 && body.length >= 4) return { kind: 'error', code: body.readInt32BE(0) }
  throw new WireError('garbage', 'STARTUP is answered with something else')
}
