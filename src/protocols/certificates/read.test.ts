import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { root } from '../../testing/certificates.ts'
import { jks, pkcs12, weakDer } from '../../testing/keystores.ts'
import { childrenOf, integer, objectIdentifier, readDer } from './der.ts'
import type { CertificateFile } from './read.ts'
import { brokenDigest, readBinary, readPem } from './read.ts'

function told(file: CertificateFile): unknown {
  if (file.state === 'closed') return file.why
  const { chain, keystore } = file
  return [...chain.map(({ subject }) => subject), ...(keystore === undefined ? [] : [keystore.kind, keystore.protection])]
}

describe('a file of certificates', () => {
  it.each([
    ['PEM', readPem(`words\n${root}${root}`), ['CN=test root CA', 'CN=test root CA']],
    ['DER', readBinary(weakDer, undefined), ['CN=weak']],
    ['a Java keystore, without its password', readBinary(jks, undefined), ['CN=server', 'jks', 'weak']],
    ['PKCS #12', readBinary(pkcs12, 'changeit'), ['CN=server', 'pkcs12', 'strong']],
    ['PKCS #12 without a password', readBinary(pkcs12, undefined), 'is a keystore whose password is not known here'],
    ['PKCS #12 with another', readBinary(pkcs12, 'other'), 'is a keystore that the password named beside it does not open'],
    ['text without any', readPem('nothing'), 'holds no certificate that can be read'],
    ['bytes of something else', readBinary(Buffer.from('PK\u0003\u0004'), undefined), 'is neither a certificate nor a keystore that can be read'],
  ])('is read: %s', (_, file, wanted) => expect(told(file)).toEqual(wanted))

  it('tells a digest that can be forged', () => {
    const weak = readBinary(weakDer, undefined)
    const sound = readPem(root)
    expect(weak.state === 'read' && brokenDigest(weak.chain[0]!)).toBe('SHA-1')
    expect(sound.state === 'read' && brokenDigest(sound.chain[0]!)).toBe(undefined)
  })

  it('that is cut or changed anywhere never throws', () => {
    const changes = fc.record({ file: fc.constantFrom(jks, pkcs12, weakDer), at: fc.nat(2000), value: fc.nat(255), end: fc.nat(2000) })
    fc.assert(
      fc.property(changes, ({ file, at, value, end }) => {
        const bytes = Uint8Array.from(file.subarray(0, Math.max(end, 1)))
        bytes[at % bytes.length] = value
        expect(['read', 'closed']).toContain(readBinary(bytes, 'changeit').state)
      }),
      { numRuns: 300 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => ['read', 'closed'].includes(readBinary(bytes, '').state)))
  })
})

describe('DER', () => {
  it('is elements in elements', () => {
    const sequence = readDer(Buffer.from('30090603550403020203ff', 'hex'))
    expect(childrenOf(sequence).map(({ tag }) => tag)).toEqual([0x06, 0x02])
    expect(objectIdentifier(childrenOf(sequence)[0])).toBe('2.5.4.3')
    expect(integer(childrenOf(sequence)[1])).toBe(0x03ff)
  })

  it.each(['', '30', '3005', '3080', '308500000001', '3084ffffffff'])('that ends too early is none: %s', (hex) => {
    expect(readDer(Buffer.from(hex, 'hex'))).toBe(undefined)
  })
})
