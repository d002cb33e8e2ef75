import { brokenDigest, readBinary, readPem } from './read.ts'

/** What is told of one certificate. */
export interface CertificateFacts {
  /** ISO. */
  readonly notAfter: string
  readonly key: { readonly type: string; readonly bits?: number }
  readonly brokenDigest?: string
}

/** Longest certificate that is looked at, in characters. */
const longest = 20_000

/** Reads a certificate as settings hold it: PEM, or its base64 alone. Undefined when it is none. */
export function readCertificate(text: string): CertificateFacts | undefined {
  if (text.length > longest) return undefined
  const body = text.replace(/\s+/g, '')
  const isBare = /^[A-Za-z0-9+/]{100,}={0,2}$/.test(body)
  const read = isBare ? readBinary(Buffer.from(body, 'base64'), undefined) : readPem(text)
  const certificate = read.state === 'read' ? read.chain[0] : undefined
  if (certificate === undefined) return undefined
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  const [bits, digest] = [asymmetricKeyDetails?.modulusLength, brokenDigest(certificate)]
  return {
    notAfter: new Date(certificate.validTo).toISOString(),
    key: { type: asymmetricKeyType ?? 'unknown', ...(bits === undefined ? {} : { bits }) },
    ...(digest === undefined ? {} : { brokenDigest: digest }),
  }
}
