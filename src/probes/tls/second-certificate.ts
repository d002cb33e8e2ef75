import { usualSignatures } from '../../wire/tls/data/groups.ts'
import type { Session13 } from '../../wire/tls/handshake13.ts'
import type { Asker } from './asker.ts'
import type { TlsFacts } from './facts.ts'

/** Ways to sign with a key of RSA, and with all others (RFC 8446, section 4.2.3). */
const isRsa = (scheme: number): boolean => (scheme & 0xff) === 1 || (scheme >= 0x0804 && scheme <= 0x0806) || (scheme >= 0x0809 && scheme <= 0x080b)

/** The handshake with a certificate of the other kind of key. Before TLS 1.3 the suites tell all keys that a server has; in it the ways to sign do. */
export async function secondCertificate(asker: Asker, { sessions, flights }: Pick<TlsFacts, 'sessions' | 'flights'>): Promise<readonly Session13[]> {
  const [session] = sessions
  if (session?.signed === undefined || flights.length > 0) return []
  const wasRsa = isRsa(session.signed.scheme)
  const other = await asker.handshake({ signatures: usualSignatures.filter((scheme) => isRsa(scheme) !== wasRsa) })
  return other.kind === 'established' ? [other] : []
}
