import type { Conversation } from '../../wire/conversation.ts'
import { WireError } from '../../wire/fault.ts'
import type { Reply } from '../../wire/replies.ts'
import { command, receiveReply } from '../../wire/replies.ts'
import type { Asking, Target } from '../probe.ts'
import { talking } from '../talking.ts'

/** One command of a session that was greeted; `shown` where it holds a name or a password. */
export type Say = (text: string, shown?: string) => Promise<Reply>

export interface Session {
  readonly say: Say
  readonly over: 'plaintext' | 'tls'
  /** What the greeting said; empty where it came before TLS. */
  readonly greeting: readonly string[]
}

export async function greeted(talk: Conversation): Promise<Reply> {
  const greeting = await receiveReply(talk, 'greeting')
  if (greeting.code !== 220) throw new WireError('closed', `the server greets with ${greeting.code}`)
  return greeting
}

export function saying(talk: Conversation): Say {
  return (text, shown = text) => command(talk, text, shown)
}

/** A session in clear or inside TLS; behind AUTH TLS the greeting has come already. */
export function session<T>(asking: Asking, ask: (session: Session) => Promise<T>, way?: 'plaintext' | 'tls'): Promise<T> {
  const over = way ?? (asking.transport.plaintext === 'served' ? 'plaintext' : 'tls')
  const isGreeted = over === 'tls' && asking.transport.tls === 'upgrade'
  return talking(asking, async (talk) => ask({ say: saying(talk), over, greeting: isGreeted ? [] : (await greeted(talk)).lines }), over)
}

/** Ways on which the server can be talked to. */
export function ways({ transport }: Asking): readonly ('plaintext' | 'tls')[] {
  const overTls = transport.tls === 'direct' || transport.tls === 'upgrade'
  return [...(transport.plaintext === 'served' ? ['plaintext' as const] : []), ...(overTls ? ['tls' as const] : [])]
}

export const anonymousUser = 'anonymous'

/** Logs in as everybody may who may at all (RFC 1635). The password is an address of nobody. */
export async function enterAnonymously(say: Say): Promise<{ readonly entered: boolean; readonly user: number; readonly pass?: number }> {
  const user = (await say(`USER ${anonymousUser}`)).code
  if (user === 230) return { entered: true, user }
  if (user !== 331) return { entered: false, user }
  const pass = (await say('PASS nobody@example.invalid', 'PASS <an address of nobody>')).code
  return { entered: pass === 230, user, pass }
}

/** A name that nobody has. 331: the server goes on to the password. */
export async function madeUpUser(say: Say, random: Asking['random']): Promise<number> {
  return (await say(`USER nobody-${random(6)}`, 'USER <made-up name>')).code
}

/** The setting of the server's product, where the product is known. */
export function keyOf({ technology }: Target, keys: { readonly vsftpd: string; readonly proftpd: string; readonly other: string }): string {
  return technology === 'vsftpd' ? keys.vsftpd : technology === 'proftpd' ? keys.proftpd : keys.other
}
