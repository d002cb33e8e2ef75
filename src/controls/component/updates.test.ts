import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { updates } from './updates.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(updates, observing({ concern: 'updates', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(updates, observing({ concern: 'updates', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(updates, observing({ concern: 'updates', verdict: 'safe' }))).toEqual([])
  expect(passing(updates, observing({ concern: 'updates', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(updates, other), ...passing(updates, other)]).toEqual([])
})
