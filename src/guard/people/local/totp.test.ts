import { describe, expect, it } from 'vitest'
import { base32 } from './base32.ts'
import { codeOf, endOf, keyUri, stepAt, stepOf } from './totp.ts'

describe('one-time passwords', () => {
  const secret = Buffer.from('12345678901234567890')

  // RFC 6238, appendix B, SHA-1; of its eight digits six are the last six
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at %d seconds end as %s', (seconds, code) => {
    expect(codeOf(secret, stepAt(seconds * 1000))).toBe(code.slice(-6))
  })

  // RFC 4226, appendix D
  it.each([...['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].entries()])(
    'of the count %d are %s',
    (count, code) => {
      expect(codeOf(secret, count)).toBe(code)
    },
  )

  it('hold for one step before and after', () => {
    const now = 1_234_567_890_000
    const present = stepAt(now)
    const answers = [-2, -1, 0, 1, 2].map((drift) => stepOf(secret, codeOf(secret, present + drift), now))
    expect(answers).toEqual([undefined, present - 1, present, present + 1, undefined])
    // and are remembered as long as they hold
    const end = endOf(present)
    expect([stepOf(secret, codeOf(secret, present), end - 1), stepOf(secret, codeOf(secret, present), end)]).toEqual([present, undefined])
  })

  it('are no other text', () => {
    const code = codeOf(secret, stepAt(0))
    for (const text of ['', code.slice(1), `${code}0`, ` ${code}`, code.replaceAll(/\d/g, 'x')]) expect(stepOf(secret, text, 0)).toBeUndefined()
  })

  // RFC 4648, section 10
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('have a secret that is written as apps read it: %s', (text, written) => {
    expect(base32(Buffer.from(text))).toBe(written)
  })

  it('are set up by an address', () => {
    expect(keyUri(secret, 'the works', 'ann@example.org')).toBe(
      'otpauth://totp/the%20works:ann%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=the%20works',
    )
  })
})
