import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { passwordPolicy } from './password-policy.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(passwordPolicy, observing({ concern: 'password-policy', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(passwordPolicy, observing({ concern: 'password-policy', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(passwordPolicy, observing({ concern: 'password-policy', verdict: 'safe' }))).toEqual([])
  expect(passing(passwordPolicy, observing({ concern: 'password-policy', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(passwordPolicy, other), ...passing(passwordPolicy, other)]).toEqual([])
})
