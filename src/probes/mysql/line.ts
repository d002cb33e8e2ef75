import type { Conversation } from '../../wire/conversation.ts'
import { WireError } from '../../wire/fault.ts'
import { askForTls, readGreeting } from '../../wire/mysql/greeting.ts'
import type { MysqlGreeting } from '../../wire/mysql/greeting.ts'
import type { MysqlLine } from '../../wire/mysql/login.ts'
import { openConversation } from '../../wire/open.ts'
import type { Asking, Cleared, Target } from '../probe.ts'

/** A greeted conversation, in clear or inside TLS; the greeting comes before TLS and is kept. The caller ends `talk`. */
export async function openLine(
  target: Target,
  asking: Asking | Cleared,
  over: 'plaintext' | 'tls',
): Promise<MysqlLine | { readonly refused: number }> {
  const { host, port, serverName } = target
  const { dial, signal, timeout, transcript } = asking
  const heard: { greeting?: MysqlGreeting } = {}
  const upgrade = upgradeInto(heard)
  const isUpgrade = asking.transport.tls === 'upgrade'
  const name = serverName === undefined ? {} : { serverName }
  const trust = 'trust' in asking ? { trust: asking.trust } : {}
  const talk = await openConversation({ dial, signal, timeout, transcript, host, port, over, ...(isUpgrade ? { upgrade } : {}), ...name, ...trust })
  try {
    const greeting = heard.greeting ?? (await readGreeting(talk))
    if (!('refused' in greeting)) return { talk, greeting, secure: over === 'tls' && isUpgrade }
    talk.end()
    return greeting
  } catch (error) {
    talk.end()
    throw error
  }
}

/** Asks for TLS and keeps the greeting, which comes before it and holds the salt. */
export function upgradeInto(heard: { greeting?: MysqlGreeting }): (clear: Conversation) => Promise<boolean> {
  return async (clear) => {
    const greeting = await readGreeting(clear)
    if ('refused' in greeting) throw new WireError('closed', `the server turns this client away (${greeting.refused})`)
    heard.greeting = greeting
    if (greeting.tls) askForTls(clear)
    return greeting.tls
  }
}
