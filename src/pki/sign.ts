import type { Extension } from './x509.ts'
import type { KeyObject } from 'node:crypto'
import { createPublicKey, webcrypto } from 'node:crypto'
import { RingwallError } from '../model/error.ts'
import { signer } from './keys.ts'
import { pem } from './pem.ts'
import type { Authority, Certified, Random } from './types.ts'
import {
  AuthorityKeyIdentifierExtension,
  CRLDistributionPointsExtension,
  Name,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

/** What is about to be signed. */
interface Draft {
  readonly name: string
  readonly key: KeyObject
  /** Left out: it signs itself. */
  readonly issuer: Authority | undefined
  readonly notBefore: Date
  readonly notAfter: Date
  readonly extensions: readonly Extension[]
  readonly revocationUrl: string | undefined
}

/** Signs a certificate (RFC 5280) with a random serial of 128 bits and the identifiers of both keys. */
export async function sign(draft: Draft, random: Random): Promise<Certified> {
  const { issuer, key, revocationUrl } = draft
  const [notBefore, notAfter] = [wholeSeconds(draft.notBefore), wholeSeconds(draft.notAfter)]
  checkTimes(notBefore, notAfter, issuer)
  const { privateKey, algorithm } = await signer(issuer?.key ?? key)
  const publicKey = new PublicKey(createPublicKey(key).export({ type: 'spki', format: 'der' }))
  const above = issuer === undefined ? undefined : new X509Certificate(issuer.certificate)
  const subject = subjectOf(draft.name)
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: Buffer.from(random(16)).toString('hex'),
      subject,
      issuer: above?.subjectName ?? subject,
      notBefore,
      notAfter,
      publicKey,
      signingKey: privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        ...draft.extensions,
        await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
        ...(above === undefined ? [] : [await authorityKey(above)]),
        ...(revocationUrl === undefined ? [] : [new CRLDistributionPointsExtension([httpUrl(revocationUrl)])]),
      ],
    },
    webcrypto,
  )
  const text = pem('CERTIFICATE', new Uint8Array(certificate.rawData))
  return {
    certificate: text,
    chain: issuer === undefined ? '' : `${text}${issuer.chain}`,
    key,
    serial: serialText(certificate.serialNumber),
    notBefore,
    notAfter,
  }
}

/** As OpenSSL and node:crypto print it. */
function serialText(hex: string): string {
  return hex.toUpperCase().replace(/^(?:00)+(?=.)/, '')
}

/** The identifier that the issuer's certificate has, whatever it was made from: the two must be the same (RFC 5280, 4.2.1.1). */
export async function authorityKey(above: X509Certificate): Promise<Extension> {
  const own = above.getExtension(SubjectKeyIdentifierExtension)
  return own === null ? AuthorityKeyIdentifierExtension.create(above.publicKey, false, webcrypto) : new AuthorityKeyIdentifierExtension(own.keyId)
}

/** X.509 knows no fractions (RFC 5280, 4.1.2.5). */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000)
}

function checkTimes(notBefore: Date, notAfter: Date, issuer: Authority | undefined): void {
  if (!(notBefore < notAfter)) throw new RingwallError('usage', `a certificate from ${shown(notBefore)} to ${shown(notAfter)} is never valid`)
  if (issuer !== undefined && (notAfter > issuer.notAfter || notBefore < issuer.notBefore))
    throw new RingwallError(
      'usage',
      `a certificate from ${shown(notBefore)} to ${shown(notAfter)} leaves the time of its authority: ${shown(issuer.notBefore)} to ${shown(issuer.notAfter)}`,
      { hint: 'take a shorter life, or an authority that lives longer' },
    )
}

function shown(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString()
}

/** A common name alone: all that TLS looks at are the alternative names. 64 characters at most (RFC 5280, appendix A, ub-common-name). */
function subjectOf(name: string): Name {
  if (!/^[^\p{Cc}#][^\p{Cc}]{0,63}$/u.test(name))
    throw new RingwallError('usage', `"${name}" is no common name: 1 to 64 characters, none of them a control character`)
  return new Name([{ CN: [name] }])
}

function httpUrl(text: string): string {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(text) || !URL.canParse(text))
    throw new RingwallError('usage', `"${text}" is no address that a revocation list is fetched from`, {
      hint: 'such as http://pki.internal.example/crl.pem',
    })
  return text
}
