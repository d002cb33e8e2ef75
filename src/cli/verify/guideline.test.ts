import { describe, expect, it } from 'vitest'
import { guidelines, loadProfile } from '../../protocols/tls-guideline/profile.ts'
import { readGuideline } from './guideline.ts'

describe('--tls-guideline', () => {
  it.each([
    ['modern', '6.0', 'modern'],
    ['5.7', '5.7', 'intermediate'],
    ['5.7/old', '5.7', 'old'],
    ['6.0/intermediate', '6.0', 'intermediate'],
  ])('%s', (text, version, profile) => {
    expect(readGuideline(text)).toEqual({ version, profile })
  })

  it.each(['old', '6.0/old', '5.8', 'modern/5.7', '5.7/old/1', '', '5.7/', 'toString'])('there is no "%s"', (text) => {
    expect(() => readGuideline(text)).toThrow(
      expect.objectContaining({ hint: 'there are 6.0/modern, 6.0/intermediate, 5.7/modern, 5.7/intermediate, 5.7/old' }),
    )
  })

  it('offers what the data has', async () => {
    for (const version of ['6.0', '5.7'] as const)
      for (const profile of guidelines[version]) expect((await loadProfile(version, profile)).name).toBe(`Mozilla's ${profile} profile ${version}`)
  })
})
