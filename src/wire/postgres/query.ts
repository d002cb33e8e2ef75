import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import { errorCode, message, takeMessage } from './messages.ts'
import { show } from './start.ts'

/** Rows as text, a missing value as an empty one; or the code of the error. */
export type PostgresRows = { readonly rows: readonly (readonly string[])[] } | { readonly code: string }

const mostMessages = 3000

/** Asks one simple query (PostgreSQL 15, "Simple Query"). `shown` stands for it in the transcript; rows are only counted. */
export async function queryPostgres(talk: Conversation, sql: string, shown: string): Promise<PostgresRows> {
  talk.send(message('Q', Buffer.from(`${sql}\0`)), shown)
  const rows: (readonly string[])[] = []
  let code: string | undefined
  for (let count = 0; count < mostMessages; count++) {
    const { type, body } = await talk.receive(takeMessage, show)
    if (type === 'Z') return code === undefined ? { rows } : { code }
    if (type === 'E') code = errorCode(body)
    if (type === 'D') rows.push(columns(body))
  }
  throw new WireError('too-much', 'an answer of more rows than any to that question')
}

function columns(body: Buffer): readonly string[] {
  const values: string[] = []
  const count = body.length < 2 ? 0 : body.readUInt16BE(0)
  let at = 2
  for (let index = 0; index < count; index++) {
    if (at + 4 > body.length) throw new WireError('garbage', 'a row is not of PostgreSQL')
    const length = Math.max(0, body.readInt32BE(at))
    if (at + 4 + length > body.length) throw new WireError('garbage', 'a row is not of PostgreSQL')
    values.push(body.toString('utf8', at + 4, at + 4 + length))
    at += 4 + length
  }
  return values
}
