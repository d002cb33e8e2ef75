import type { Conversation } from './conversation.ts'
import { line } from './conversation.ts'
import { WireError } from './fault.ts'

/** A reply of FTP (RFC 959, section 4.2) or SMTP (RFC 5321, section 4.2.1): one line or many, with a code of three digits. */
export interface Reply {
  readonly code: number
  /** Its texts without the code. */
  readonly lines: readonly string[]
}

/** Lines of one reply that are read: who says more says nothing that counts. */
const mostLines = 100

/** Waits for a reply to what was sent before. `to` names it in the transcript. */
export async function receiveReply(talk: Conversation, to: string): Promise<Reply> {
  const lines: string[] = []
  let begun = ''
  while (lines.length < mostLines) {
    const text = await talk.receive(line(), (each) => `${to}: ${/^\d{3}/.exec(each)?.[0] ?? 'more'}`)
    const [, code = '', sign = '', rest = ''] = /^(\d{3})([ -]?)(.*)$/.exec(text) ?? []
    if (code === '' && begun === '') throw new WireError('garbage', `the answer to ${to} has no code`)
    lines.push(code === '' ? text.trim() : rest.trim())
    if (code !== '' && sign !== '-' && (begun === '' || begun === code)) return { code: Number(code), lines }
    begun ||= code
  }
  throw new WireError('too-much', `the answer to ${to} does not end`)
}

/** Sends one command and waits for its reply. `shown` stands in the transcript. */
export async function command(talk: Conversation, text: string, shown: string): Promise<Reply> {
  talk.send(`${text}\r\n`, shown)
  return receiveReply(talk, shown)
}
