import type { Place } from '../model/place.ts'
import type { Observation } from '../model/technology.ts'
import { readCertificate } from '../protocols/certificates/bare.ts'

/** Fewest bits of an RSA key that stands (NIST SP 800-131A). */
const leastBits = 2048

/** What is wrong with the certificate against which SAML messages are checked, and until when it holds. */
export function certificateFaults(key: string, text: string, trail: readonly Place[]): readonly Observation[] {
  const certificate = readCertificate(text)
  if (certificate === undefined) return []
  const base = { concern: 'message-signing', key, basis: 'configured', trail } as const
  const { notAfter, key: own } = certificate
  const found: Observation[] = [
    {
      ...base,
      verdict: 'safe',
      until: notAfter,
      stake: 'defence',
      message: 'The certificate against which SAML messages are checked has ended: they are refused, or the check is none.',
      actual: `ended on ${notAfter.slice(0, 10)}`,
      expected: 'a certificate in force',
      fix: 'take over the new certificate of the other side',
    },
  ]
  if (own.bits !== undefined && own.bits < leastBits && own.type !== 'ec')
    found.push({
      ...base,
      key: `${key} key`,
      verdict: 'unsafe',
      stake: 'defence',
      message: `SAML messages are signed with a key of ${own.bits} bits, which can be broken.`,
      actual: `${own.bits} bits`,
      expected: `${leastBits} bits or more`,
      fix: 'ask the other side for a new key and certificate',
    })
  return found
}
