import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { crossOrigin } from './cross-origin.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(crossOrigin, observing({ concern: 'cross-origin', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(crossOrigin, observing({ concern: 'cross-origin', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(crossOrigin, observing({ concern: 'cross-origin', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(crossOrigin, observing({ concern: 'cross-origin', verdict: 'safe' }))).toEqual([])
  expect(passing(crossOrigin, observing({ concern: 'cross-origin', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(crossOrigin, other), ...passing(crossOrigin, other)]).toEqual([])
})
