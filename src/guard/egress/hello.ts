import type { Taken } from '../../wire/conversation.ts'
import { WireError } from '../../wire/fault.ts'
import { Reader } from '../../wire/tls/bytes.ts'
import { extensionType, messageType, recordType, versions } from '../../wire/tls/data/numbers.ts'
import type { TlsRecord } from '../../wire/tls/records.ts'
import { Messages, takeRecord } from '../../wire/tls/records.ts'
import { certificateList, serverHello } from '../../wire/tls/server-messages.ts'

/** What the first bytes of a connection are. `more`: it cannot be told yet. */
export type Hello =
  | { readonly kind: 'more' }
  | { readonly kind: 'tls'; readonly serverName?: string }
  | { readonly kind: 'not-tls'; readonly why: string }

/** The ClientHello at the front of the bytes (RFC 8446, section 4.1.2; RFC 6066, section 3); it may be cut into records anywhere. */
export function clientHelloOf(bytes: Buffer): Hello {
  try {
    const messages = new Messages()
    for (const { type, body } of records(bytes)) {
      if (type !== recordType.handshake || body.length === 0) return { kind: 'not-tls', why: 'it does not begin with a handshake' }
      messages.push(body)
      const message = messages.next()
      if (message === undefined) continue
      if (message.type !== messageType.clientHello) return { kind: 'not-tls', why: 'it does not begin with a ClientHello' }
      const name = serverNameOf(message.body)
      return { kind: 'tls', ...(name === undefined ? {} : { serverName: name }) }
    }
    return { kind: 'more' }
  } catch (error) {
    if (error instanceof WireError) return { kind: 'not-tls', why: 'it is not a ClientHello of TLS' }
    throw error
  }
}

function serverNameOf(body: Buffer): string | undefined {
  const reader = new Reader(body)
  reader.take(34)
  reader.vector(1)
  reader.vector(2)
  reader.vector(1)
  if (reader.left === 0) return undefined
  const raw = reader.inner(2)
  const all = raw.all((each) => [each.number(2), each.vector(2)] as const)
  const named = all.filter(([type]) => type === extensionType.serverName)
  if (named.length > 1 || reader.left > 0) throw new WireError('garbage', 'two server names')
  if (named[0] === undefined) return undefined
  const names = new Reader(named[0][1]).inner(2).all((each) => [each.number(1), each.vector(2).toString('latin1')] as const)
  if (names.length !== 1 || names[0]![0] !== 0) throw new WireError('garbage', 'not one server name')
  return names[0]![1]
}

/** What can be seen of the server's own certificate. */
export type Seen =
  | { readonly kind: 'more' }
  | { readonly kind: 'certificate'; readonly der: Buffer }
  | { readonly kind: 'not-seen' | 'not-tls'; readonly why: string }

/** The first bytes of a server: up to TLS 1.2 its certificate is in the clear (RFC 5246, section 7.4.2), unless a session is taken up again. */
export function serverCertificateOf(bytes: Buffer): Seen {
  try {
    const messages = new Messages()
    for (const { type, body } of records(bytes)) {
      if (type === recordType.alert) return { kind: 'not-seen', why: 'the server refused' }
      if (type !== recordType.handshake) return { kind: 'not-seen', why: 'a session is taken up again' }
      messages.push(body)
      for (let message = messages.next(); message !== undefined; message = messages.next()) {
        if (message.type === messageType.serverHello && serverHello(message.body).version >= versions.tls13) {
          return { kind: 'not-seen', why: 'TLS 1.3 does not show it' }
        }
        if (message.type !== messageType.certificate) continue
        const [der] = certificateList(message.body)
        return der === undefined ? { kind: 'not-seen', why: 'the server sent none' } : { kind: 'certificate', der }
      }
    }
    return { kind: 'more' }
  } catch (error) {
    if (error instanceof WireError) return { kind: 'not-tls', why: 'it does not answer in TLS' }
    throw error
  }
}

function* records(bytes: Buffer): Generator<TlsRecord> {
  let rest = bytes
  for (let taken: Taken<TlsRecord> | undefined = first(rest); taken !== undefined; taken = first(rest)) {
    yield taken.value
    rest = rest.subarray(taken.length)
  }
}

function first(bytes: Buffer): Taken<TlsRecord> | undefined {
  return bytes.length === 0 ? undefined : takeRecord(bytes)
}
