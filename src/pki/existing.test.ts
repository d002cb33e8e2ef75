import { createPublicKey, randomBytes, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Made } from '../../test/tls/certificate.ts'
import { authority as made } from '../../test/tls/certificate.ts'
import { createAuthority } from './authority.ts'
import { crossSign, mayCrossSign } from './cross.ts'
import { encryptedPem, openKey } from './encryption.ts'
import { authorityFrom, chainToRoot, unfitAuthority } from './existing.ts'
import { newKey } from './keys.ts'
import { issue } from './leaf.ts'
import { certificateBlocks } from './pem.ts'
import type { Authority } from './types.ts'

const now = new Date('2026-06-01T00:00:00Z')
const life = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') }
const permitted = { dns: ['internal.example'], networks: ['10.0.0.0/8'], trustDomains: [] }

let root: Authority
let issuing: Authority

beforeAll(async () => {
  root = await createAuthority({ name: 'old root', ...life, permitted }, randomBytes)
  issuing = await createAuthority({ name: 'old issuing', ...life, issuer: root }, randomBytes)
})

describe('an authority that is there', () => {
  it('is read as it was made', () => {
    expect(authorityFrom({ certificate: root.certificate, key: root.key, above: '', trust: root.trust })).toEqual(root)
    expect(authorityFrom({ certificate: issuing.certificate, key: issuing.key, above: '', trust: root.trust })).toEqual(issuing)
  })

  it('without constraints may name anything', async () => {
    const open = await createAuthority({ name: 'open', ...life }, randomBytes)
    expect(authorityFrom({ certificate: open.certificate, key: open.key, above: '', trust: open.trust }).permitted).toBe(undefined)
  })

  it('is fit, or has all reasons why it is not', async () => {
    const key = await newKey('p256')
    expect(unfitAuthority(issuing.certificate, issuing.key, now)).toEqual([])
    const leaf = await issue(issuing, { name: 'a', names: { dns: ['a.internal.example'] }, usage: ['server'], ...life }, randomBytes)
    expect(unfitAuthority(leaf.certificate, key, new Date('2040-01-01T00:00:00Z'))).toEqual([
      'its basic constraints do not make it an authority',
      'its key usage does not let it sign certificates',
      'its key usage does not let it sign revocation lists',
      'the key is not that of the certificate',
      'it expired on Jan  1 00:00:00 2036 GMT',
    ])
  })

  it.each<[string, Made, string]>([
    ['SHA-1', { digest: 'sha1' }, 'it is signed with SHA-1, which is broken'],
    ['no lists', { usage: 0x04 }, 'its key usage does not let it sign revocation lists'],
    ['mail', { purposes: ['1.3.6.1.5.5.7.3.4'], usage: 0x06 }, 'it is for other purposes than TLS'],
    [
      'tomorrow',
      { notBefore: new Date(now.getTime() + 86_400_000), notAfter: new Date(now.getTime() + 2 * 86_400_000) },
      'it is valid from Jun  2 00:00:00 2026 GMT only',
    ],
  ])('is not fit with %s', (_name, flaw, why) => {
    const { pem, privateKey } = made('flawed', undefined, { notBefore: life.notBefore, notAfter: life.notAfter, ...flaw })
    expect(unfitAuthority(pem, privateKey, now)).toContain(why)
  })

  it('is followed up to a root by signatures, not by names', async () => {
    const impostor = await createAuthority({ name: 'old root', ...life }, randomBytes)
    expect(chainToRoot(issuing.certificate, [impostor.certificate, root.certificate])).toEqual([issuing.certificate, root.certificate])
    expect(() => chainToRoot(issuing.certificate, [impostor.certificate])).toThrow('who signed "CN=old issuing" is not among')
    expect(chainToRoot(root.certificate, [])).toEqual([root.certificate])
  })
})

describe('a root that another root signs too', () => {
  it('is followed by who trusts only the other', async () => {
    const next = await createAuthority({ name: 'new root', ...life, permitted }, randomBytes)
    const below = await createAuthority({ name: 'new issuing', ...life, issuer: next }, randomBytes)
    const cross = await crossSign(next, root, randomBytes)
    const [old, crossed, under] = [root, { certificate: cross }, below].map(({ certificate }) => new X509Certificate(certificate)) as [
      X509Certificate,
      X509Certificate,
      X509Certificate,
    ]
    expect(crossed.checkIssued(old) && crossed.verify(old.publicKey)).toBe(true)
    expect(under.checkIssued(crossed) && under.verify(crossed.publicKey)).toBe(true)
    expect(crossed.checkPrivateKey(next.key)).toBe(true)
    expect(authorityFrom({ certificate: cross, key: next.key, above: '', trust: root.trust })).toMatchObject({ pathLength: 1, permitted })
    expect([mayCrossSign(root), mayCrossSign(issuing)]).toEqual([true, false])
  })
})

describe('a key under a passphrase', () => {
  it('is opened by it alone, and the error has no word of the text', async () => {
    const text = await encryptedPem(issuing.key, 'correct horse battery staple', randomBytes)
    expect(text).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/)
    expect(createPublicKey(openKey(text, 'correct horse battery staple', 'x')).equals(createPublicKey(issuing.key))).toBe(true)
    expect(() => openKey(text, 'another', 'issuing.key')).toThrow(/^issuing\.key: the passphrase does not open it$/)
    expect(() => openKey(text, undefined, 'issuing.key')).toThrow('issuing.key: the key is encrypted, and no passphrase is given')
    expect(() => openKey('-----BEGIN PRIVATE KEY-----\nsecret', undefined, 'issuing.key')).toThrow(/^issuing\.key: it is no private key in PEM$/)
  })

  it('is another text each time', async () => {
    expect(await encryptedPem(issuing.key, 'one', randomBytes)).not.toBe(await encryptedPem(issuing.key, 'one', randomBytes))
  })
})

it('PEM of several is taken apart', () => {
  expect(certificateBlocks(`${root.certificate}junk\n${issuing.certificate}`)).toEqual([root.certificate, issuing.certificate])
})
