import type { KeyObject } from 'node:crypto'
import { constants, verify, X509Certificate } from 'node:crypto'
import { Reader } from './bytes.ts'

/** Digest of a scheme, and whether it is RSA-PSS; Ed25519 and Ed448 have their own. */
const schemes: ReadonlyMap<number, { readonly digest: string | null; readonly pss: boolean }> = new Map([
  [0x0403, { digest: 'sha256', pss: false }],
  [0x0503, { digest: 'sha384', pss: false }],
  [0x0603, { digest: 'sha512', pss: false }],
  [0x081a, { digest: 'sha256', pss: false }],
  [0x081b, { digest: 'sha384', pss: false }],
  [0x081c, { digest: 'sha512', pss: false }],
  [0x0804, { digest: 'sha256', pss: true }],
  [0x0805, { digest: 'sha384', pss: true }],
  [0x0806, { digest: 'sha512', pss: true }],
  [0x0809, { digest: 'sha256', pss: true }],
  [0x080a, { digest: 'sha384', pss: true }],
  [0x080b, { digest: 'sha512', pss: true }],
  [0x0807, { digest: null, pss: false }],
  [0x0808, { digest: null, pss: false }],
])

export interface Signed {
  readonly scheme: number
  /** The server holds the key of its certificate; `undefined` where this program cannot tell. */
  readonly holds: boolean | undefined
}

/** CertificateVerify (RFC 8446, section 4.4.3). */
export function certificateVerify(body: Buffer, certificate: Buffer | undefined, transcript: Buffer): Signed {
  const reader = new Reader(body)
  const [scheme, signature] = [reader.number(2), reader.vector(2)]
  const known = schemes.get(scheme)
  const key = certificate === undefined ? undefined : keyOf(certificate)
  if (known === undefined || key === undefined) return { scheme, holds: undefined }
  const content = Buffer.concat([Buffer.alloc(64, 0x20), Buffer.from('TLS 1.3, server CertificateVerify\0'), transcript])
  const padding = known.pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}
  try {
    return { scheme, holds: verify(known.digest, content, { key, ...padding }, signature) }
  } catch {
    return { scheme, holds: undefined }
  }
}

/** The last one that was opened: many servers of one run show the same certificate. */
let last: { readonly der: Buffer; readonly key: KeyObject } | undefined

function keyOf(der: Buffer): KeyObject | undefined {
  if (last?.der.equals(der) === true) return last.key
  try {
    last = { der: Buffer.from(der), key: new X509Certificate(der).publicKey }
    return last.key
  } catch {
    return undefined
  }
}
