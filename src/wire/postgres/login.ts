import { createHash } from 'node:crypto'
import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import { errorCode, message, startupMessage, strings, takeMessage } from './messages.ts'
import { scramAnswer, scramFirst } from '../scram.ts'
import { show, untilReady } from './start.ts'

export interface PostgresAccount {
  readonly user: string
  readonly password: string
  readonly database: string
  /** How it stands in the transcript. */
  readonly shown: string
  /** The way is safe enough for the password itself; else it goes only as a hash. */
  readonly clear: boolean
  /** Random, for SCRAM. */
  readonly nonce: string
}

export type PostgresLogin =
  | { readonly kind: 'in'; readonly version: string | undefined; readonly superuser: boolean; readonly asked: boolean }
  | { readonly kind: 'refused'; readonly code: string }
  /** It wants something that this client does not do: nothing more was sent. */
  | { readonly kind: 'wants'; readonly what: number }

const mostTurns = 20

/** Logs in by SCRAM-SHA-256, MD5 or, where it is asked for, with the password itself. */
export async function loginPostgres(talk: Conversation, account: PostgresAccount): Promise<PostgresLogin> {
  const { user, password, database, shown, nonce, clear } = account
  talk.send(startupMessage(user, database), `StartupMessage as ${shown}`)
  let asked = false
  let isServer: ((last: string) => boolean) | undefined
  let proven = true
  for (let turn = 0; turn < mostTurns; turn++) {
    const { type, body } = await talk.receive(takeMessage, show)
    if (type === 'E') return { kind: 'refused', code: errorCode(body) }
    if (type === 'N' || type === 'v') continue
    if (type !== 'R' || body.length < 4) throw new WireError('garbage', 'a log-in is answered with something else')
    const number = body.readUInt32BE(0)
    const rest = body.subarray(4)
    if (number === 0 && !proven) throw new WireError('garbage', 'the server skips its own part of SCRAM')
    if (number === 0) return ready(talk, asked)
    asked = true
    if (number === 3 && clear) send(talk, `${password}\0`)
    else if (number === 5) send(talk, `${md5(password, user, rest.subarray(0, 4))}\0`)
    else if (number === 10 && strings(rest).includes('SCRAM-SHA-256')) {
      proven = false
      sendFirst(talk, scramFirst(nonce))
    } else if (number === 11) {
      const answer = await scramAnswer(password, nonce, rest.toString('latin1'))
      ;({ isServer } = answer)
      send(talk, answer.message)
    } else if (number === 12) {
      if (isServer?.(rest.toString('latin1')) !== true) throw new WireError('garbage', 'the server does not know the password that it asks for')
      proven = true
    } else return { kind: 'wants', what: number }
  }
  throw new WireError('too-much', 'a log-in without an end')
}

async function ready(talk: Conversation, asked: boolean): Promise<PostgresLogin> {
  const { version, superuser, code } = await untilReady(talk)
  return code === undefined ? { kind: 'in', version, superuser, asked } : { kind: 'refused', code }
}

function send(talk: Conversation, text: string): void {
  talk.send(message('p', Buffer.from(text)), 'answer to the log-in')
}

function sendFirst(talk: Conversation, first: string): void {
  const length = Buffer.alloc(4)
  length.writeInt32BE(first.length)
  talk.send(message('p', Buffer.concat([Buffer.from('SCRAM-SHA-256\0'), length, Buffer.from(first)])), 'SCRAM begins')
}

function md5(password: string, user: string, salt: Buffer): string {
  const once = createHash('md5').update(`${password}${user}`).digest('hex')
  return `md5${createHash('md5').update(once).update(salt).digest('hex')}`
}
