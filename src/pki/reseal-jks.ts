import { createHash } from 'node:crypto'
import type { Cannot } from '../model/change.ts'
import { childrenOf, objectIdentifier, readDer } from '../protocols/certificates/der.ts'
import { jksParts } from '../protocols/certificates/jks.ts'
import type { Random } from './types.ts'

/** How Java seals private keys in its own form (sun.security.provider.KeyProtector of OpenJDK 17). */
const keyProtector = '1.3.6.1.4.1.42.2.17.1.1'

/** Octets of SHA-1: of the salt before a sealed key, and of the check behind it. */
const digestSize = 20

const javaOwn = 0xfe_ed_fe_ed

/**
 * A keystore in Java's own form with another password, for itself and for its keys: all else is as it was, octet by octet. The form is
 * weak whatever the password, and withstands guessing only where that is long and random.
 * @param passwords that may open it or its keys
 */
export function resealedJks(bytes: Uint8Array, passwords: readonly string[], password: string, random: Random): Uint8Array | Cannot {
  const store = Buffer.from(bytes)
  if (store.readUInt32BE(0) !== javaOwn) return { cannot: 'is a keystore of the form JCEKS, which is not written' }
  const parts = jksParts(store)
  if ('why' in parts) return { cannot: parts.why }
  if (parts.end === undefined || parts.end + digestSize !== store.length) return { cannot: 'is a Java keystore that is not read to its end' }
  const body = store.subarray(0, parts.end)
  const opener = passwords.find((each) => sealOf(body, each).equals(store.subarray(body.length)))
  if (opener === undefined) return { cannot: 'is a keystore that no password named beside it opens' }
  const again = Buffer.from(body)
  for (const { start, end } of parts.keys) {
    const sealed = sealedKey(body.subarray(start, end))
    const key = sealed === undefined ? undefined : opened(sealed, [opener, ...passwords])
    if (sealed === undefined || key === undefined) return { cannot: 'is a keystore with a key that no password named beside it opens' }
    // as long as it was: the octets around it stay
    again.set(closed(key, password, random), sealed.byteOffset - body.byteOffset)
    key.fill(0)
  }
  return Buffer.concat([again, sealOf(again, password)])
}

/** What is behind the entries (sun.security.provider.JavaKeyStore, getPreKeyedHash). */
function sealOf(body: Uint8Array, password: string): Buffer {
  return sha1(utf16(password), Buffer.from('Mighty Aphrodite'), body)
}

/** Salt, key and check, of a key that is sealed in Java's own way. */
function sealedKey(info: Uint8Array): Uint8Array | undefined {
  const [algorithm, sealed] = childrenOf(readDer(info))
  if (objectIdentifier(childrenOf(algorithm)[0]) !== keyProtector || sealed === undefined) return undefined
  return sealed.value.length > 2 * digestSize ? sealed.value : undefined
}

function opened(sealed: Uint8Array, passwords: readonly string[]): Buffer | undefined {
  const check = sealed.subarray(-digestSize)
  for (const password of passwords) {
    const key = masked(sealed.subarray(digestSize, -digestSize), sealed.subarray(0, digestSize), password)
    if (sha1(utf16(password), key).equals(check)) return key
  }
  return undefined
}

function closed(key: Uint8Array, password: string, random: Random): Buffer {
  const salt = random(digestSize)
  return Buffer.concat([salt, masked(key, salt, password), sha1(utf16(password), key)])
}

/** With the chain of digests that begins at the salt; the same again takes it away. */
function masked(key: Uint8Array, salt: Uint8Array, password: string): Buffer {
  const result = Buffer.from(key)
  for (let at = 0, digest = salt; at < key.length; at++) {
    if (at % digestSize === 0) digest = sha1(utf16(password), digest)
    result[at]! ^= digest[at % digestSize]!
  }
  return result
}

function utf16(password: string): Buffer {
  return Buffer.from(password, 'utf16le').swap16()
}

function sha1(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
