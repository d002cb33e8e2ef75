import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedHash } from './keyed-hash.ts'

describe('keyedHash', () => {
  // RFC 4231, sections 4.2, 4.3 and 4.7
  it.each([
    [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [Buffer.from('Jefe'), 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    [
      Buffer.alloc(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('is the published one', (key, text, expected) => {
    expect(Buffer.from(keyedHash(key)(text), 'base64url').toString('hex')).toBe(expected)
  })

  it('is what Node makes, whatever was hashed before', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 5 }), (key, texts) => {
        const keyed = keyedHash(key)
        for (const text of texts) expect(keyed(text)).toBe(createHmac('sha256', key).update(text).digest('base64url'))
      }),
    )
  })
})
