import { createHash } from 'node:crypto'
import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import { scramAnswer, scramFirst } from '../scram.ts'
import { askMongo, codeOf } from './command.ts'

export interface MongoAccount {
  readonly user: string
  readonly password: string
  /** The database that keeps the account; `admin` mostly. */
  readonly database: string
  /** Random, for SCRAM. */
  readonly nonce: string
}

export type MongoLogin =
  | { readonly kind: 'in' }
  | { readonly kind: 'refused'; readonly code: number }
  /** It has none of the ways that this client goes: nothing was sent. */
  | { readonly kind: 'wants' }

/** Logs in by SCRAM-SHA-256, or by SCRAM-SHA-1 where the account has that alone (MongoDB, "SCRAM"; RFC 5802, RFC 7677). */
export async function loginMongo(talk: Conversation, account: MongoAccount, mechanisms: readonly string[]): Promise<MongoLogin> {
  const { user, password, database, nonce } = account
  const mechanism = ['SCRAM-SHA-256', 'SCRAM-SHA-1'].find((each) => mechanisms.includes(each))
  if (mechanism === undefined) return { kind: 'wants' }
  const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C')
  const begin = { saslStart: 1, mechanism, payload: Buffer.from(scramFirst(nonce, name)), options: { skipEmptyExchange: true } }
  const first = await askMongo(talk, begin, `saslStart with ${mechanism}`, database)
  if (codeOf(first) !== 0) return { kind: 'refused', code: codeOf(first) ?? 0 }
  const isOld = mechanism === 'SCRAM-SHA-1'
  const said = isOld ? createHash('md5').update(`${user}:mongo:${password}`).digest('hex') : password
  const answer = await scramAnswer(said, nonce, textOf(first['payload']), { digest: isOld ? 'sha1' : 'sha256', name })
  const conversationId = first['conversationId']
  const last = await askMongo(talk, { saslContinue: 1, conversationId, payload: Buffer.from(answer.message) }, 'saslContinue', database)
  if (codeOf(last) !== 0) return { kind: 'refused', code: codeOf(last) ?? 0 }
  if (!answer.isServer(textOf(last['payload']))) throw new WireError('garbage', 'the server does not know the password that it asks for')
  if (last['done'] !== true) await askMongo(talk, { saslContinue: 1, conversationId, payload: Buffer.alloc(0) }, 'saslContinue', database)
  return { kind: 'in' }
}

function textOf(payload: unknown): string {
  return Buffer.isBuffer(payload) ? payload.toString('latin1') : ''
}
