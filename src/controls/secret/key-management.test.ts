import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { keyManagement } from './key-management.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(keyManagement, observing({ concern: 'key-management', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(keyManagement, observing({ concern: 'key-management', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(keyManagement, observing({ concern: 'key-management', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(keyManagement, observing({ concern: 'key-management', verdict: 'safe' }))).toEqual([])
  expect(passing(keyManagement, observing({ concern: 'key-management', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(keyManagement, other), ...passing(keyManagement, other)]).toEqual([])
})
