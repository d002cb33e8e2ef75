import { WireError } from '../fault.ts'
import { Reader } from './bytes.ts'
import { extensionType, retryRandom, versions } from './data/numbers.ts'

export type Extensions = ReadonlyMap<number, Buffer>

export interface ServerHello {
  /** What was agreed on: `supported_versions` counts before the field that older versions have. */
  readonly version: number
  readonly random: Buffer
  readonly sessionId: Buffer
  readonly suite: number
  readonly compression: number
  readonly extensions: Extensions
  /** A HelloRetryRequest: the server wants another hello. */
  readonly retry: boolean
}

/** RFC 8446, section 4.1.3, and RFC 5246, section 7.4.1.3. */
export function serverHello(body: Buffer): ServerHello {
  const reader = new Reader(body)
  const legacy = reader.number(2)
  const random = reader.take(32)
  const sessionId = reader.vector(1)
  const suite = reader.number(2)
  const compression = reader.number(1)
  const extensions = reader.left === 0 ? new Map<number, Buffer>() : extensionsFrom(reader.inner(2))
  const selected = extensions.get(extensionType.supportedVersions)
  if (sessionId.length > 32) throw new WireError('garbage', 'the session id of the answer is too long')
  return {
    version: selected?.length === 2 ? selected.readUInt16BE(0) : legacy,
    random,
    sessionId,
    suite,
    compression,
    extensions,
    retry: random.equals(retryRandom),
  }
}

export function extensionsFrom(reader: Reader): Extensions {
  return new Map(reader.all((each) => [each.number(2), each.vector(2)]))
}

/** The group that a HelloRetryRequest or a key share of the server names. */
export function groupOf({ extensions }: ServerHello): number | undefined {
  const share = extensions.get(extensionType.keyShare)
  return share === undefined || share.length < 2 ? undefined : share.readUInt16BE(0)
}

/** The application protocol that was chosen (RFC 7301). */
export function applicationOf(extensions: Extensions): string | undefined {
  const content = extensions.get(extensionType.alpn)
  if (content === undefined) return undefined
  return new Reader(content).inner(2).vector(1).toString('latin1')
}

/** Certificates as they were sent (RFC 5246, section 7.4.2). */
export function certificateList(body: Buffer): readonly Buffer[] {
  return new Reader(body).inner(3).all((reader) => reader.vector(3))
}

export interface CertificateEntry {
  readonly der: Buffer
  readonly extensions: Extensions
}

/** The same in TLS 1.3, where each has extensions of its own (RFC 8446, section 4.4.2). */
export function certificateEntries(body: Buffer): readonly CertificateEntry[] {
  const reader = new Reader(body)
  reader.vector(1)
  return reader.inner(3).all((each) => ({ der: each.vector(3), extensions: extensionsFrom(each.inner(2)) }))
}

/** The OCSP response of a CertificateStatus message or of the extension of that name (RFC 6066, section 8). */
export function stapledStatus(content: Buffer): Buffer | undefined {
  const reader = new Reader(content)
  return reader.number(1) === 1 ? reader.vector(3) : undefined
}

export type KeyExchange =
  | { readonly kind: 'dh'; readonly prime: Buffer; readonly generator: Buffer; readonly signature: number | undefined }
  | { readonly kind: 'ecdh'; readonly group: number; readonly signature: number | undefined }
  /** A curve that is spelled out, or a form that is not read. */
  | { readonly kind: 'other' }

/** ServerKeyExchange (RFC 5246, section 7.4.3; RFC 8422, section 5.4): what the exchange of keys rests on. */
export function keyExchange(body: Buffer, suiteName: string, version: number): KeyExchange {
  const reader = new Reader(body)
  const isAnonymous = /_anon_/.test(suiteName)
  const signed = (): number | undefined => (version >= versions.tls12 && !isAnonymous && reader.left >= 2 ? reader.number(2) : undefined)
  if (/PSK|SRP|RSA_EXPORT/.test(suiteName)) return { kind: 'other' }
  if (/_ECDHE_|_ECDH_anon_/.test(suiteName)) {
    if (reader.number(1) !== 3) return { kind: 'other' }
    const group = reader.number(2)
    reader.vector(1)
    return { kind: 'ecdh', group, signature: signed() }
  }
  if (!/_DHE_|_DH_anon_/.test(suiteName)) return { kind: 'other' }
  const [prime, generator] = [reader.vector(2), reader.vector(2)]
  reader.vector(2)
  return { kind: 'dh', prime, generator, signature: signed() }
}

export interface CertificateRequest {
  /** Names of the authorities that the server would trust, in DER. */
  readonly issuers: readonly Buffer[]
}

/** RFC 5246, section 7.4.4. */
export function certificateRequest(body: Buffer, version: number): CertificateRequest {
  const reader = new Reader(body)
  reader.vector(1)
  if (version >= versions.tls12) reader.vector(2)
  return { issuers: issuersFrom(reader) }
}

/** RFC 8446, section 4.3.2. */
export function certificateRequest13(body: Buffer): CertificateRequest {
  const reader = new Reader(body)
  reader.vector(1)
  const authorities = extensionsFrom(reader.inner(2)).get(extensionType.certificateAuthorities)
  return { issuers: authorities === undefined ? [] : issuersFrom(new Reader(authorities)) }
}

function issuersFrom(reader: Reader): readonly Buffer[] {
  return reader.left === 0 ? [] : reader.inner(2).all((each) => each.vector(2))
}
