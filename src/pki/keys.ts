import type { KeyObject } from 'node:crypto'
import { generateKeyPair, webcrypto } from 'node:crypto'
import { promisify } from 'node:util'
import { RingwallError } from '../model/error.ts'
import type { KeyKind } from './types.ts'

const generate = promisify(generateKeyPair)

/** A new private key, from the random source of OpenSSL. */
export async function newKey(kind: KeyKind): Promise<KeyObject> {
  if (kind === 'rsa3072' || kind === 'rsa4096') return (await generate('rsa', { modulusLength: Number(kind.slice(3)) })).privateKey
  return (await generate('ec', { namedCurve: curves[kind] })).privateKey
}

const curves = { p256: 'P-256', p384: 'P-384' } as const

/** A key that is given, or a new one. */
export async function keyOf(key: KeyObject | KeyKind): Promise<KeyObject> {
  return typeof key === 'string' ? newKey(key) : key
}

type Algorithm =
  | { readonly name: 'ECDSA'; readonly namedCurve: string; readonly hash: string }
  | { readonly name: 'RSASSA-PKCS1-v1_5'; readonly hash: string }

/** The same key for WebCrypto, and the digest that fits its strength (NIST SP 800-57 part 1, table 3). */
export async function signer(key: KeyObject): Promise<{ readonly privateKey: webcrypto.CryptoKey; readonly algorithm: Algorithm }> {
  const algorithm = algorithmOf(key)
  const der = key.export({ type: 'pkcs8', format: 'der' })
  return { privateKey: await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']), algorithm }
}

/** Why a key is not one to make certificates with; undefined when it is. */
export function unfitKey(key: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa') return modulusLength < 2048 ? `an RSA key of ${modulusLength} bits is too short` : undefined
  if (key.asymmetricKeyType === 'ec')
    return namedCurve !== undefined && namedCurve in byCurve ? undefined : `the curve ${namedCurve} is not known everywhere`
  return `a key of the kind ${key.asymmetricKeyType} is not taken: EC (P-256, P-384) or RSA`
}

const byCurve: Readonly<Record<string, Algorithm>> = {
  prime256v1: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
}

function algorithmOf(key: KeyObject): Algorithm {
  const why = unfitKey(key)
  if (why !== undefined) throw new RingwallError('usage', why)
  return byCurve[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
}
