import type { Conversation, Taken } from './conversation.ts'
import { line } from './conversation.ts'
import { WireError } from './fault.ts'

/** Asks for TLS on an open connection in clear. True: the next byte of both sides is TLS. False: the server does not do it. */
export type Upgrade = (talk: Conversation) => Promise<boolean>

/** SSLRequest (PostgreSQL, "Message Formats"): one letter answers it. */
export const postgresUpgrade: Upgrade = async (talk) => {
  talk.send(Buffer.from('0000000804d2162f', 'hex'), 'SSLRequest')
  const answer = await talk.receive(
    (bytes): Taken<string> => ({ value: bytes.toString('latin1', 0, 1), length: 1 }),
    (letter) => (letter === 'S' ? 'TLS begins' : 'no TLS'),
  )
  if (answer !== 'S' && answer !== 'N' && answer !== 'E') throw new WireError('garbage', 'the answer to SSLRequest is not of PostgreSQL')
  return answer === 'S'
}

/** What the first packet of a MySQL server says (MySQL, "Protocol::HandshakeV10"). */
interface MysqlGreeting {
  /** Version 10 of the protocol; an error instead turns everybody away. */
  readonly welcome: boolean
  readonly capabilities: number
}

const clientSsl = 0x0800

/** The capability CLIENT_SSL, and SSLRequest ("Protocol::SSLRequest"). */
export const mysqlUpgrade: Upgrade = async (talk) => {
  const { welcome, capabilities } = await talk.receive(mysqlGreeting, (greeting) => (greeting.welcome ? 'greeting' : 'error instead of a greeting'))
  if (!welcome) throw new WireError('closed', 'the server turns this client away before TLS')
  if ((capabilities & clientSsl) === 0) return false
  const request = Buffer.alloc(36)
  request.writeUIntLE(32, 0, 3)
  request[3] = 1
  // long password, protocol 41, TLS, secure connection
  request.writeUInt32LE(0x0000_0001 | 0x0000_0200 | clientSsl | 0x0000_8000, 4)
  request.writeUInt32LE(1 << 24, 8)
  request[12] = 45
  talk.send(request, 'SSLRequest')
  return true
}

function mysqlGreeting(bytes: Buffer): Taken<MysqlGreeting> | undefined {
  if (bytes.length < 5) return undefined
  const length = bytes.readUIntLE(0, 3)
  if (length > 4096 || length < 1 || bytes[3]! > 1) throw new WireError('garbage', 'the greeting is not of MySQL')
  if (bytes.length < 4 + length) return undefined
  const packet = bytes.subarray(4, 4 + length)
  if (packet[0] === 0xff) return { value: { welcome: false, capabilities: 0 }, length: 4 + length }
  const version = packet.indexOf(0, 1)
  // thread id, first part of the salt and a filler stand between the version's end and the capabilities
  const at = version + 1 + 4 + 8 + 1
  if (packet[0] !== 10 || version === -1 || at + 2 > packet.length) throw new WireError('garbage', 'the greeting is not of MySQL')
  return { value: { welcome: true, capabilities: packet.readUInt16LE(at) }, length: 4 + length }
}

/** StartTLS (RFC 4511, section 4.14): an extended request, whose response has a result code. */
export const ldapUpgrade: Upgrade = async (talk) => {
  const oid = Buffer.from('1.3.6.1.4.1.1466.20037')
  const operation = Buffer.concat([Buffer.from([0x77, oid.length + 2, 0x80, oid.length]), oid])
  const message = Buffer.concat([Buffer.from([0x30, operation.length + 3, 2, 1, 1]), operation])
  talk.send(message, 'StartTLS')
  const result = await talk.receive(ldapResult, (code) => `result ${code}`)
  return result === 0
}

/** The result code of the extended response at the front; servers differ in what else they put into it. */
function ldapResult(bytes: Buffer): Taken<number> | undefined {
  const outer = berElement(bytes, 0)
  if (outer === undefined) return undefined
  const message = bytes.subarray(outer.start, outer.end)
  const id = berElement(message, 0)
  const operation = id === undefined ? undefined : berElement(message, id.end)
  const code = operation === undefined ? undefined : berElement(message, operation.start)
  if (outer.tag !== 0x30 || operation?.tag !== 0x78 || code?.tag !== 0x0a || code.end - code.start !== 1)
    throw new WireError('garbage', 'the answer to StartTLS is not of LDAP')
  return { value: message[code.start]!, length: outer.end }
}

/** Where the content of an element of BER begins and ends (X.690, section 8.1); `undefined` when it is not whole. */
function berElement(bytes: Buffer, at: number): { readonly tag: number; readonly start: number; readonly end: number } | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return whole(bytes, tag, at + 2, first)
  const octets = first & 0x7f
  if (octets === 0 || octets > 4) throw new WireError('garbage', 'the answer is not of LDAP')
  if (bytes.length < at + 2 + octets) return undefined
  return whole(bytes, tag, at + 2 + octets, bytes.readUIntBE(at + 2, octets))
}

function whole(bytes: Buffer, tag: number, start: number, length: number): { tag: number; start: number; end: number } | undefined {
  if (length > 65_536) throw new WireError('garbage', 'the answer is longer than any to that question')
  return start + length > bytes.length ? undefined : { tag, start, end: start + length }
}

/** AUTH TLS (RFC 4217, section 4). */
export const ftpUpgrade: Upgrade = async (talk) => {
  if ((await threeDigits(talk, 'greeting')) !== 220) throw new WireError('closed', 'the server turns this client away before TLS')
  talk.send('AUTH TLS\r\n', 'AUTH TLS')
  return (await threeDigits(talk, 'AUTH TLS')) === 234
}

/** STARTTLS of SMTP (RFC 3207), which EHLO offers. */
export const smtpUpgrade: Upgrade = async (talk) => {
  if ((await threeDigits(talk, 'greeting')) !== 220) throw new WireError('closed', 'the server turns this client away before TLS')
  talk.send('EHLO localhost\r\n', 'EHLO')
  const offered: string[] = []
  const code = await threeDigits(talk, 'EHLO', offered)
  if (code !== 250 || !offered.some((each) => /^STARTTLS$/i.test(each))) return false
  talk.send('STARTTLS\r\n', 'STARTTLS')
  return (await threeDigits(talk, 'STARTTLS')) === 220
}

/** Lines of one reply that are read: who says more says nothing that counts. */
const mostLines = 100

/** A reply of FTP or SMTP, of one line or many (RFC 959, section 4.2; RFC 5321, section 4.2.1): its code. */
async function threeDigits(talk: Conversation, to: string, texts: string[] = []): Promise<number> {
  let begun = ''
  for (let count = 0; count < mostLines; count++) {
    const text = await talk.receive(line(), (each) => `${to}: ${/^\d{3}/.exec(each)?.[0] ?? 'more'}`)
    const parts = /^(\d{3})([ -]?)(.*)$/.exec(text)
    if (parts === null && begun === '') throw new WireError('garbage', `the answer to ${to} has no code`)
    if (parts === null) continue
    const [, code = '', sign, rest = ''] = parts
    texts.push(rest.trim())
    if (sign !== '-' && (begun === '' || begun === code)) return Number(code)
    begun = code
  }
  throw new WireError('too-much', `the answer to ${to} does not end`)
}

/** STARTTLS of IMAP (RFC 9051, section 6.2.1). */
export const imapUpgrade: Upgrade = async (talk) => {
  const greeting = await talk.receive(line(), () => 'greeting')
  if (/^\* BYE/i.test(greeting)) throw new WireError('closed', 'the server turns this client away before TLS')
  if (!/^\* (?:OK|PREAUTH)/i.test(greeting)) throw new WireError('garbage', 'the greeting is not of IMAP')
  talk.send('a1 STARTTLS\r\n', 'STARTTLS')
  for (let count = 0; count < mostLines; count++) {
    const text = await talk.receive(line(), (each) =>
      each.startsWith('a1 ') ? `answer ${/^a1 (OK|NO|BAD)\b/i.exec(each)?.[1] ?? ''}` : 'untagged line',
    )
    if (/^a1 /i.test(text)) return /^a1 OK\b/i.test(text)
  }
  throw new WireError('too-much', 'the answer to STARTTLS does not end')
}

/** STLS of POP3 (RFC 2595, section 4). */
export const pop3Upgrade: Upgrade = async (talk) => {
  const greeting = await talk.receive(line(), () => 'greeting')
  if (!greeting.startsWith('+OK')) throw new WireError('garbage', 'the greeting is not of POP3')
  talk.send('STLS\r\n', 'STLS')
  return (await talk.receive(line(), (each) => (each.startsWith('+OK') ? 'TLS begins' : 'no TLS'))).startsWith('+OK')
}
