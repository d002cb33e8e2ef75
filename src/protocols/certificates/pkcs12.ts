import { X509Certificate } from 'node:crypto'
import type { Der } from './der.ts'
import { childrenOf, objectIdentifier, readDer } from './der.ts'
import type { KeystoreEntry, KeystoreRead } from './keystore.ts'
import { decrypt } from './pkcs12-decrypt.ts'

const data = '1.2.840.113549.1.7.1'
const encryptedData = '1.2.840.113549.1.7.6'
const bag = { key: '1.2.840.113549.1.12.10.1.1', shroudedKey: '1.2.840.113549.1.12.10.1.2', certificate: '1.2.840.113549.1.12.10.1.3' }
const attribute = { friendlyName: '1.2.840.113549.1.9.20', localKeyId: '1.2.840.113549.1.9.21' }

/** What one bag tells: a key's identity, or a certificate with its own. */
interface Bag {
  readonly certificate?: X509Certificate
  readonly alias?: string
  readonly keyId?: string
}

/**
 * Reads a PKCS #12 file (RFC 7292). `password` is needed where its certificates are encrypted; without it, or with another one, the
 * keystore stays closed and the reason is told.
 */
export function readPkcs12(bytes: Uint8Array, password: string | undefined): KeystoreRead {
  const [, authenticated] = childrenOf(readDer(bytes))
  const [type, content] = childrenOf(authenticated)
  if (objectIdentifier(type) !== data) return closed('is neither a certificate nor a keystore that can be read')
  const bags: Bag[] = []
  const forms = new Set<'strong' | 'weak' | 'none'>()
  for (const safe of childrenOf(readDer(octets(childrenOf(content)[0])))) {
    const [kind, holder] = childrenOf(safe)
    const inner = childrenOf(holder)[0]
    if (objectIdentifier(kind) === data) {
      forms.add('none')
      bags.push(...bagsOf(octets(inner)))
    } else if (objectIdentifier(kind) === encryptedData) {
      const [, algorithm, cipher] = childrenOf(childrenOf(inner)[1])
      const opened = decrypt(algorithm, cipher?.value ?? new Uint8Array(), password)
      if (opened.state === 'closed') return opened
      forms.add(opened.protection)
      bags.push(...bagsOf(opened.bytes))
    }
  }
  const protection = forms.has('weak') ? 'weak' : forms.has('strong') ? 'strong' : 'none'
  return { state: 'read', keystore: { kind: 'pkcs12', entries: entriesOf(bags), protection } }
}

function closed(why: string): KeystoreRead {
  return { state: 'closed', why }
}

/** The bytes of an octet string, also of one that is cut into pieces. */
function octets(element: Der | undefined): Uint8Array {
  if (element === undefined) return new Uint8Array()
  return element.tag === 0x24 ? Buffer.concat(childrenOf(element).map(({ value }) => value)) : element.value
}

function bagsOf(bytes: Uint8Array): readonly Bag[] {
  return childrenOf(readDer(bytes)).flatMap((element): readonly Bag[] => {
    const [id, holder, attributes] = childrenOf(element)
    const kind = objectIdentifier(id)
    const named = attributesOf(attributes)
    if (kind === bag.key || kind === bag.shroudedKey) return [named]
    if (kind !== bag.certificate) return []
    const [, value] = childrenOf(childrenOf(holder)[0])
    try {
      return [{ ...named, certificate: new X509Certificate(octets(childrenOf(value)[0])) }]
    } catch {
      return []
    }
  })
}

function attributesOf(set: Der | undefined): { readonly alias?: string; readonly keyId?: string } {
  let found: { readonly alias?: string; readonly keyId?: string } = {}
  for (const each of childrenOf(set)) {
    const [id, values] = childrenOf(each)
    const value = childrenOf(values)[0]?.value
    if (value === undefined) continue
    if (objectIdentifier(id) === attribute.friendlyName) found = { ...found, alias: Buffer.from(value).swap16().toString('utf16le') }
    if (objectIdentifier(id) === attribute.localKeyId) found = { ...found, keyId: Buffer.from(value).toString('hex') }
  }
  return found
}

/** Keys with the certificates that belong to them; the others form the chains above, or are trusted. */
function entriesOf(bags: readonly Bag[]): readonly KeystoreEntry[] {
  const certificates = bags.flatMap(({ certificate, alias, keyId }) => (certificate === undefined ? [] : [{ certificate, alias, keyId }]))
  const keys = new Set(bags.flatMap(({ certificate, keyId }) => (certificate === undefined ? [keyId] : [])))
  const leaves = certificates.filter(({ keyId }) => keyId !== undefined && keys.has(keyId))
  const others = certificates.filter((each) => !leaves.includes(each)).map(({ certificate }) => certificate)
  const used = new Set<X509Certificate>()
  const entries = leaves.map(({ certificate, alias }): KeystoreEntry => {
    const chain = chainOf(certificate, others)
    for (const link of chain) used.add(link)
    return { kind: 'key', ...(alias === undefined ? {} : { alias }), chain }
  })
  const trusted = certificates.filter(({ certificate }) => others.includes(certificate) && !used.has(certificate))
  return [
    ...entries,
    ...trusted.map(({ certificate, alias }): KeystoreEntry => ({ kind: 'trusted', ...(alias === undefined ? {} : { alias }), chain: [certificate] })),
  ]
}

function chainOf(leaf: X509Certificate, others: readonly X509Certificate[]): readonly X509Certificate[] {
  const chain = [leaf]
  for (let current = leaf; chain.length <= others.length;) {
    const issuer = others.find((other) => !chain.includes(other) && current.checkIssued(other))
    if (issuer === undefined) break
    chain.push(issuer)
    current = issuer
  }
  return chain
}
