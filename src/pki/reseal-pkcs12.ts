import { createHmac, timingSafeEqual } from 'node:crypto'
import type { BaseBlock } from 'asn1js'
import { fromBER } from 'asn1js'
import type { Cannot } from '../model/change.ts'
import type { Der } from '../protocols/certificates/der.ts'
import { childrenOf, integer, objectIdentifier, readDer } from '../protocols/certificates/der.ts'
import { decrypt } from '../protocols/certificates/pkcs12-decrypt.ts'
import { derivePkcs12 } from '../protocols/certificates/pkcs12-derive.ts'
import { encoded, explicit, octets, oid, sequence } from './der.ts'
import { encryptedInfo } from './encryption.ts'
import { macRounds, sealed } from './keystore.ts'
import type { Random } from './types.ts'

const content = { data: '1.2.840.113549.1.7.1', encrypted: '1.2.840.113549.1.7.6' }
const bag = { shroudedKey: '1.2.840.113549.1.12.10.1.2', certificate: '1.2.840.113549.1.12.10.1.3', secret: '1.2.840.113549.1.12.10.1.5' }
const digests: Readonly<Record<string, { readonly digest: 'sha1' | 'sha256'; readonly length: number }>> = {
  '1.3.14.3.2.26': { digest: 'sha1', length: 20 },
  '2.16.840.1.101.3.4.2.1': { digest: 'sha256', length: 32 },
}

/** Keys of one store that are opened, and rounds of its derivation: who makes files of others must not hold up the run. */
const most = { keys: 20, rounds: 1_000_000 }

const notRead: Cannot = { cannot: 'is a PKCS #12 keystore of a form that is not written' }

/**
 * A PKCS #12 keystore with another password, for itself and for its keys: the same entries under the same names. Keys are under PBES2,
 * certificates in clear, however they were.
 * @param passwords that may open it or its keys
 */
export async function resealedPkcs12(
  bytes: Uint8Array,
  passwords: readonly string[],
  password: string,
  random: Random,
): Promise<Uint8Array | Cannot> {
  const [, authenticated, mac] = childrenOf(readDer(bytes))
  const [type, holder] = childrenOf(authenticated)
  const safes = contentOf(holder)
  if (objectIdentifier(type) !== content.data || safes === undefined || mac === undefined) return notRead
  const opener = passwords.find((each) => isSealedBy(mac, safes, each))
  if (opener === undefined) return { cannot: 'is a keystore that no password named beside it opens' }
  const bags: BaseBlock[] = []
  let keys = 0
  for (const safe of childrenOf(readDer(safes))) {
    const inside = bagsOf(safe, opener)
    if ('cannot' in inside) return inside
    for (const each of inside) {
      if (objectIdentifier(childrenOf(each)[0]) !== bag.certificate && ++keys > most.keys)
        return { cannot: `is a keystore of more than ${most.keys} keys` }
      const again = await resealedBag(each, [opener, ...passwords], password, random)
      if ('cannot' in again) return again
      bags.push(again)
    }
  }
  return sealed(bags, password, random)
}

function isSealedBy(mac: Der, safes: Uint8Array, password: string): boolean {
  const [info, salt, rounds] = childrenOf(mac)
  const [algorithm, value] = childrenOf(info)
  const form = digests[objectIdentifier(childrenOf(algorithm)[0])]
  const count = rounds === undefined ? 1 : integer(rounds)
  if (form === undefined || salt === undefined || value === undefined || count === undefined || count > most.rounds) return false
  const key = derivePkcs12({ password, salt: salt.value, rounds: count, digest: form.digest, purpose: 'mac', length: form.length })
  const due = createHmac(form.digest, key).update(safes).digest()
  return value.value.length === due.length && timingSafeEqual(value.value, due)
}

function bagsOf(safe: Der, password: string): readonly Der[] | Cannot {
  const [kind, holder] = childrenOf(safe)
  if (objectIdentifier(kind) === content.data) return childrenOf(readDer(contentOf(holder) ?? new Uint8Array()))
  if (objectIdentifier(kind) !== content.encrypted) return notRead
  const [, algorithm, cipher] = childrenOf(childrenOf(childrenOf(holder)[0])[1])
  const opened = decrypt(algorithm, cipher?.value ?? new Uint8Array(), password)
  return opened.state === 'closed' ? { cannot: opened.why } : childrenOf(readDer(opened.bytes))
}

/** A certificate stays as it is; what holds a key gets it anew. */
async function resealedBag(each: Der, passwords: readonly string[], password: string, random: Random): Promise<BaseBlock | Cannot> {
  const [id, holder, attributes] = childrenOf(each)
  const kind = objectIdentifier(id)
  if (kind === bag.certificate) return raw(each)
  const named = attributes === undefined ? [] : [raw(attributes)]
  if (kind === bag.shroudedKey) {
    const key = await resealedKey(childrenOf(holder)[0], passwords, password, random)
    return 'cannot' in key ? key : sequence(oid(kind), explicit(0, key), ...named)
  }
  // Java keeps a secret key in an octet string, sealed as a private one (sun.security.pkcs12.PKCS12KeyStore of OpenJDK 17)
  const [inner, value] = childrenOf(childrenOf(holder)[0])
  if (kind !== bag.secret || objectIdentifier(inner) !== bag.shroudedKey) return notRead
  const key = await resealedKey(readDer(contentOf(value) ?? new Uint8Array()), passwords, password, random)
  if ('cannot' in key) return key
  return sequence(oid(kind), explicit(0, sequence(oid(bag.shroudedKey), explicit(0, octets(encoded(key))))), ...named)
}

async function resealedKey(info: Der | undefined, passwords: readonly string[], password: string, random: Random): Promise<BaseBlock | Cannot> {
  const [algorithm, cipher] = childrenOf(info)
  for (const each of passwords) {
    const opened = decrypt(algorithm, cipher?.value ?? new Uint8Array(), each)
    // a wrong password may by chance leave a padding that fits, but no key
    if (opened.state === 'open' && readDer(opened.bytes)?.whole.length === opened.bytes.length)
      return encryptedInfo(opened.bytes, password, random, macRounds)
  }
  return { cannot: 'is a keystore with a key that no password named beside it opens' }
}

/** The octets within `[0] EXPLICIT OCTET STRING`; absent where they are cut into pieces, or are none. */
function contentOf(holder: Der | undefined): Uint8Array | undefined {
  const inside = childrenOf(holder)[0]
  return inside?.tag === 0x04 ? inside.value : undefined
}

function raw(element: Der): BaseBlock {
  return fromBER(element.whole).result
}
