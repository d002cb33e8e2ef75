import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { leftBehind } from './left-behind.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(leftBehind, observing({ concern: 'secret-left-behind', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(leftBehind, observing({ concern: 'secret-left-behind', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(leftBehind, observing({ concern: 'secret-left-behind', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(leftBehind, observing({ concern: 'secret-left-behind', verdict: 'safe' }))).toEqual([])
  expect(passing(leftBehind, observing({ concern: 'secret-left-behind', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(leftBehind, other), ...passing(leftBehind, other)]).toEqual([])
})
