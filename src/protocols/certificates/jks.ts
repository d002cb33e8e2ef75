import { X509Certificate } from 'node:crypto'
import type { KeystoreEntry, KeystoreRead } from './keystore.ts'

const magic = new Set([0xfe_ed_fe_ed, 0xce_ce_ce_ce])

/** Entries of one file, and certificates of one chain, that are read. */
const most = 1000

/** True for a keystore in Java's own form, JKS or JCEKS. */
export function isJks(bytes: Uint8Array): boolean {
  return bytes.length > 12 && magic.has(numberAt(bytes, 0))
}

/** What a keystore of Java's own form is made of. */
export interface JksParts {
  readonly entries: readonly KeystoreEntry[]
  /** Private keys as they are sealed (EncryptedPrivateKeyInfo), in order: their octets from the start of the file. */
  readonly keys: readonly { readonly start: number; readonly end: number }[]
  /** Behind the last entry; absent where there are secret keys, which are not read. */
  readonly end?: number
}

/**
 * Reads a JKS or JCEKS keystore (sun.security.provider.JavaKeyStore of OpenJDK 17: magic, version, count, then alias, date and certificates
 * for each entry). Certificates lie in clear text; the keys beside them are passed over.
 */
export function readJks(bytes: Uint8Array): KeystoreRead {
  const parts = jksParts(bytes)
  return 'why' in parts ? { state: 'closed', ...parts } : { state: 'read', keystore: { kind: 'jks', entries: parts.entries, protection: 'weak' } }
}

/** Walks through the entries; `why` says what is wrong where that cannot be. */
export function jksParts(bytes: Uint8Array): JksParts | { readonly why: string } {
  const broken = { why: 'is a Java keystore that ends too early or holds what cannot be read' }
  const count = numberAt(bytes, 8)
  if (count > most) return { why: `is a Java keystore of more than ${most} entries` }
  const entries: KeystoreEntry[] = []
  const keys: { readonly start: number; readonly end: number }[] = []
  let at = 12
  try {
    for (let index = 0; index < count; index++) {
      const tag = take(4)
      const alias = text()
      at += 8
      // a secret key is a serialised object whose end nobody else can tell
      if (tag === 3) return { entries, keys }
      if (tag === 1) {
        const size = take(4)
        keys.push({ start: at, end: at + size })
        at += size
      }
      const chain: X509Certificate[] = []
      const length = tag === 1 ? take(4) : 1
      if (length > most) return broken
      for (let link = 0; link < length; link++) {
        if (numberAt(bytes, 4) === 2) text()
        const size = take(4)
        chain.push(new X509Certificate(bytes.subarray(at, at + size)))
        at += size
      }
      if (at > bytes.length) return broken
      entries.push({ kind: tag === 1 ? 'key' : 'trusted', alias, chain })
    }
  } catch {
    return broken
  }
  return { entries, keys, end: at }

  function take(size: number): number {
    const value = numberAt(bytes, at)
    at += size
    return value
  }

  function text(): string {
    const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    at += 2 + length
    return Buffer.from(bytes.subarray(at - length, at)).toString('utf8')
  }
}

function numberAt(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new RangeError('the file ends')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at)
}
