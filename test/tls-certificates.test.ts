import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { authorities, followChain, isGoodFor, isInOrder } from '../src/protocols/certificates/chain.ts'
import type { ReadCertificate } from '../src/protocols/certificates/sent.ts'
import { readSent } from '../src/protocols/certificates/sent.ts'
import { readStaple } from '../src/protocols/certificates/staple.ts'
import { loadProfile } from '../src/protocols/tls-guideline/profile.ts'
import { judgeDh, judgeSuites } from '../src/protocols/tls-guideline/suites.ts'
import { judgeVersions } from '../src/protocols/tls-guideline/versions.ts'
import type { Issued, Made } from './tls/certificate.ts'
import { authority, element, issue, oid, sequence } from './tls/certificate.ts'

const root = authority('root')
const between = authority('between', root)
const leaf = issue({}, between)

function read({ der }: Issued): ReadCertificate {
  const found = readSent(der)
  if (found === undefined) throw new Error('it cannot be read')
  return found
}

describe('a certificate as it was sent', () => {
  it.each<[string, Made, Partial<ReadCertificate>]>([
    ['names and addresses', { names: ['a.example', '*.b.example'], addresses: ['10.0.0.5'] }, { names: ['a.example', '*.b.example', '10.0.0.5'] }],
    [
      'its dates',
      { notBefore: new Date('2024-01-02T03:04:05Z'), notAfter: new Date('2051-06-07T08:09:10Z') },
      { notBefore: '2024-01-02T03:04:05.000Z', notAfter: '2051-06-07T08:09:10.000Z' },
    ],
    ['a short key', { key: generateKeyPairSync('rsa', { modulusLength: 1024 }) }, { key: { type: 'rsa', bits: 1024 } }],
    ['an elliptic key', { key: generateKeyPairSync('ec', { namedCurve: 'secp384r1' }) }, { key: { type: 'ec', bits: 384, curve: 'secp384r1' } }],
    ['SHA-1', { digest: 'sha1' }, { brokenDigest: 'SHA-1', signature: 'sha1WithRSAEncryption' }],
    ['MD5', { digest: 'md5' }, { brokenDigest: 'MD5' }],
    ['SHA-384', { digest: 'sha384' }, { signature: 'sha384WithRSAEncryption' }],
    ['an authority', { authority: true }, { authority: true }],
    ['purposes', { purposes: ['1.3.6.1.5.5.7.3.2'] }, { purposes: ['1.3.6.1.5.5.7.3.2'], authority: false }],
    ['usages', { usage: 0xa4 }, { usages: ['digitalSignature', 'keyEncipherment', 'keyCertSign'] }],
    ['a staple that it demands', { mustStaple: true }, { mustStaple: true }],
    ['timestamps', { timestamps: 3 }, { timestamps: 3 }],
    ['version 1', { version1: true }, { names: [], authority: false }],
  ])('tells %s', (_name, made, wanted) => {
    expect(read(issue(made, root))).toMatchObject(wanted)
  })

  it('that is none is none, whichever octets are others', () => {
    expect(readSent(Buffer.from('hello'))).toBe(undefined)
    fc.assert(
      fc.property(fc.nat(leaf.der.length - 1), fc.nat(255), fc.nat(leaf.der.length), (at, value, end) => {
        const other = Buffer.from(leaf.der.subarray(0, end))
        if (at < other.length) other[at] = value
        const found = readSent(other)
        expect(found === undefined || typeof found.notAfter === 'string').toBe(true)
      }),
    )
  })

  it('is good for a name only by its alternative names', () => {
    const wild = read(issue({ subject: 'plain.example', names: ['*.example.org'], addresses: ['10.0.0.5'] }))
    expect(['a.example.org', 'a.b.example.org', 'example.org', 'plain.example', '10.0.0.5', '10.0.0.6'].map((name) => isGoodFor(wild, name))).toEqual(
      [true, false, false, false, true, false],
    )
  })
})

describe('a chain', () => {
  const none = authorities([])
  const given = authorities([root.der])
  it.each<[string, readonly Issued[], string]>([
    ['whole', [leaf, between], 'trusted'],
    ['with its root', [leaf, between, root], 'trusted'],
    ['out of order', [leaf, root, between], 'trusted'],
    ['without its middle', [leaf], 'incomplete'],
    ['of one that signed itself', [issue()], 'self-signed'],
    ['of an authority that nobody knows', [issue({}, authority('x')), authority('y')], 'incomplete'],
    ['signed by a leaf', [issue({}, issue({ subject: 'mallory' }, root)), issue({ subject: 'mallory' }, root)], 'incomplete'],
  ])('%s', (_name, sent, wanted) => {
    expect(followChain(sent.map(read), given, () => none)?.kind).toBe(wanted)
  })

  it('up to a root that was sent and that nobody trusts', () => {
    expect(followChain([leaf, between, root].map(read), none, () => none)).toMatchObject({ kind: 'unknown-authority' })
    expect(followChain([], none, () => none)).toBe(undefined)
  })

  it('is trusted by whom the call names before the system', () => {
    expect(followChain([leaf, between].map(read), given, notAsked)).toMatchObject({ by: 'given' })
    expect(followChain([leaf, between].map(read), given, () => authorities([between.der]))).toMatchObject({ by: 'given' })
    const viaBetween = followChain([leaf, between].map(read), none, () => authorities([between.der]))
    expect(viaBetween).toMatchObject({ by: 'system', path: [{ subject: read(leaf).subject }] })
    expect(followChain([leaf, between].map(read), none, () => given)).toMatchObject({ by: 'system' })
    expect(followChain([root].map(read), given, () => none)).toMatchObject({ kind: 'trusted' })
  })

  function notAsked(): never {
    throw new Error('the list of the system is read')
  }

  it('that goes round in circles ends', () => {
    const [a, b] = [authority('a', authority('b')), authority('b', authority('a'))]
    expect(followChain([a, b, a, b].map(read), none, () => none)?.kind).toBe('incomplete')
  })

  it('is in order when each signed the one before', () => {
    expect(isInOrder([leaf, between, root].map(read))).toBe(true)
    expect(isInOrder([leaf, root].map(read))).toBe(false)
  })
})

describe('an OCSP response', () => {
  const time = (text: string): Buffer => element(0x18, Buffer.from(text))
  function response(status: Buffer, next = true): Buffer {
    const single = sequence(sequence(), status, time('20260101000000Z'), ...(next ? [element(0xa0, time('20260108000000Z'))] : []))
    const data = sequence(element(0xa2, element(0x04, Buffer.alloc(20))), time('20260101000000Z'), sequence(single))
    const basic = sequence(data, sequence(oid('1.2.840.113549.1.1.11')), element(0x03, Buffer.alloc(3)))
    return sequence(element(0x0a, Buffer.from([0])), element(0xa0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), element(0x04, basic))))
  }
  it.each<[string, Buffer, string]>([
    ['good', element(0x80), 'good'],
    ['revoked', element(0xa1, time('20251231000000Z')), 'revoked'],
    ['unknown', element(0x82), 'unknown'],
  ])('%s', (_name, status, wanted) => {
    expect(readStaple(response(status))).toEqual({ status: wanted, thisUpdate: '2026-01-01T00:00:00.000Z', nextUpdate: '2026-01-08T00:00:00.000Z' })
    expect(readStaple(response(status, false))).toEqual({ status: wanted, thisUpdate: '2026-01-01T00:00:00.000Z' })
  })

  it('that says nothing is none', () => {
    expect(readStaple(sequence(element(0x0a, Buffer.from([3]))))).toBe(undefined)
    expect(readStaple(Buffer.alloc(0))).toBe(undefined)
  })
})

describe("Mozilla's guideline", () => {
  const accepted = [{ name: 'TLSv1', state: 'accepted' } as const, { name: 'TLSv1.2', state: 'accepted' } as const]
  const verdictsOf = async (...which: Parameters<typeof loadProfile>): Promise<readonly string[]> =>
    judgeVersions(await loadProfile(...which), accepted).map(({ key, verdict }) => `${key} ${verdict}`)

  it('is 6.0, intermediate, unless another is named', async () => {
    expect((await loadProfile()).name).toBe("Mozilla's intermediate profile 6.0")
    expect(await verdictsOf()).toEqual(['tls-1.0 unsafe'])
    expect(await verdictsOf('6.0', 'modern')).toEqual(['tls-1.0 unsafe', 'tls-1.2 unsafe'])
    expect(await verdictsOf('5.7', 'old')).toEqual([])
    expect((await loadProfile('6.0', 'old')).name).toBe("Mozilla's intermediate profile 6.0")
  })

  it('took suites out between 5.7 and 6.0', async () => {
    const taken = { accepted: [{ suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', version: 'TLSv1.2' }], open: [] }
    expect(judgeSuites(await loadProfile('5.7'), taken).verdict).toBe('safe')
    expect(judgeSuites(await loadProfile('6.0'), taken)).toMatchObject({ verdict: 'unsafe', stake: 'hygiene' })
  })

  it.each([
    ['TLS_RSA_WITH_NULL_SHA256', 'data'],
    ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 'data'],
    ['TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'data'],
    ['TLS_RSA_WITH_RC4_128_SHA', 'traffic'],
    ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'traffic'],
    ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'defence'],
    ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'defence'],
    ['TLS_AES_128_CCM_SHA256', 'hygiene'],
  ])('weighs %s', async (suite, stake) => {
    const judged = judgeSuites(await loadProfile(), { accepted: [{ suite, version: 'TLSv1.2' }], open: [] })
    expect(judged).toMatchObject({ verdict: 'unsafe', stake })
  })

  it.each([
    [512, 'safe-prime', 'data'],
    [1024, 'safe-prime', 'traffic'],
    [2048, 'composite', 'data'],
    [2048, 'prime', 'traffic'],
  ] as const)('weighs Diffie-Hellman of %d bits, %s', async (bits, modulus, stake) => {
    expect(judgeDh(await loadProfile(), { bits, modulus })).toMatchObject({ verdict: 'unsafe', stake })
  })
})
