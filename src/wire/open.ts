import { Conversation } from './conversation.ts'
import type { Exchange } from './conversation.ts'
import type { Dial } from './dial.ts'
import { WireError } from './fault.ts'
import type { Trust } from './tls/session.ts'
import { openTls } from './tls/session.ts'

export interface OpenOptions {
  readonly dial: Dial
  readonly host: string
  readonly port: number
  readonly signal: AbortSignal
  /** Milliseconds for connecting, for the handshake and for the conversation, each. */
  readonly timeout: number
  readonly transcript: Exchange[]
  readonly over: 'plaintext' | 'tls'
  /** Asks for TLS on a connection in clear; absent where it starts with the first byte. */
  readonly upgrade?: (talk: Conversation) => Promise<boolean>
  readonly serverName?: string
  /** Inside TLS: only a server that is known. Absent: any. */
  readonly trust?: Trust
}

/** A conversation in clear or inside TLS. Whoever gets it ends it. */
export async function openConversation(options: OpenOptions): Promise<Conversation> {
  const { dial, host, port, upgrade } = options
  const stream = await dial(host, port, options)
  const talk = new Conversation(stream, options)
  if (options.over === 'plaintext') return talk
  try {
    if (upgrade !== undefined && !(await upgrade(talk))) throw new WireError('garbage', 'the server does not change to TLS')
  } catch (error) {
    talk.end()
    throw error
  }
  return new Conversation(await openTls(talk.detach(), options), options)
}
