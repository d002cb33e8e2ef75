import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { allowList } from './allow-list.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(allowList, observing({ concern: 'allow-list', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(allowList, observing({ concern: 'allow-list', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(allowList, observing({ concern: 'allow-list', verdict: 'safe' }))).toEqual([])
  expect(passing(allowList, observing({ concern: 'allow-list', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(allowList, other), ...passing(allowList, other)]).toEqual([])
})
