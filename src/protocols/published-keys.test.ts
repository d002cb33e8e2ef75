import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fingerprintOf, publisherOfKey } from './published-keys.ts'

it('knows a key by either half, however its lines are written', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const halves = [
    publicKey.export({ type: 'spki', format: 'pem' }),
    privateKey.export({ type: 'pkcs8', format: 'pem' }),
    privateKey.export({ type: 'pkcs1', format: 'pem' }),
  ].map(String)
  const written = halves.flatMap((pem) => [
    pem,
    pem.replaceAll('\n', '\\n'),
    pem.replaceAll('\n', '\r\n'),
    pem.replaceAll(/^/gm, '    '),
    pem.trim().replaceAll('\n', ' '),
  ])
  const found = new Set(written.map((pem) => fingerprintOf(pem)))
  expect([...found]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  expect(publisherOfKey(halves[0] ?? '')).toBeUndefined()
})

it('never fails, on any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(publisherOfKey(`-----BEGIN PUBLIC KEY-----${text}`)).toBeUndefined()
    }),
  )
})
