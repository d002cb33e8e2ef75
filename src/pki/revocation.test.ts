import { randomBytes } from 'node:crypto'
import { X509Crl } from '@peculiar/x509'
import { expect, it } from 'vitest'
import { createAuthority } from './authority.ts'
import type { RevocationReason } from './revocation.ts'
import { revocationList } from './revocation.ts'
import { X509Certificate } from './x509.ts'

const life = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') }

it('a revocation list says what was taken back, when and why, and is signed', async () => {
  const authority = await createAuthority({ name: 'a', ...life, key: 'p384' }, randomBytes)
  const at = new Date('2026-02-03T04:05:06Z')
  const reasons: readonly RevocationReason[] = ['key-compromise', 'ca-compromise', 'superseded', 'cessation-of-operation']
  const revoked = reasons.map((reason, index) => ({ serial: `8${index}AB`, at, reason }))
  const list = { number: 7, thisUpdate: new Date('2026-02-04T00:00:00.500Z'), nextUpdate: new Date('2026-02-11T00:00:00Z'), revoked }
  const text = await revocationList(authority, list)
  expect(text).toMatch(/^-----BEGIN X509 CRL-----\n/)
  const read = new X509Crl(text)
  expect(await read.verify({ publicKey: new X509Certificate(authority.certificate).publicKey })).toBe(true)
  expect(read.entries.map(({ serialNumber, revocationDate, reason }) => [serialNumber.toUpperCase(), revocationDate, reason])).toEqual([
    ['80AB', at, 1],
    ['81AB', at, 2],
    ['82AB', at, 4],
    ['83AB', at, 5],
  ])
  expect([read.thisUpdate, read.nextUpdate]).toEqual([new Date('2026-02-04T00:00:00Z'), new Date('2026-02-11T00:00:00Z')])
  expect(await revocationList(authority, { ...list, revoked: [] })).toMatch(/^-----BEGIN X509 CRL-----\n/)
})
