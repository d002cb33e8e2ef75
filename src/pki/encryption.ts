import type { KeyObject } from 'node:crypto'
import { createCipheriv, createPrivateKey, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { Sequence } from 'asn1js'
import { RingwallError } from '../model/error.ts'
import { encoded, integer, nothing, octets, oid, sequence } from './der.ts'
import { pem } from './pem.ts'
import type { Random } from './types.ts'

const derive = promisify(pbkdf2)

/** Rounds of PBKDF2 with HMAC-SHA-256 (OWASP, password storage, 2023). OpenSSL's own choice of 2048 is what passphrases fall to. */
const manyRounds = 600_000

const ids = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256: '2.16.840.1.101.3.4.1.42',
}

/**
 * A private key under a passphrase: EncryptedPrivateKeyInfo (RFC 5958) with PBES2 (RFC 8018). The length of the key is left out of the
 * parameters, as it follows from the cipher: step-ca reads no parameters that have it (smallstep/crypto, pemutil/pkcs8.go).
 */
export async function encryptedKey(key: KeyObject, passphrase: string, random: Random, rounds: number = manyRounds): Promise<Sequence> {
  return encryptedInfo(key.export({ type: 'pkcs8', format: 'der' }), passphrase, random, rounds)
}

/** The same for the DER of any PrivateKeyInfo, which is wiped. */
export async function encryptedInfo(plain: Uint8Array, passphrase: string, random: Random, rounds: number = manyRounds): Promise<Sequence> {
  const [salt, vector] = [random(16), random(16)]
  const cipher = createCipheriv('aes-256-cbc', await derive(passphrase, salt, rounds, 32, 'sha256'), vector)
  const bytes = Buffer.concat([cipher.update(plain), cipher.final()])
  plain.fill(0)
  const derivation = sequence(oid(ids.pbkdf2), sequence(octets(salt), integer(rounds), sequence(oid(ids.hmacSha256), nothing())))
  return sequence(sequence(oid(ids.pbes2), sequence(derivation, sequence(oid(ids.aes256), octets(vector)))), octets(bytes))
}

/** The same as PEM, which OpenSSL, Java, Go and node:crypto open. */
export async function encryptedPem(key: KeyObject, passphrase: string, random: Random, rounds?: number): Promise<string> {
  return pem('ENCRYPTED PRIVATE KEY', encoded(await encryptedKey(key, passphrase, random, rounds)))
}

/** A private key of PEM text in any form that OpenSSL knows; `where` is what the text is called in errors. */
export function openKey(text: string, passphrase: string | undefined, where: string): KeyObject {
  const isEncrypted = /ENCRYPTED/.test(text)
  if (isEncrypted && passphrase === undefined) throw new RingwallError('usage', `${where}: the key is encrypted, and no passphrase is given`)
  try {
    return createPrivateKey(isEncrypted && passphrase !== undefined ? { key: text, passphrase } : text)
  } catch {
    // what OpenSSL says tells nothing that the reader can use, and may quote the text
    throw new RingwallError('usage', isEncrypted ? `${where}: the passphrase does not open it` : `${where}: it is no private key in PEM`)
  }
}
