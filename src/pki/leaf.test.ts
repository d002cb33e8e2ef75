import { randomBytes, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSent } from '../protocols/certificates/sent.ts'
import { createAuthority } from './authority.ts'
import { newKey } from './keys.ts'
import { issue } from './leaf.ts'
import type { Authority, LeafRequest } from './types.ts'

const notBefore = new Date('2026-01-01T00:00:00Z')
const notAfter = new Date('2026-04-01T00:00:00Z')
const permitted = { dns: ['internal.example', 'db'], networks: ['10.0.0.0/8', 'fd00::/8'], trustDomains: ['example.org'] }
const life = { notBefore, notAfter: new Date('2036-01-01T00:00:00Z') }
const request: LeafRequest = { name: 'db', names: { dns: ['db'] }, usage: ['server'], notBefore, notAfter }

let root: Authority
let issuing: Authority

beforeAll(async () => {
  root = await createAuthority({ name: 'example root', ...life, permitted }, randomBytes)
  issuing = await createAuthority({ name: 'example issuing', ...life, issuer: root }, randomBytes)
})

function blocks(pem: string): readonly X509Certificate[] {
  return (pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? []).map((block) => new X509Certificate(block))
}

describe('an authority', () => {
  it('is a root that signs one below it, each with what it may', () => {
    const [above, below] = [new X509Certificate(root.certificate), new X509Certificate(issuing.certificate)]
    expect(above.checkIssued(above) && above.verify(above.publicKey)).toBe(true)
    expect(below.checkIssued(above) && below.verify(above.publicKey)).toBe(true)
    expect(readSent(below.raw)).toMatchObject({
      authority: true,
      usages: ['keyCertSign', 'cRLSign'],
      purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
    })
    expect(readSent(above.raw)).toMatchObject({ authority: true, usages: ['keyCertSign', 'cRLSign'] })
    expect([root.chain, root.trust, issuing.chain, issuing.trust]).toEqual(['', root.certificate, issuing.certificate, root.certificate])
    expect([root.pathLength, issuing.pathLength]).toEqual([2, 0])
  })

  it('may name what its issuer may, or less', async () => {
    expect(issuing.permitted).toEqual(permitted)
    const less = { dns: ['a.internal.example'], networks: ['10.9.0.0/16'] }
    const small = await createAuthority({ name: 'small', ...life, issuer: root, permitted: less }, randomBytes)
    await expect(issue(small, request, randomBytes)).rejects.toThrow('db: the authority may not name db')
    await expect(createAuthority({ name: 'wide', ...life, issuer: root, permitted: { dns: ['example'] } }, randomBytes)).rejects.toThrow(
      'wide: its issuer may not name example',
    )
  })

  it('stands where its issuer lets it', async () => {
    await expect(createAuthority({ name: 'below', ...life, issuer: issuing }, randomBytes)).rejects.toThrow('path length')
  })

  it('does not live longer than its issuer', async () => {
    const longer = { notBefore, notAfter: new Date('2037-01-01T00:00:00Z') }
    await expect(createAuthority({ name: 'late', ...longer, issuer: root }, randomBytes)).rejects.toThrow('leaves the time of its authority')
  })
})

describe('a certificate that it issues', () => {
  it('has the names, the times and the purposes that were asked for', async () => {
    const names = { dns: ['db', '*.internal.example'], addresses: ['10.0.0.5', 'fd00::1'], uris: ['spiffe://example.org/component/db'] }
    const made = await issue(
      issuing,
      { ...request, names, usage: ['server', 'client'], revocationUrl: 'http://internal.example/crl.pem' },
      randomBytes,
    )
    const read = new X509Certificate(made.certificate)
    expect(read.subjectAltName).toBe(
      'DNS:db, DNS:*.internal.example, IP Address:10.0.0.5, IP Address:FD00:0:0:0:0:0:0:1, URI:spiffe://example.org/component/db',
    )
    expect(readSent(read.raw)).toMatchObject({
      authority: false,
      usages: ['digitalSignature'],
      purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
    })
    expect(read.checkPrivateKey(made.key)).toBe(true)
    expect(made.serial).toBe(read.serialNumber)
    expect(blocks(made.chain).map(({ subject }) => subject)).toEqual(['CN=db', 'CN=example issuing'])
    expect(read.raw.includes('http://internal.example/crl.pem')).toBe(true)
  })

  it('of an RSA key may also be sent secrets, as TLS 1.2 does', async () => {
    const key = await newKey('rsa3072')
    const made = await issue(issuing, { ...request, key }, randomBytes)
    expect(made.key).toBe(key)
    expect(readSent(new X509Certificate(made.certificate).raw)).toMatchObject({
      usages: ['digitalSignature', 'keyEncipherment'],
      key: { type: 'rsa', bits: 3072 },
    })
  })

  it('has the serial of 128 bits that chance gives, whatever it is', async () => {
    const key = await newKey('p256')
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 16, maxLength: 16 }).filter((bytes) => bytes.some((byte) => byte > 0)),
        async (bytes) => {
          const made = await issue(issuing, { ...request, key }, () => bytes)
          const read = new X509Certificate(made.certificate)
          expect(BigInt(`0x${read.serialNumber}`)).toBe(BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
          expect(made.serial).toBe(read.serialNumber)
        },
      ),
      {
        numRuns: 40,
        examples: [
          [new Uint8Array(16).fill(0xff)],
          [new Uint8Array([...new Uint8Array(15), 1])],
          [new Uint8Array([0, 0, 0x80, ...new Uint8Array(13)])],
        ],
      },
    )
  })

  it('never has names that the authority may not name', async () => {
    const anything = fc.constantFrom('db', 'a.db', 'internal.example', 'x.internal.example', 'example', 'evil.example', 'xinternal.example')
    const key = await newKey('p256')
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anything, { minLength: 1 }), async (dns) => {
        const mayAll = dns.every((name) => /^(?:.+\.)?(?:db|internal\.example)$/.test(name))
        const made = issue(issuing, { ...request, names: { dns }, key }, randomBytes)
        expect(await made.then(() => 'made', String)).toContain(mayAll ? 'made' : 'may not name')
      }),
      { numRuns: 40 },
    )
  })

  it.each<[string, Partial<LeafRequest>, string]>([
    ['a server without a name', { names: {} }, 'refused by every client'],
    ['neither end', { usage: [] }, 'for a server, a client or both'],
    [
      'a subject that looks like a host',
      { names: { uris: ['spiffe://example.org/a'] }, usage: ['client'], name: 'www.evil.example' },
      'may not name www.evil.example',
    ],
    ['a subject that breaks lines', { name: 'a\nb' }, 'is no common name'],
    ['a subject that is taken for octets', { name: '#0500' }, 'is no common name'],
    ['a subject that is too long', { name: 'a'.repeat(65) }, 'is no common name'],
    ['a time that ends before it begins', { notAfter: notBefore }, 'never valid'],
    ['no time', { notAfter: new Date(Number.NaN) }, 'never valid'],
    ['a time before its authority', { notBefore: new Date('2025-12-31T00:00:00Z') }, 'leaves the time'],
    ['a list that is fetched from a file', { revocationUrl: 'file:///etc/passwd' }, 'revocation list'],
  ])('is not made for %s', async (_name, other, why) => {
    await expect(issue(issuing, { ...request, ...other }, randomBytes)).rejects.toThrow(why)
  })
})
