import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { openSignup } from './open-signup.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(openSignup, observing({ concern: 'open-signup', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(openSignup, observing({ concern: 'open-signup', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(openSignup, observing({ concern: 'open-signup', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(openSignup, observing({ concern: 'open-signup', verdict: 'safe' }))).toEqual([])
  expect(passing(openSignup, observing({ concern: 'open-signup', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(openSignup, other), ...passing(openSignup, other)]).toEqual([])
})
