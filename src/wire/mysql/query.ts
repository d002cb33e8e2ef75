import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import type { MysqlPacket } from './packets.ts'
import { errorOf, sendPacket, takePacket } from './packets.ts'

/** Rows as text (a missing value is `NULL`), or the number of the error. */
export type MysqlRows = { readonly rows: readonly (readonly string[])[] } | { readonly code: number }

const mostPackets = 5000

/** Asks one query (MySQL, "COM_QUERY", text results without CLIENT_DEPRECATE_EOF). `shown` stands for it in the transcript; rows are only counted. */
export async function queryMysql(talk: Conversation, sql: string, shown: string): Promise<MysqlRows> {
  sendPacket(talk, 0, Buffer.concat([Buffer.from([3]), Buffer.from(sql)]), shown)
  const rows: (readonly string[])[] = []
  let ends = 0
  for (let count = 0; count < mostPackets; count++) {
    const { payload } = await talk.receive(takePacket, show)
    if (payload[0] === 0xff) return { code: errorOf(payload).code }
    if (count === 0) {
      if (payload[0] === 0) return { rows }
      if (payload[0] === 0xfb) throw new WireError('garbage', 'the server asks for a file')
      continue
    }
    const isEnd = payload[0] === 0xfe && payload.length < 9
    if (isEnd) ends++
    else if (ends === 1) rows.push(texts(payload))
    if (ends === 2) return { rows }
  }
  throw new WireError('too-much', 'an answer of more rows than any to that question')
}

function show({ payload }: MysqlPacket): string {
  return payload[0] === 0xff ? `error ${errorOf(payload).code}` : 'part of the result'
}

function texts(payload: Buffer): readonly string[] {
  const values: string[] = []
  for (let at = 0; at < payload.length;) {
    if (payload[at] === 0xfb) {
      values.push('NULL')
      at++
      continue
    }
    const [length, start] = lengthAt(payload, at)
    if (start + length > payload.length) throw new WireError('garbage', 'a row is not of MySQL')
    values.push(payload.toString('utf8', start, start + length))
    at = start + length
  }
  return values
}

/** Length-encoded integers (MySQL, "Protocol::LengthEncodedInteger"). */
function lengthAt(payload: Buffer, at: number): readonly [number, number] {
  const first = payload[at]!
  if (first < 0xfb) return [first, at + 1]
  const width = first === 0xfc ? 2 : 3
  if (first > 0xfd || at + 1 + width > payload.length) throw new WireError('garbage', 'a length of the answer is not of MySQL')
  return [payload.readUIntLE(at + 1, width), at + 1 + width]
}
