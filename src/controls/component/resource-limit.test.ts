import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { resourceLimit } from './resource-limit.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(resourceLimit, observing({ concern: 'resource-limit', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(resourceLimit, observing({ concern: 'resource-limit', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(resourceLimit, observing({ concern: 'resource-limit', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(resourceLimit, observing({ concern: 'resource-limit', verdict: 'safe' }))).toEqual([])
  expect(passing(resourceLimit, observing({ concern: 'resource-limit', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(resourceLimit, other), ...passing(resourceLimit, other)]).toEqual([])
})
