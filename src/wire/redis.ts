import type { Conversation } from './conversation.ts'
import { line, mapped } from './conversation.ts'
import { WireError } from './fault.ts'

/** First line of a RESP2 reply (https://redis.io/docs/latest/develop/reference/protocol-spec/): its kind, and for errors and states its text. */
export interface RedisReply {
  readonly kind: 'state' | 'error' | 'integer' | 'bulk' | 'array'
  /** Of a state or an error the text, of a number the number, of the others their length; -1 is nil. */
  readonly text: string
}

const kinds: Readonly<Record<string, RedisReply['kind']>> = { '+': 'state', '-': 'error', ':': 'integer', $: 'bulk', '*': 'array' }

/** Sends one inline command. `shown` stands for it in the transcript where it holds a secret. */
export async function askRedis(talk: Conversation, command: string, shown: string = command): Promise<RedisReply> {
  talk.send(`${command}\r\n`, shown)
  return talk.receive(
    (bytes) => mapped(line()(bytes), reply),
    ({ kind, text }) => (kind === 'error' || kind === 'state' ? `${kind} ${word(text)}` : `${kind} ${text}`),
  )
}

function reply(text: string): RedisReply {
  const kind = kinds[text[0] ?? '']
  if (kind === undefined) throw new WireError('garbage', 'the answer is not of the Redis protocol')
  return { kind, text: text.slice(1) }
}

/** The code of an error or state: its first word, where it is one of Redis's own form. */
export function word(text: string): string {
  return /^[A-Z]{2,20}(?= |$)/.exec(text)?.[0] ?? 'something else'
}
