import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { tlsPolicy } from './tls-policy.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(tlsPolicy, observing({ concern: 'tls-policy', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(tlsPolicy, observing({ concern: 'tls-policy', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(tlsPolicy, observing({ concern: 'tls-policy', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(tlsPolicy, observing({ concern: 'tls-policy', verdict: 'safe' }))).toEqual([])
  expect(passing(tlsPolicy, observing({ concern: 'tls-policy', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(tlsPolicy, other), ...passing(tlsPolicy, other)]).toEqual([])
})
