import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

describe('canonical JSON', () => {
  it('is one text for one value', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x\n' }], a: 1e21, '\u20ac': true, '': 0, gone: undefined })).toBe(
      '{"":0,"a":1e+21,"b":[1,{"c":"x\\n","d":null}],"\u20ac":true}',
    )
  })

  it('does not depend on the order of members, and is the value still', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        const same: unknown = JSON.parse(text)
        expect(JSON.parse(JSON.stringify(value))).toEqual(same)
        expect(canonicalJson(same)).toBe(text)
      }),
    )
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }))
  })
})
