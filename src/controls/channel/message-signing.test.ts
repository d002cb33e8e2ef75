import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { messageSigning } from './message-signing.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(messageSigning, observing({ concern: 'message-signing', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(messageSigning, observing({ concern: 'message-signing', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(messageSigning, observing({ concern: 'message-signing', verdict: 'safe' }))).toEqual([])
  expect(passing(messageSigning, observing({ concern: 'message-signing', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(messageSigning, other), ...passing(messageSigning, other)]).toEqual([])
})
