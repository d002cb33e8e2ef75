import { X509Certificate } from 'node:crypto'
import { childrenOf, objectIdentifier, readDer } from './der.ts'
import { isJks, readJks } from './jks.ts'
import type { Keystore } from './keystore.ts'
import { readPkcs12 } from './pkcs12.ts'

/** What a file of certificates holds: a chain, the leaf first, or a list of authorities; `keystore` where it is one. */
export type CertificateFile =
  | { readonly state: 'read'; readonly chain: readonly X509Certificate[]; readonly keystore?: Keystore }
  | { readonly state: 'closed'; readonly why: string }

/** Certificates of one PEM file that are looked at. */
const most = 200

/** What was read, by its certificates alone, never by a key beside them: who plans reads the same files again and again. */
const seen = new Map<string, CertificateFile>()

/** Files that are kept, and their characters at most: what is larger is read anew. */
const kept = { count: 500, characters: 32_768 }

/** Reads PEM text. */
export function readPem(text: string): CertificateFile {
  const blocks = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\w+/=\s]{1,20000}-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? []
  const key = blocks.join('')
  const before = seen.get(key)
  if (before !== undefined) return before
  const read = opened(blocks)
  if (key.length <= kept.characters && seen.size < kept.count) seen.set(key, read)
  return read
}

function opened(blocks: readonly string[]): CertificateFile {
  try {
    return certificates(blocks.slice(0, most).map((block) => new X509Certificate(block)))
  } catch {
    return none
  }
}

/** Reads DER, JKS or PKCS #12 by what the bytes are. Of a keystore with keys the first key's chain counts, else all that it trusts. */
export function readBinary(bytes: Uint8Array, password: string | undefined): CertificateFile {
  if (!isJks(bytes)) {
    try {
      return certificates([new X509Certificate(bytes)])
    } catch {
      // no single certificate: a keystore, or nothing of this kind
    }
  }
  const read = isJks(bytes) ? readJks(bytes) : readPkcs12(bytes, password)
  if (read.state === 'closed') return read
  const { keystore } = read
  const key = keystore.entries.find(({ kind }) => kind === 'key')
  const chain = key?.chain ?? keystore.entries.flatMap((entry) => entry.chain)
  const found = certificates(chain)
  return found.state === 'read' ? { ...found, keystore } : found
}

const none: CertificateFile = { state: 'closed', why: 'holds no certificate that can be read' }

function certificates(chain: readonly X509Certificate[]): CertificateFile {
  return chain.length > 0 && chain.every(isWhole) ? { state: 'read', chain } : none
}

/** Its dates and its key can be read: what is used of it later. An unknown or broken key throws in OpenSSL. */
function isWhole(certificate: X509Certificate): boolean {
  try {
    return [certificate.validFrom, certificate.validTo].every((date) => Number.isFinite(Date.parse(date))) && certificate.publicKey.type === 'public'
  } catch {
    return false
  }
}

const signatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.10040.4.3': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
  '1.2.840.113549.1.1.2': 'MD2',
}

/** The broken digest that the certificate is signed with; `undefined` for one that holds. */
export function brokenDigest(certificate: X509Certificate): string | undefined {
  const [, algorithm] = childrenOf(readDer(certificate.raw))
  return signatures[objectIdentifier(childrenOf(algorithm)[0])]
}
