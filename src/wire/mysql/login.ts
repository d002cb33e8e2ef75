import { createHash } from 'node:crypto'
import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import type { MysqlGreeting } from './greeting.ts'
import { answerHead, capability } from './greeting.ts'
import type { MysqlPacket } from './packets.ts'
import { errorOf, sendPacket, takePacket } from './packets.ts'

/** How a server wants an account to prove itself, in the names of its plugins. */
export type MysqlOutcome =
  | { readonly kind: 'in' }
  | { readonly kind: 'refused'; readonly code: number }
  /** It asks for the password itself, or for something that this client does not do: nothing was sent. */
  | { readonly kind: 'wants'; readonly plugin: string }

export interface MysqlAccount {
  readonly user: string
  readonly password: string
  readonly database?: string
  /** The way is safe enough for the password itself; else it goes only as a hash. */
  readonly clear: boolean
  /** How it stands in the transcript. */
  readonly shown: string
}

export interface MysqlLine {
  readonly talk: Conversation
  readonly greeting: MysqlGreeting
  /** The bytes are inside TLS. */
  readonly secure: boolean
}

const mostTurns = 6

/** Logs in with a password or without one. A password goes only as a hash with the server's salt, except inside TLS where that is the way. */
export async function logIn({ talk, greeting, secure }: MysqlLine, account: MysqlAccount): Promise<MysqlOutcome> {
  const { user, password, database, shown } = account
  if (`${user}${database ?? ''}`.includes('\0')) throw new WireError('client', 'a name with a zero byte cannot be sent')
  const first = hashes[greeting.plugin] === undefined ? 'mysql_native_password' : greeting.plugin
  const proof = proofFor(first, password, greeting.salt)
  const more = (secure ? capability.ssl : 0) | (database === undefined ? 0 : capability.withDatabase)
  const payload = Buffer.concat([
    answerHead(more),
    Buffer.from(`${user}\0`),
    Buffer.from([proof.length]),
    proof,
    Buffer.from(database === undefined ? '' : `${database}\0`),
    Buffer.from(`${first}\0`),
  ])
  sendPacket(talk, secure ? 2 : 1, payload, `log-in as ${shown}`)
  for (let turn = 0; turn < mostTurns; turn++) {
    const { sequence, payload: answer } = await talk.receive(takePacket, showAnswer)
    const next = answerTo(answer, account)
    if (!Buffer.isBuffer(next)) {
      if (next !== undefined) return next
      continue
    }
    sendPacket(talk, sequence + 1, next, 'answer')
  }
  throw new WireError('too-much', 'a log-in without an end')
}

/** Says goodbye, so that the server counts no lost client. */
export function quit(talk: Conversation): void {
  sendPacket(talk, 0, Buffer.from([1]), 'quit')
}

function answerTo(answer: Buffer, { password, clear }: MysqlAccount): MysqlOutcome | Buffer | undefined {
  switch (answer[0]) {
    case 0x00:
      return { kind: 'in' }
    case 0xff:
      return { kind: 'refused', code: errorOf(answer).code }
    case 0xfe: {
      // alone: the form before 4.1
      const end = answer.indexOf(0, 1)
      if (end === -1) return { kind: 'wants', plugin: 'mysql_old_password' }
      const plugin = pluginName(answer.toString('latin1', 1, end))
      if (hashes[plugin] === undefined) return { kind: 'wants', plugin }
      return proofFor(plugin, password, answer.subarray(end + 1, end + 21))
    }
    case 0x01:
      // caching_sha2_password: 3 is known from before, 4 wants the password itself
      if (answer[1] === 3) return undefined
      if (answer[1] === 4 && clear) return Buffer.from(`${password}\0`)
      return { kind: 'wants', plugin: 'caching_sha2_password' }
    default:
      throw new WireError('garbage', 'the answer to a log-in is not of MySQL')
  }
}

const digest = (algorithm: 'sha1' | 'sha256', ...parts: readonly Buffer[]): Buffer => createHash(algorithm).update(Buffer.concat(parts)).digest()

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, at) => byte ^ other[at]!))
}

/** What is sent in place of the password (MySQL, "Native Authentication", "Caching_sha2_password information"). */
const hashes: Readonly<Record<string, (password: Buffer, salt: Buffer) => Buffer>> = {
  mysql_native_password(password, salt) {
    const once = digest('sha1', password)
    return xor(once, digest('sha1', salt, digest('sha1', once)))
  },
  caching_sha2_password(password, salt) {
    const once = digest('sha256', password)
    return xor(once, digest('sha256', digest('sha256', once), salt))
  },
}

function proofFor(plugin: string, password: string, salt: Buffer): Buffer {
  if (password === '') return Buffer.alloc(plugin === 'mysql_native_password' ? 0 : 1)
  return hashes[plugin]!(Buffer.from(password), salt)
}

/** Plugins of both families; a name that a server makes up is none. */
const plugins = [
  'mysql_native_password',
  'caching_sha2_password',
  'sha256_password',
  'mysql_clear_password',
  'mysql_old_password',
  'dialog',
  'client_ed25519',
  'auth_gssapi_client',
  'authentication_kerberos_client',
  'authentication_ldap_sasl_client',
  'authentication_webauthn_client',
  'parsec',
]

function pluginName(text: string): string {
  return plugins.find((plugin) => plugin === text) ?? 'another plugin'
}

function showAnswer({ payload }: MysqlPacket): string {
  if (payload[0] === 0) return 'OK'
  if (payload[0] === 0xff) return `error ${errorOf(payload).code}`
  if (payload[0] !== 0xfe) return 'more of the log-in'
  const end = payload.indexOf(0, 1)
  return `asks for ${end === -1 ? 'mysql_old_password' : pluginName(payload.toString('latin1', 1, end))}`
}
