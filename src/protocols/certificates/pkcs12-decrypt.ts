import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import type { Der } from './der.ts'
import { childrenOf, integer, objectIdentifier } from './der.ts'
import { derivePkcs12 } from './pkcs12-derive.ts'

export type Decrypted =
  | { readonly state: 'open'; readonly bytes: Uint8Array; readonly protection: 'strong' | 'weak' }
  | { readonly state: 'closed'; readonly why: string }

/** Rounds of a key derivation that are computed; a file that asks for more would hold up the run. */
const mostRounds = 1_000_000

const passwordBased = { pbes2: '1.2.840.113549.1.5.13', tripleDes: '1.2.840.113549.1.12.1.3', rc2: /^1\.2\.840\.113549\.1\.12\.1\.[56]$/ }

const digests: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

const ciphers: Readonly<Record<string, { readonly name: string; readonly key: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', key: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', key: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', key: 32 },
}

/** Opens what is encrypted with a password: PBES2 (RFC 8018) and the older form with triple DES (RFC 7292, appendix C). */
export function decrypt(algorithm: Der | undefined, bytes: Uint8Array, password: string | undefined): Decrypted {
  const [id, parameters] = childrenOf(algorithm)
  const name = objectIdentifier(id)
  if (passwordBased.rc2.test(name)) return closed('is a keystore encrypted with RC2, a broken form that is not read: make it anew')
  if (password === undefined) return closed('is a keystore whose password is not known here')
  if (name === passwordBased.pbes2) return withPbes2(parameters, bytes, password)
  if (name === passwordBased.tripleDes) return withTripleDes(parameters, bytes, password)
  return closed('is a keystore encrypted in a form that is not read')
}

function closed(why: string): Decrypted {
  return { state: 'closed', why }
}

function withPbes2(parameters: Der | undefined, bytes: Uint8Array, password: string): Decrypted {
  const [derivation, encryption] = childrenOf(parameters)
  const [salt, rounds, ...more] = childrenOf(childrenOf(derivation)[1])
  const prf = more.find(({ tag }) => tag === 0x30)
  const digest = prf === undefined ? 'sha1' : digests[objectIdentifier(childrenOf(prf)[0])]
  const [cipherId, iv] = childrenOf(encryption)
  const cipher = ciphers[objectIdentifier(cipherId)]
  const count = integer(rounds)
  if (salt === undefined || count === undefined || digest === undefined || cipher === undefined || iv === undefined)
    return closed('is a keystore encrypted in a form that is not read')
  if (count > mostRounds) return closed('is a keystore that asks for too many rounds to open it')
  const key = pbkdf2Sync(password, salt.value, count, cipher.key, digest)
  return opened(cipher.name, key, iv.value, bytes, 'strong')
}

function withTripleDes(parameters: Der | undefined, bytes: Uint8Array, password: string): Decrypted {
  const [salt, rounds] = childrenOf(parameters)
  const count = integer(rounds)
  if (salt === undefined || count === undefined || count > mostRounds) return closed('is a keystore that cannot be opened')
  const from = { password, salt: salt.value, rounds: count, digest: 'sha1' } as const
  const [key, iv] = [derivePkcs12({ ...from, purpose: 'key', length: 24 }), derivePkcs12({ ...from, purpose: 'vector', length: 8 })]
  return opened('des-ede3-cbc', key, iv, bytes, 'weak')
}

function opened(name: string, key: Uint8Array, iv: Uint8Array, bytes: Uint8Array, protection: 'strong' | 'weak'): Decrypted {
  try {
    const decipher = createDecipheriv(name, key, iv)
    return { state: 'open', bytes: Buffer.concat([decipher.update(bytes), decipher.final()]), protection }
  } catch {
    return closed('is a keystore that the password named beside it does not open')
  }
}
