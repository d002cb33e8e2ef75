import { createHash, randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPkcs12 } from '../protocols/certificates/pkcs12.ts'
import { createAuthority } from './authority.ts'
import { keystore, truststore } from './keystore.ts'
import { issue } from './leaf.ts'
import type { Authority, Certified } from './types.ts'

const life = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') }

let root: Authority
let leaf: Certified

beforeAll(async () => {
  root = await createAuthority({ name: 'root', ...life }, randomBytes)
  const issuing = await createAuthority({ name: 'issuing', ...life, issuer: root }, randomBytes)
  leaf = await issue(issuing, { name: 'db', names: { dns: ['db'] }, usage: ['server'], ...life }, randomBytes)
})

describe('a keystore', () => {
  it('holds the key with its chain, and is read without its password as far as certificates go', async () => {
    const bytes = await keystore({ key: leaf.key, chain: leaf.chain, alias: 'db', password: 'a-test-password' }, randomBytes)
    const read = readPkcs12(bytes, undefined)
    expect(
      read.state === 'read' && read.keystore.entries.map(({ kind, alias, chain }) => [kind, alias, chain.map(({ subject }) => subject)]),
    ).toEqual([['key', 'db', ['CN=db', 'CN=issuing']]])
    expect(Buffer.from(bytes).includes(leaf.key.export({ type: 'pkcs8', format: 'der' }))).toBe(false)
  })

  it('of trust holds certificates under their aliases', () => {
    const read = readPkcs12(truststore({ certificates: { 'root-1': root.certificate }, password: 'x' }, randomBytes), undefined)
    expect(read.state === 'read' && read.keystore.entries.map(({ kind, alias }) => [kind, alias])).toEqual([['trusted', 'root-1']])
  })

  it('is the same bytes for the same chance', () => {
    const chance = (octets: number): Uint8Array => createHash('shake256', { outputLength: octets }).update('seed').digest()
    const make = (): Uint8Array => truststore({ certificates: { 'root-1': root.certificate }, password: 'x' }, chance)
    expect(make()).toEqual(make())
  })
})
