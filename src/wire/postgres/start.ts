import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import type { PostgresMessage } from './messages.ts'
import { errorCode, errorFields, message, startupMessage, strings, takeMessage } from './messages.ts'

/** How the server wants the client to prove who it is (PostgreSQL 15, "Authentication*" messages). */
export type PostgresMethod = 'cleartext' | 'md5' | 'kerberos' | 'scram' | 'token' | 'other'

/** What a server answers to a StartupMessage. */
export type PostgresStart =
  /** Nothing is asked: the client is let in, as far as `code` does not say that there is no such account or database. */
  | { readonly kind: 'in'; readonly version: string | undefined; readonly superuser: boolean; readonly code: string | undefined }
  | { readonly kind: 'asked'; readonly method: PostgresMethod; readonly mechanisms: readonly string[] }
  /**
   * `entry`: the access rules have no place for this client as it comes. `certificate`: it must show one.
   * `tls`: TLS first. `busy`: nobody is taken now.
   */
  | { readonly kind: 'refused'; readonly why: 'entry' | 'certificate' | 'tls' | 'busy' | 'other'; readonly code: string }

const methods: Readonly<Record<number, PostgresMethod>> = { 2: 'kerberos', 3: 'cleartext', 5: 'md5', 7: 'kerberos', 9: 'kerberos', 10: 'scram' }

/** Messages that are read until the server is ready, at most. */
const most = 200

/** Says who wants to come in, and listens. `shown` stands for the account in the transcript. */
export async function startPostgres(talk: Conversation, user: string, database: string, shown: string): Promise<PostgresStart> {
  talk.send(startupMessage(user, database), `StartupMessage as ${shown}`)
  for (let count = 0; count < most; count++) {
    const first = await talk.receive(takeMessage, show)
    if (first.type === 'E') return refusal(first.body, user)
    // what the server does not know of the version, and notices
    if (first.type === 'v' || first.type === 'N') continue
    if (first.type !== 'R' || first.body.length < 4) throw new WireError('garbage', 'a StartupMessage is answered with something else')
    const number = first.body.readUInt32BE(0)
    if (number !== 0) {
      const mechanisms = number === 10 ? strings(first.body.subarray(4)).filter((name) => /^[A-Z0-9-]{3,24}$/.test(name)) : []
      // OAUTHBEARER alone: PostgreSQL 18
      const isToken = number === 10 && mechanisms.length > 0 && !mechanisms.some((name) => name.startsWith('SCRAM-'))
      return { kind: 'asked', method: isToken ? 'token' : (methods[number] ?? 'other'), mechanisms }
    }
    return untilReady(talk)
  }
  throw new WireError('too-much', 'notices without an end')
}

/** What is said to a client that is in, until the server waits for its first question. */
export async function untilReady(talk: Conversation): Promise<Extract<PostgresStart, { kind: 'in' }>> {
  let version: string | undefined
  let superuser = false
  for (let count = 0; count < most; count++) {
    const { type, body } = await talk.receive(takeMessage, show)
    if (type === 'E') return { kind: 'in', version, superuser, code: errorCode(body) }
    if (type === 'Z') return { kind: 'in', version, superuser, code: undefined }
    if (type !== 'S') continue
    const [name = '', value = ''] = body.toString('utf8').split('\0')
    if (name === 'server_version') version = /^\d+(?:\.\d+)*/.exec(value)?.[0]
    if (name === 'is_superuser') superuser = value === 'on'
  }
  throw new WireError('too-much', 'a start without an end')
}

/** Ends in order, so that the server does not note a lost client. */
export function leave(talk: Conversation): void {
  talk.send(message('X', Buffer.alloc(0)), 'Terminate')
}

/**
 * The words differ by version and language; that the rules have no entry always names the account (libpq/auth.c of PostgreSQL 9.1 to 17),
 * that a certificate is missing never does. Poolers say that TLS comes first in their own words (PgBouncer: 08P01 "SSL required").
 */
function refusal(body: Buffer, user: string): PostgresStart {
  const code = errorCode(body)
  const words = errorFields(body).get('M') ?? ''
  if (/\b(?:SSL|TLS)\b.*\brequired\b/i.test(words)) return { kind: 'refused', why: 'tls', code }
  if (/^(?:53300|57P0\d|08004)$/.test(code)) return { kind: 'refused', why: 'busy', code }
  if (code !== '28000') return { kind: 'refused', why: 'other', code }
  return { kind: 'refused', why: words.includes(user) ? 'entry' : 'certificate', code }
}

const names: Readonly<Record<string, string>> = {
  S: 'parameter',
  K: 'key for cancelling',
  Z: 'ready',
  N: 'notice',
  T: 'columns',
  D: 'row',
  C: 'command done',
  v: 'another version',
}

/** A message of the server in words of ours. */
export function show({ type, body }: PostgresMessage): string {
  if (type === 'E') return `error ${errorCode(body)}`
  if (type === 'R') return `authentication ${body.length < 4 ? 'without a number' : body.readUInt32BE(0)}`
  return names[type] ?? 'message'
}
