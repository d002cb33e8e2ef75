import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { secondFactor } from './second-factor.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(secondFactor, observing({ concern: 'second-factor', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(secondFactor, observing({ concern: 'second-factor', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(secondFactor, observing({ concern: 'second-factor', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(secondFactor, observing({ concern: 'second-factor', verdict: 'safe' }))).toEqual([])
  expect(passing(secondFactor, observing({ concern: 'second-factor', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(secondFactor, other), ...passing(secondFactor, other)]).toEqual([])
})
