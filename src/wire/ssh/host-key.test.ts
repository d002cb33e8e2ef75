import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { string } from './bytes.ts'
import { provenKey } from './host-key.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
const blob = Buffer.concat([string('ssh-ed25519'), string(raw)])
const signed = Buffer.from('the exchange')
const signatureOf = (bytes: Buffer): Buffer => Buffer.concat([string('ssh-ed25519'), string(sign(null, bytes, privateKey))])

describe('a host key', () => {
  it('is proven by its signature over this exchange', () => {
    expect(provenKey(blob, signatureOf(signed), signed)).toMatchObject({ type: 'ssh-ed25519', bits: 256 })
  })

  it.each([
    ['of another exchange', signatureOf(Buffer.from('another one'))],
    ['of another length', Buffer.concat([string('ssh-ed25519'), string(Buffer.alloc(7))])],
    ['of another algorithm', Buffer.concat([string('rsa-sha2-512'), string(Buffer.alloc(64))])],
  ])('is not proven by a signature %s', (_, signature) => {
    expect(() => provenKey(blob, signature, signed)).toThrow(/signature|none/)
  })
})
