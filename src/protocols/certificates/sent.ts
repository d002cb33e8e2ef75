import { X509Certificate } from 'node:crypto'
import type { Der } from './der.ts'
import { childrenOf, objectIdentifier, readDer } from './der.ts'
import type { KeyUsage } from './extensions.ts'
import { alternativeNames, extensionIds, extensionsOf, isAuthority, keyUsages, mustStaple, purposesOf, timestampsIn } from './extensions.ts'

/** A certificate as a server sent it, understood octet by octet: what a library rebuilds or hides is all here. */
export interface ReadCertificate {
  readonly x509: X509Certificate
  readonly names: readonly string[]
  /** ISO 8601. */
  readonly notBefore: string
  readonly notAfter: string
  readonly key: { readonly type: string; readonly bits: number | undefined; readonly curve?: string }
  /** As Mozilla's guideline calls it: `sha256WithRSAEncryption`; else the identifier. */
  readonly signature: string
  /** MD5, SHA-1 or older. */
  readonly brokenDigest?: string
  readonly authority: boolean
  readonly usages?: readonly KeyUsage[]
  readonly purposes?: readonly string[]
  readonly mustStaple: boolean
  /** Logs of certificate transparency that signed for it. */
  readonly timestamps: number
  /** The names of both as they are written, in base64: equal ones are the same. */
  readonly issuer: string
  readonly subject: string
}

/** What was read, by its bytes: a server sends the same certificate in every handshake, and an issuer's stands in many chains. */
const seen = new Map<string, ReadCertificate>()

/** Certificates that are kept, and their octets at most: who sends more is read anew. */
const most = { count: 1000, octets: 8192 }

/** `undefined` for bytes that are no certificate. */
export function readSent(der: Uint8Array): ReadCertificate | undefined {
  if (der.length > most.octets) return understood(der)
  const key = Buffer.from(der.buffer, der.byteOffset, der.length).toString('latin1')
  const before = seen.get(key)
  if (before !== undefined) return before
  const read = understood(der)
  if (read !== undefined && seen.size < most.count) seen.set(key, read)
  return read
}

function understood(der: Uint8Array): ReadCertificate | undefined {
  const parts = childrenOf(readDer(der))
  const tbs = tbsOf(parts)
  const [, , issuer, validity, subject] = tbs
  const [from, until] = childrenOf(validity).map(dateOf)
  const x509 = opened(der)
  if (x509 === undefined || from === undefined || until === undefined || issuer === undefined || subject === undefined) return undefined
  const extensions = extensionsOf(tbs)
  const signature = signatureOf(childrenOf(parts[1]))
  const broken = brokenDigests.find(([form]) => form.test(signature))?.[1]
  const [usages, purposes] = [keyUsages(extensions.get(extensionIds.keyUsage)), purposesOf(extensions.get(extensionIds.purposes))]
  return {
    x509,
    names: alternativeNames(extensions.get(extensionIds.alternativeName)),
    notBefore: from,
    notAfter: until,
    key: keyOf(x509),
    signature,
    ...(broken === undefined ? {} : { brokenDigest: broken }),
    authority: isAuthority(extensions.get(extensionIds.basicConstraints)),
    ...(usages === undefined ? {} : { usages }),
    ...(purposes === undefined ? {} : { purposes }),
    mustStaple: mustStaple(extensions.get(extensionIds.feature)),
    timestamps: timestampsIn(extensions.get(extensionIds.timestamps)),
    issuer: Buffer.from(issuer.whole).toString('base64'),
    subject: Buffer.from(subject.whole).toString('base64'),
  }
}

/** What is signed, from the serial number on. */
function tbsOf(parts: readonly Der[]): readonly Der[] {
  const all = childrenOf(parts[0])
  // the version is left out in certificates of version 1
  return all[0]?.tag === 0xa0 ? all.slice(1) : all
}

/** Its subject alone, in base64: a list of authorities is looked through without opening each. */
export function subjectOf(der: Uint8Array): string {
  return Buffer.from(tbsOf(childrenOf(readDer(der)))[4]?.whole ?? []).toString('base64')
}

function opened(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

/** UTCTime and GeneralizedTime (RFC 5280, section 4.1.2.5), as ISO 8601. */
export function dateOf(element: Der | undefined): string | undefined {
  if (element === undefined) return undefined
  const text = Buffer.from(element.value).toString('latin1')
  const parts =
    element.tag === 0x17 ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?Z$/.exec(text) : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?/.exec(text)
  if (parts === null) return undefined
  const [, year = '', month, day, hour, minute, second = '00'] = parts
  const whole = year.length === 4 ? year : `${Number(year) < 50 ? 20 : 19}${year}`
  const date = `${whole}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  return Number.isFinite(Date.parse(date)) ? date : undefined
}

/** Sizes of named curves, in bits. */
const curves: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp224r1: 224,
  prime192v1: 192,
  secp192k1: 192,
  secp160r1: 160,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
}

function keyOf(x509: X509Certificate): ReadCertificate['key'] {
  try {
    const { asymmetricKeyType = 'unknown', asymmetricKeyDetails = {} } = x509.publicKey
    const { modulusLength, namedCurve } = asymmetricKeyDetails
    const fixed = asymmetricKeyType === 'ed25519' ? 255 : asymmetricKeyType === 'ed448' ? 448 : undefined
    const bits = modulusLength ?? (namedCurve === undefined ? fixed : curves[namedCurve])
    return { type: asymmetricKeyType, bits, ...(namedCurve === undefined ? {} : { curve: namedCurve }) }
  } catch {
    return { type: 'unknown', bits: undefined }
  }
}

/** RFC 3279, RFC 4055, RFC 5758, RFC 8410. */
const signatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.3.14.3.2.29': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.113549.1.1.14': 'sha224WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsa-with-SHA1',
  '2.16.840.1.101.3.4.3.2': 'dsa-with-SHA256',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
}

const digests: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'SHA1',
  '2.16.840.1.101.3.4.2.1': 'SHA256',
  '2.16.840.1.101.3.4.2.2': 'SHA384',
  '2.16.840.1.101.3.4.2.3': 'SHA512',
}

const brokenDigests: readonly (readonly [RegExp, string])[] = [
  [/^md2/, 'MD2'],
  [/^md5/, 'MD5'],
  [/sha-?1(?!\d)/i, 'SHA-1'],
]

function signatureOf([id, parameters]: readonly Der[]): string {
  const name = objectIdentifier(id)
  if (name !== '1.2.840.113549.1.1.10') return signatures[name] ?? name
  // RSASSA-PSS names its digest in its parameters; SHA-1 when it names none (RFC 4055, section 3.1)
  const digest = childrenOf(parameters).find(({ tag }) => tag === 0xa0)
  const used = digest === undefined ? 'SHA1' : digests[objectIdentifier(childrenOf(childrenOf(digest)[0])[0])]
  return `rsassaPss-with-${used ?? 'unknown'}`
}
