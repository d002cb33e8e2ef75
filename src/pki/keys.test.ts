import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newKey, signer, unfitKey } from './keys.ts'

describe('keys', () => {
  it.each([
    ['p256', 'prime256v1'],
    ['p384', 'secp384r1'],
  ] as const)('%s is made as it is called', async (kind, namedCurve) => {
    const key = await newKey(kind)
    expect([key.type, key.asymmetricKeyType, key.asymmetricKeyDetails]).toEqual(['private', 'ec', { namedCurve }])
  })

  it('rsa4096 is made as it is called', async () => {
    expect((await newKey('rsa4096')).asymmetricKeyDetails?.modulusLength).toBe(4096)
  })

  it('of other kinds are not taken, and why', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey
    const edwards = generateKeyPairSync('ed25519').privateKey
    expect([short, curve, edwards].map(unfitKey)).toEqual([
      'an RSA key of 1024 bits is too short',
      'the curve secp256k1 is not known everywhere',
      'a key of the kind ed25519 is not taken: EC (P-256, P-384) or RSA',
    ])
    await expect(signer(edwards)).rejects.toThrow('is not taken')
    expect(unfitKey(await newKey('p256'))).toBe(undefined)
  })
})
