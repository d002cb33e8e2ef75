import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { hostKey } from './host-key.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(hostKey, observing({ concern: 'host-key', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(hostKey, observing({ concern: 'host-key', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(hostKey, observing({ concern: 'host-key', verdict: 'safe' }))).toEqual([])
  expect(passing(hostKey, observing({ concern: 'host-key', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(hostKey, other), ...passing(hostKey, other)]).toEqual([])
})
