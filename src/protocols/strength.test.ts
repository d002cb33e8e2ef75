import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { publishers } from './known-values.ts'
import { strengthOf } from './strength.ts'

it.each([
  ['', 'empty'],
  ['   ', 'empty'],
  ['${DB_PASSWORD}', 'unknown'],
  ['<your password>', 'weak'],
  ['admin', 'known'],
  ['postgres', 'known'],
  ['minioadmin', 'known'],
  ['Passw0rd!', 'weak'],
  ['P@ssw0rd', 'weak'],
  ['admin123', 'weak'],
  ['grafana2024', 'weak'],
  ['change-me-in-production', 'weak'],
  ['your-own-secret-here', 'weak'],
  ['changeme', 'known'],
  ['django-insecure-x&8d!k2l0q9z', 'weak'],
  ['my-super-secret-password', 'weak'],
  ['qwertyuiop', 'weak'],
  ['1234567890', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['abcabcabcabcabc', 'weak'],
  ['Tr0ub4dor', 'weak'],
  ['9f86d081884c7d659a2feaa0c55ad015', 'strong'],
  ['kJ8sL2mQ9xV4nB7cT1wE', 'strong'],
  ['3q2+7wX9Zk1mB8vN5tYpLw==', 'strong'],
  ['correcthorsebattery', 'fair'],
])('%s is %s', (value, strength) => {
  expect(strengthOf(value).strength).toBe(strength)
})

it('knows published values, also encoded', () => {
  const plain = ['dbpass', 'word11'].join('')
  expect(strengthOf(plain)).toEqual({ strength: 'known', because: 'Hyperswitch' })
  expect(strengthOf(Buffer.from(plain).toString('base64')).strength).toBe('known')
  expect(strengthOf(Buffer.from(plain).toString('hex')).strength).toBe('known')
  expect(strengthOf(['your', '256', 'bit', 'secret'].join('-'))).toEqual({ strength: 'known', because: 'jwt.io' })
})

it('weighs the names around it', () => {
  expect(strengthOf('warehouse_prod', { user: 'warehouse_prod' }).because).toBe('it is the user name')
  expect(strengthOf('warehouse123456', { names: ['warehouse'] }).strength).toBe('weak')
  expect(strengthOf('warehousepassword1', { names: ['warehouse'] }).strength).toBe('weak')
  expect(strengthOf('kJ8sL2mQ9xV4nB7cT1wE', { user: 'app', names: ['db'] }).strength).toBe('strong')
})

it('calls no random value weak', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 48 }), (bytes) => {
      // spread by a hash: fast-check likes zeros
      const random = createHash('sha512').update(bytes).digest().subarray(0, 24)
      for (const value of [random.toString('hex'), random.toString('base64'), random.toString('base64url')])
        expect([value, strengthOf(value).strength]).toEqual([value, 'strong'])
    }),
  )
})

it('holds whole hashes only, and never throws', () => {
  for (const hash of publishers.keys()) expect(hash).toMatch(/^[0-9a-f]{64}$/)
  fc.assert(fc.property(fc.string(), (value) => strengthOf(value, { user: value.slice(0, 3) }).strength.length > 0))
})

it('names no product for words that every manual writes', () => {
  expect(strengthOf('change_me')).toEqual({ strength: 'known', because: 'what many manuals write' })
})
