import type { Conversation } from './conversation.ts'
import { line } from './conversation.ts'
import { WireError } from './fault.ts'

/** INFO, which a server says first (NATS client protocol). */
export interface NatsInfo {
  readonly version?: string
  readonly authRequired: boolean
  readonly tlsRequired: boolean
  readonly tlsAvailable: boolean
}

export async function natsInfo(talk: Conversation): Promise<NatsInfo> {
  const text = await talk.receive(line(32_768), () => 'INFO')
  if (!text.startsWith('INFO ')) throw new WireError('garbage', 'the greeting is not of NATS')
  const told = objectOf(text.slice(5))
  const { version } = told
  return {
    ...(typeof version === 'string' && /^\d+(?:\.\d+)+[\w.-]{0,20}$/.test(version) ? { version } : {}),
    authRequired: told['auth_required'] === true,
    tlsRequired: told['tls_required'] === true,
    tlsAvailable: told['tls_available'] === true || told['tls_required'] === true,
  }
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch (error) {
    throw new WireError('garbage', 'what NATS tells of itself is no JSON', { cause: error })
  }
  throw new WireError('garbage', 'what NATS tells of itself is no object')
}

/** Says who we are and asks for a sign of life. `welcome`: PONG came. */
export async function natsConnect(
  talk: Conversation,
  account: { readonly user: string; readonly pass: string } | undefined,
): Promise<'welcome' | 'refused'> {
  const options = { verbose: false, pedantic: false, lang: 'ringwall', version: '0', protocol: 1, ...account }
  talk.send(`CONNECT ${JSON.stringify(options)}\r\nPING\r\n`, account === undefined ? 'CONNECT without an account' : 'CONNECT with an account')
  for (let count = 0; count < 20; count++) {
    const text = await talk.receive(line(), (each) => (each.startsWith('-ERR') ? 'an error' : 'a line'))
    if (text === 'PONG') return 'welcome'
    if (/^-ERR 'Authorization Violation'/i.test(text)) return 'refused'
    if (text.startsWith('-ERR')) throw new WireError('closed', 'the server ends the conversation with an error')
  }
  throw new WireError('too-much', 'the server of NATS does not answer PING')
}
