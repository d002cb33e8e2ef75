import type { Conversation } from '../wire/conversation.ts'
import type { Asking } from './probe.ts'

/** One conversation that is ended whatever happens in it. */
export async function talking<T>({ talk }: Pick<Asking, 'talk'>, ask: (talk: Conversation) => Promise<T>, over?: 'plaintext' | 'tls'): Promise<T> {
  const conversation = await talk(over)
  try {
    return await ask(conversation)
  } finally {
    conversation.end()
  }
}
