import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { kernel } from './kernel.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(kernel, observing({ concern: 'kernel', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(kernel, observing({ concern: 'kernel', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(kernel, observing({ concern: 'kernel', verdict: 'safe' }))).toEqual([])
  expect(passing(kernel, observing({ concern: 'kernel', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(kernel, other), ...passing(kernel, other)]).toEqual([])
})
