import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { mockBackend } from './mock-backend.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(mockBackend, observing({ concern: 'mock-backend', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(mockBackend, observing({ concern: 'mock-backend', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(mockBackend, observing({ concern: 'mock-backend', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(mockBackend, observing({ concern: 'mock-backend', verdict: 'safe' }))).toEqual([])
  expect(passing(mockBackend, observing({ concern: 'mock-backend', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(mockBackend, other), ...passing(mockBackend, other)]).toEqual([])
})
