import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { rateLimit } from './rate-limit.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(rateLimit, observing({ concern: 'rate-limit', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(rateLimit, observing({ concern: 'rate-limit', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(rateLimit, observing({ concern: 'rate-limit', verdict: 'safe' }))).toEqual([])
  expect(passing(rateLimit, observing({ concern: 'rate-limit', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(rateLimit, other), ...passing(rateLimit, other)]).toEqual([])
})
