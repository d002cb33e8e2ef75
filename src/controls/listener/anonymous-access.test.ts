import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { anonymousAccess } from './anonymous-access.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(anonymousAccess, observing({ concern: 'anonymous-access', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(anonymousAccess, observing({ concern: 'anonymous-access', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(anonymousAccess, observing({ concern: 'anonymous-access', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(anonymousAccess, observing({ concern: 'anonymous-access', verdict: 'safe' }))).toEqual([])
  expect(passing(anonymousAccess, observing({ concern: 'anonymous-access', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(anonymousAccess, other), ...passing(anonymousAccess, other)]).toEqual([])
})
