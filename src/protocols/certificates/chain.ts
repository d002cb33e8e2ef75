import { X509Certificate } from 'node:crypto'
import type { ReadCertificate } from './sent.ts'
import { readSent, subjectOf } from './sent.ts'

/** Where the chain that a server sends ends. */
export type ChainVerdict =
  | { readonly kind: 'trusted'; readonly by: 'given' | 'system'; readonly path: readonly ReadCertificate[] }
  /** the leaf signed itself, and nobody was told to trust it */
  | { readonly kind: 'self-signed' }
  /** it ends at an authority that nobody was told to trust */
  | { readonly kind: 'unknown-authority'; readonly path: readonly ReadCertificate[] }
  /** it ends before any authority: a certificate in between was not sent, or its authority is not known */
  | { readonly kind: 'incomplete'; readonly path: readonly ReadCertificate[] }

/** Certificates that are trusted (DER), by the name of their subject. */
export type Authorities = ReadonlyMap<string, readonly Uint8Array[]>

export function authorities(certificates: readonly Uint8Array[]): Authorities {
  const found = new Map<string, Uint8Array[]>()
  for (const each of certificates) {
    const subject = subjectOf(each)
    const others = found.get(subject)
    if (others === undefined) found.set(subject, [each])
    else others.push(each)
  }
  return found
}

/** Links of a path at most: a hostile server may send certificates that sign each other in circles. */
const longest = 10

/**
 * The way from the leaf to somebody who is trusted, over nothing but what was sent. Signatures count; dates are judged elsewhere.
 * `system` is asked only where `given` does not do: its hundreds of certificates take time to read.
 */
export function followChain(sent: readonly ReadCertificate[], given: Authorities, system: () => Authorities): ChainVerdict | undefined {
  const [leaf] = sent
  if (leaf === undefined) return undefined
  const path = [leaf]
  for (;;) {
    const last = path.at(-1)!
    if (issuerIn(given, last)) return { kind: 'trusted', by: 'given', path }
    const next = last.issuer === last.subject ? undefined : sent.find((each) => !path.includes(each) && each.authority && isSignedBy(last, each))
    if (next === undefined || path.length === longest) break
    path.push(next)
  }
  const end = path.findIndex((each) => issuerIn(system(), each))
  if (end !== -1) return { kind: 'trusted', by: 'system', path: path.slice(0, end + 1) }
  const last = path.at(-1)!
  if (last.issuer !== last.subject) return { kind: 'incomplete', path }
  return path.length === 1 ? { kind: 'self-signed' } : { kind: 'unknown-authority', path }
}

/** True when the certificate itself or its issuer is among them. */
function issuerIn(known: Authorities, { x509, subject, issuer }: ReadCertificate): boolean {
  const same = (known.get(subject) ?? []).some((der) => x509.raw.equals(der))
  return same || (known.get(issuer) ?? []).some((der) => verifies(x509, readSent(der)?.x509 ?? new X509Certificate(der)))
}

function isSignedBy({ x509, issuer }: ReadCertificate, by: ReadCertificate): boolean {
  return issuer === by.subject && verifies(x509, by.x509)
}

/** Pairs that were looked at: the servers of one place have one chain. */
const signed = new WeakMap<X509Certificate, WeakMap<X509Certificate, boolean>>()

function verifies(x509: X509Certificate, issuer: X509Certificate): boolean {
  const before = signed.get(x509) ?? new WeakMap<X509Certificate, boolean>()
  signed.set(x509, before)
  const known = before.get(issuer)
  if (known !== undefined) return known
  const is = isVerified(x509, issuer)
  before.set(issuer, is)
  return is
}

function isVerified(x509: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return x509.verify(issuer.publicKey)
  } catch {
    return false
  }
}

/** Each certificate was sent after the one that it signed (RFC 5246, section 7.4.2), and none that does not belong there. */
export function isInOrder(sent: readonly ReadCertificate[]): boolean {
  return sent.every((each, index) => index === 0 || sent[index - 1]!.issuer === each.subject)
}

/** Certificates of one chain that are understood: a server may send thousands. */
export const mostSent = 20

/** What was sent, as far as it can be read; `undefined` stands for what is no certificate. */
export function readChain(sent: readonly Uint8Array[]): readonly (ReadCertificate | undefined)[] {
  return sent.slice(0, mostSent).map(readSent)
}

/** True when the certificate is good for the name or address; a common name does not count (RFC 9525, section 2). */
export function isGoodFor({ x509 }: ReadCertificate, name: string): boolean {
  const isAddress = /^[\d.]+$|:/.test(name)
  return (isAddress ? x509.checkIP(name) : x509.checkHost(name, { subject: 'never' })) !== undefined
}
