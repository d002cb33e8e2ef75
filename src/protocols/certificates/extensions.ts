import type { Der } from './der.ts'
import { childrenOf, objectIdentifier, readDer } from './der.ts'

/** Extensions of a certificate (RFC 5280, section 4.2) by their identifier, each with its content. */
export function extensionsOf(tbs: readonly Der[]): ReadonlyMap<string, Uint8Array> {
  const list = tbs.find(({ tag }) => tag === 0xa3)
  const found = new Map<string, Uint8Array>()
  for (const each of childrenOf(childrenOf(list)[0])) {
    const parts = childrenOf(each)
    const content = parts.at(-1)
    const id = objectIdentifier(parts[0])
    if (id !== '' && content?.tag === 0x04) found.set(id, content.value)
  }
  return found
}

export const extensionIds = {
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  purposes: '2.5.29.37',
  /** RFC 7633 */
  feature: '1.3.6.1.5.5.7.1.24',
  /** RFC 6962, section 3.3 */
  timestamps: '1.3.6.1.4.1.11129.2.4.2',
} as const

/** Names and addresses for which a certificate is good. */
export function alternativeNames(content: Uint8Array | undefined): readonly string[] {
  if (content === undefined) return []
  return childrenOf(readDer(content)).flatMap(({ tag, value }) => {
    if (tag === 0x82) return [Buffer.from(value).toString('latin1')]
    if (tag === 0x87) return [address(value)]
    return []
  })
}

function address(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const view = Buffer.from(bytes)
  return Array.from({ length: Math.floor(view.length / 2) }, (_, index) => view.readUInt16BE(index * 2).toString(16)).join(':')
}

/** BasicConstraints: whether it may sign other certificates. */
export function isAuthority(content: Uint8Array | undefined): boolean {
  if (content === undefined) return false
  const [flag] = childrenOf(readDer(content))
  return flag?.tag === 0x01 && flag.value[0] !== 0
}

const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

export type KeyUsage = (typeof usages)[number]

/** KeyUsage; `undefined` when the certificate restricts nothing. */
export function keyUsages(content: Uint8Array | undefined): readonly KeyUsage[] | undefined {
  const bits = content === undefined ? undefined : readDer(content)
  if (bits?.tag !== 0x03) return undefined
  return usages.filter((_, index) => ((bits.value[1 + (index >> 3)] ?? 0) & (0x80 >> (index & 7))) !== 0)
}

/** ExtendedKeyUsage as identifiers; `undefined` when the certificate restricts nothing. */
export function purposesOf(content: Uint8Array | undefined): readonly string[] | undefined {
  return content === undefined ? undefined : childrenOf(readDer(content)).map(objectIdentifier)
}

/** TLS feature 5: no client may take it without an OCSP response beside it. */
export function mustStaple(content: Uint8Array | undefined): boolean {
  return content !== undefined && childrenOf(readDer(content)).some(({ tag, value }) => tag === 0x02 && value.length === 1 && value[0] === 5)
}

/** How many logs have signed for it: a list in the form of TLS, inside of an octet string. */
export function timestampsIn(content: Uint8Array | undefined): number {
  const list = content === undefined ? undefined : readDer(content)?.value
  return list === undefined ? 0 : timestampCount(list)
}

/** SignedCertificateTimestampList (RFC 6962, section 3.3). */
export function timestampCount(list: Uint8Array): number {
  let count = 0
  for (let at = 2; at + 2 <= list.length; count++) at += 2 + (list[at]! << 8) + list[at + 1]!
  return count
}
