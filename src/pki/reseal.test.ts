import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readBinary } from '../protocols/certificates/read.ts'
import { jks, pkcs12 } from '../testing/keystores.ts'
import { createAuthority } from './authority.ts'
import { keystore, secretstore, truststore } from './keystore.ts'
import { issue } from './leaf.ts'
import { resealed } from './reseal.ts'

const life = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') }

async function again(bytes: Uint8Array, passwords: readonly string[], password: string): Promise<Uint8Array> {
  const made = await resealed(bytes, passwords, password, randomBytes)
  if ('cannot' in made) throw new Error(made.cannot)
  return made
}

async function refusal(bytes: Uint8Array, ...passwords: readonly string[]): Promise<string> {
  const made = await resealed(bytes, passwords, 'new', randomBytes)
  return 'cannot' in made ? made.cannot : 'nothing'
}

function entries(bytes: Uint8Array, password: string): unknown {
  const read = readBinary(bytes, password)
  return read.state === 'read'
    ? read.keystore?.entries.map(({ kind, alias, chain }) => [kind, alias, ...chain.map((link) => link.fingerprint256)])
    : read
}

describe('a keystore under another password', () => {
  it.each([
    ['JKS', jks],
    ['PKCS #12', pkcs12],
  ])('has the same entries, and the old password opens it no more: %s', async (_, store) => {
    const made = await again(store, ['wrong', 'changeit'], 'new')
    expect(entries(made, 'new')).toEqual(entries(store, 'changeit'))
    expect(await refusal(made, 'changeit', 'wrong')).toBe('is a keystore that no password named beside it opens')
    // store and key alike
    expect(entries(await again(made, ['new'], 'newer'), 'newer')).toEqual(entries(store, 'changeit'))
  })

  it('of the form of Java is as it was but for the sealed key and the checks', async () => {
    const made = await again(jks, ['changeit'], 'new')
    const same = jks.filter((octet, at) => made[at] === octet).length
    expect(made.length).toBe(jks.length)
    // a salt, a key with its check, and the check of the file: 20, 67, 20 and 20 octets
    expect(jks.length - same).toBeLessThanOrEqual(127)
    expect(jks.length - same).toBeGreaterThan(100)
  })

  it('keeps secret keys, those whom it trusts, and the names', async () => {
    const root = await createAuthority({ name: 'root', ...life }, randomBytes)
    const leaf = await issue(root, { name: 'db', names: { dns: ['db'] }, usage: ['server'], ...life }, randomBytes)
    const own = await again(await keystore({ key: leaf.key, chain: leaf.chain, alias: 'db', password: 'old' }, randomBytes), ['old'], 'new')
    expect(entries(own, 'new')).toMatchObject([['key', 'db', expect.stringMatching(/^[0-9A-F:]+$/)]])
    const trust = await again(truststore({ certificates: { 'root-1': root.certificate }, password: 'old' }, randomBytes), ['old'], 'new')
    expect(entries(trust, 'new')).toMatchObject([['trusted', 'root-1', expect.anything()]])
    const secret = await secretstore({ key: randomBytes(16), alias: 'data', password: 'old' }, randomBytes)
    expect(await refusal(await again(secret, ['old'], 'new'), 'old')).toMatch(/no password/)
  })

  it('is not made of what is broken, changed, or of another form', async () => {
    for (const store of [jks, pkcs12]) {
      expect(await refusal(store, 'guess')).toMatch(/no password/)
      const changed = Uint8Array.from(store)
      changed[200]! ^= 1
      expect(await refusal(changed, 'changeit')).not.toBe('nothing')
      expect(await refusal(store.subarray(0, 300), 'changeit')).not.toBe('nothing')
    }
    expect(await refusal(Uint8Array.from([0xce, 0xce, 0xce, 0xce, ...jks.subarray(4)]), 'changeit')).toMatch(/JCEKS/)
    expect(await refusal(new Uint8Array(), 'changeit')).toMatch(/form/)
    expect(await refusal(createHash('sha512').update('noise').digest(), 'changeit')).toMatch(/form/)
  })
})
