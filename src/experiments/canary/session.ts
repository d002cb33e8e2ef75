import type { Asking, Target } from '../../probes/probe.ts'
import { openForLogin } from '../../probes/login.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { openConversation } from '../../wire/open.ts'

/** A search lies between two questions of one conversation. */
const betweenQuestions = 900_000

/** One question of a conversation that is kept open: it has its time, and then the conversation waits. */
export async function lasting<T>(talk: Conversation, timeout: number, ask: () => Promise<T>): Promise<T> {
  talk.within(timeout)
  const answer = await ask()
  talk.within(betweenQuestions)
  return answer
}

/** With an account over a way on which its password may be said; without one as the server is talked to. */
export async function openSafely(target: Target, asking: Asking): Promise<{ readonly talk: Conversation } | string> {
  if (target.login !== undefined) return openForLogin(target, asking)
  const { host, port, serverName } = target
  const { dial, signal, timeout, transcript, transport, upgrade } = asking
  const over = transport.plaintext === 'served' ? 'plaintext' : 'tls'
  const more = { ...(upgrade === undefined ? {} : { upgrade }), ...(serverName === undefined ? {} : { serverName }) }
  return { talk: await openConversation({ dial, signal, timeout, transcript, over, host, port, ...more }) }
}

/** Why nothing is written into a server that has accounts. */
export const noLogin = 'it is written as the account of --login, and none was named'
