import type { Conversation } from './conversation.ts'
import { line } from './conversation.ts'
import { WireError } from './fault.ts'

/** What a server says first (RFC 9051, section 7.1). */
export type ImapGreeting = 'OK' | 'PREAUTH'

const mostLines = 100

export async function imapGreeting(talk: Conversation): Promise<ImapGreeting> {
  const text = await talk.receive(line(), () => 'greeting')
  if (/^\* BYE\b/i.test(text)) throw new WireError('closed', 'the server turns this client away')
  const greeting = /^\* (OK|PREAUTH)\b/i.exec(text)?.[1]?.toUpperCase()
  if (greeting !== 'OK' && greeting !== 'PREAUTH') throw new WireError('garbage', 'the greeting is not of IMAP')
  return greeting
}

export interface ImapAnswer {
  readonly state: 'OK' | 'NO' | 'BAD'
  /** Untagged lines without their star. */
  readonly lines: readonly string[]
}

/** One command under a tag. */
export async function askImap(talk: Conversation, tag: string, command: string, shown: string = command): Promise<ImapAnswer> {
  talk.send(`${tag} ${command}\r\n`, shown)
  const lines: string[] = []
  while (lines.length < mostLines) {
    const text = await talk.receive(line(), (each) =>
      each.startsWith(`${tag} `) ? `answer ${/ (OK|NO|BAD)\b/i.exec(each)?.[1] ?? ''}` : 'untagged line',
    )
    const state = text.startsWith(`${tag} `) ? /^(OK|NO|BAD)\b/i.exec(text.slice(tag.length + 1))?.[1]?.toUpperCase() : undefined
    if (state === 'OK' || state === 'NO' || state === 'BAD') return { state, lines }
    if (!text.startsWith('* ')) throw new WireError('garbage', 'the answer is not of IMAP')
    lines.push(text.slice(2))
  }
  throw new WireError('too-much', 'the answer of IMAP does not end')
}

export async function imapCapabilities(talk: Conversation, tag: string): Promise<readonly string[]> {
  const { lines } = await askImap(talk, tag, 'CAPABILITY')
  return lines.flatMap((each) => (/^CAPABILITY /i.test(each) ? each.slice(11).toUpperCase().split(/\s+/) : []))
}
