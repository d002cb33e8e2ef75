import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { contradiction } from './contradiction.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(contradiction, observing({ concern: 'contradiction', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(contradiction, observing({ concern: 'contradiction', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(contradiction, observing({ concern: 'contradiction', verdict: 'safe' }))).toEqual([])
  expect(passing(contradiction, observing({ concern: 'contradiction', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(contradiction, other), ...passing(contradiction, other)]).toEqual([])
})
