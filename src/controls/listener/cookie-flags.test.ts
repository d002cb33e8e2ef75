import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { cookieFlags } from './cookie-flags.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(cookieFlags, observing({ concern: 'cookie-flags', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(cookieFlags, observing({ concern: 'cookie-flags', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(cookieFlags, observing({ concern: 'cookie-flags', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(cookieFlags, observing({ concern: 'cookie-flags', verdict: 'safe' }))).toEqual([])
  expect(passing(cookieFlags, observing({ concern: 'cookie-flags', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(cookieFlags, other), ...passing(cookieFlags, other)]).toEqual([])
})
