import type { TlsMeans } from '../../wire/tls/ask.ts'
import { openForTls } from '../../wire/tls/ask.ts'
import { Conversation, line } from '../../wire/conversation.ts'
import { attempt } from '../../wire/fault.ts'
import { alertName } from '../../wire/tls/data/alerts.ts'
import { handshake13 } from '../../wire/tls/handshake13.ts'
import { openTls } from '../../wire/tls/session.ts'
import type { ClientCertificateFact, TlsFacts } from './facts.ts'

/** Alerts by which a server says that it wants a certificate: the newest one has its own, others call an empty one bad (RFC 8446, section 6.2). */
const wanting: ReadonlySet<number> = new Set([116, 42, 41, 40, 46, 48, 49])

/** A server that asks in TLS, lets everybody in and says no in HTTP: nginx and Apache do so. */
const refusal = /^HTTP\/1\.[01] (?:400|403|495|496)\b/

/**
 * Whether a client certificate is needed. That the handshake succeeds says nothing: in TLS 1.3 a client is done before the server
 * has looked, so what comes after counts.
 */
export async function clientCertificateOf(facts: TlsFacts, means: TlsMeans, request: Buffer | undefined): Promise<ClientCertificateFact | undefined> {
  const [session] = facts.sessions
  const [flight] = facts.flights
  const issuers = session?.request?.issuers ?? flight?.request?.issuers ?? []
  if (session !== undefined) {
    if (session.request === undefined) return { state: 'not-asked', issuers }
    const { end, alert, answer, tickets } = session.after
    if (alert !== undefined && wanting.has(alert)) return { state: 'required', issuers, why: `without one it ends with alert ${alertName(alert)}` }
    if (answer !== undefined && saysNo(answer)) return { state: 'required', issuers, why: 'without one HTTP is answered with an error' }
    if (end === 'answered' || end === 'farewell' || tickets.length > 0) return { state: 'optional', issuers, why: 'without one the session goes on' }
    return { ...(await waiting(means)), issuers }
  }
  if (flight === undefined) return undefined
  if (flight.request === undefined) return { state: 'not-asked', issuers }
  return { ...(await inOlder(means, request)), issuers }
}

/** A server that hangs up by itself, although nobody said good-bye, wanted a certificate; one that waits for what comes wanted none (GnuTLS). */
async function waiting(means: TlsMeans): Promise<Omit<ClientCertificateFact, 'issuers'>> {
  const got = await attempt(() => handshake13(means, { quiet: true }))
  const end = got.ok && got.value.kind === 'established' ? got.value.after.end : undefined
  if (end === 'silent') return { state: 'optional', why: 'without one it waits for what comes' }
  if (end === 'closed' || end === 'alert') return { state: 'required', why: 'without one it hangs up' }
  return { state: 'unknown', why: 'without one it ends without a word' }
}

function saysNo(answer: Buffer): boolean {
  const text = answer.toString('latin1')
  return refusal.test(text) && /certificate/i.test(text)
}

/** Up to TLS 1.2 the server looks before the handshake is over. */
async function inOlder(means: TlsMeans, request: Buffer | undefined): Promise<Omit<ClientCertificateFact, 'issuers'>> {
  const { signal, timeout, serverName } = means
  const got = await attempt(async () => {
    const talk = await openForTls(means)
    return openTls(talk.detach(), { signal, timeout, ...(serverName === undefined ? {} : { serverName }) })
  })
  if (!got.ok) {
    if (got.fault.kind === 'alert') return { state: 'required', why: `without one it ends with alert ${got.fault.detail}` }
    return { state: 'unknown', why: `a handshake without one failed: ${got.fault.detail}` }
  }
  const talk = new Conversation(got.value, { signal, timeout, transcript: [] })
  try {
    if (request === undefined) return { state: 'optional', why: 'without one the handshake succeeds' }
    talk.send(request, 'request')
    const answered = await attempt(() => talk.receive(untilEnd, () => 'answer'))
    if (answered.ok && saysNo(answered.value)) return { state: 'required', why: 'without one HTTP is answered with an error' }
    return { state: 'optional', why: 'without one the handshake succeeds' }
  } finally {
    talk.end()
  }
}

/** The whole head and a piece of what follows, as far as it came together. */
function untilEnd(bytes: Buffer): { readonly value: Buffer; readonly length: number } | undefined {
  return line()(bytes) === undefined ? undefined : { value: bytes, length: bytes.length }
}
