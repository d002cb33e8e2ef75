import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { sandboxing } from './sandboxing.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(sandboxing, observing({ concern: 'sandboxing', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(sandboxing, observing({ concern: 'sandboxing', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(sandboxing, observing({ concern: 'sandboxing', verdict: 'safe' }))).toEqual([])
  expect(passing(sandboxing, observing({ concern: 'sandboxing', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(sandboxing, other), ...passing(sandboxing, other)]).toEqual([])
})
