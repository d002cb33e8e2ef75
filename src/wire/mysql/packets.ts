import type { Conversation, Taken } from '../conversation.ts'
import { WireError } from '../fault.ts'

export interface MysqlPacket {
  readonly sequence: number
  readonly payload: Buffer
}

const longest = 1 << 20

/** The packet at the front (MySQL, "MySQL Packets"). */
export function takePacket(bytes: Buffer): Taken<MysqlPacket> | undefined {
  if (bytes.length < 4) return undefined
  const length = bytes.readUIntLE(0, 3)
  if (length > longest) throw new WireError('garbage', 'the length of a packet is not of MySQL')
  return bytes.length < 4 + length ? undefined : { value: { sequence: bytes[3]!, payload: bytes.subarray(4, 4 + length) }, length: 4 + length }
}

export function sendPacket(talk: Conversation, sequence: number, payload: Buffer, shown: string): void {
  const head = Buffer.alloc(4)
  head.writeUIntLE(payload.length, 0, 3)
  head[3] = sequence & 0xff
  talk.send(Buffer.concat([head, payload]), shown)
}

export interface MysqlError {
  readonly code: number
  /** The server's own words; never shown. */
  readonly words: string
}

/** An ERR packet; before the log-in it has no SQL state. */
export function errorOf(payload: Buffer): MysqlError {
  const words = payload.toString('utf8', 3)
  return { code: payload.length < 3 ? 0 : payload.readUInt16LE(1), words: words.startsWith('#') ? words.slice(6) : words }
}
