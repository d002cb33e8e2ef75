import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance } from './distance.ts'
import { meantName } from './meant-name.ts'

const known = {
  keys: ['jwt_secret', 'admin_api_key', 'enabled', 'private_key', 'CORNFLOW_ADMIN_PWD', 'caCert', 'api_keys'],
  also: ['api_key', 'public_key', 'port'],
}
const nothing = (): boolean => false

describe('meantName', () => {
  it.each([
    ['jwt-secret', 'jwt_secret'],
    ['JWT_SECRET', 'jwt_secret'],
    ['jwtSecret', 'jwt_secret'],
    ['jwt_secrte', 'jwt_secret'],
    ['jwt_secert', 'jwt_secret'],
    ['admin_apikey', 'admin_api_key'],
    ['enabld', 'enabled'],
    ['ca_cert', 'caCert'],
    ['CORNFLOW_ADMIN_PASSWORD', 'CORNFLOW_ADMIN_PWD'],
  ])('%s is %s', (written, meant) => expect(meantName(written, known, nothing)).toBe(meant))

  it.each(['jwt_secret', 'api_key', 'port', 'ports', 'hosts', 'private_key_2', 'jwt_secret_file', 'admin_user', 'x', ''])(
    '%s is nobody else',
    (written) => expect(meantName(written, known, nothing)).toBeUndefined(),
  )

  it('takes no name for another that is set, and no other case where case does not count', () => {
    expect(meantName('jwt_secrets', known, (name) => name === 'jwt_secret')).toBeUndefined()
    expect(meantName('JWT_SECRET', { ...known, caseless: true }, nothing)).toBeUndefined()
  })

  it('never takes what is known for a slip, and answers with a known key', () => {
    const name = fc.oneof(fc.constantFrom(...known.keys, ...known.also), fc.string({ maxLength: 100 }))
    fc.assert(
      fc.property(name, (written) => {
        const isKnown = [...known.keys, ...known.also].includes(written)
        expect(isKnown ? [undefined] : [undefined, ...known.keys]).toContain(meantName(written, known, nothing))
      }),
    )
  })
})

it('counts slips, alike in both directions', () => {
  const text = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const far = distance(one, other)
      expect(far).toBe(distance(other, one))
      expect(far).toBeGreaterThanOrEqual(Math.abs(one.length - other.length))
      expect(far).toBeLessThanOrEqual(Math.max(one.length, other.length))
      expect(far === 0).toBe(one === other)
    }),
  )
  expect([distance('abc', 'acb'), distance('abc', 'abd'), distance('abc', 'ab'), distance('abcd', 'badc')]).toEqual([1, 1, 1, 2])
})
