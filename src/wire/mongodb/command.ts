import type { Conversation, Taken } from '../conversation.ts'
import { WireError } from '../fault.ts'
import type { BsonDocument } from './bson.ts'
import { decode, encode } from './bson.ts'

const opMsg = 2013
const longest = 1 << 20

/** Asks one command by OP_MSG (MongoDB 3.6 and later; "MongoDB Wire Protocol"). `shown` stands for it in the transcript. */
export async function askMongo(talk: Conversation, command: BsonDocument, shown: string, database = 'admin'): Promise<BsonDocument> {
  const body = encode({ ...command, $db: database })
  const head = Buffer.alloc(21)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(1, 4)
  head.writeInt32LE(opMsg, 12)
  talk.send(Buffer.concat([head, body]), shown)
  return talk.receive(takeReply, show)
}

/** The document of an OP_MSG with one section of kind 0. */
export function takeReply(bytes: Buffer): Taken<BsonDocument> | undefined {
  if (bytes.length < 16) return undefined
  const length = bytes.readInt32LE(0)
  if (length < 26 || length > longest || bytes.readInt32LE(12) !== opMsg) throw new WireError('garbage', 'the answer is not of MongoDB')
  if (bytes.length < length) return undefined
  if (bytes[20] !== 0) throw new WireError('garbage', 'the answer is not of MongoDB')
  return { value: decode(bytes.subarray(21, length)), length }
}

/** The number of an error; 0: it went well. Absent: neither is said. */
export function codeOf(reply: BsonDocument): number | undefined {
  if (reply['ok'] === 1) return 0
  return typeof reply['code'] === 'number' ? reply['code'] : undefined
}

function show(reply: BsonDocument): string {
  const code = codeOf(reply)
  if (code === undefined) return 'an answer without a result'
  return code === 0 ? 'ok' : `error ${code}`
}
