import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { tlsVerification } from './tls-verification.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(tlsVerification, observing({ concern: 'tls-verification', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(tlsVerification, observing({ concern: 'tls-verification', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(tlsVerification, observing({ concern: 'tls-verification', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(tlsVerification, observing({ concern: 'tls-verification', verdict: 'safe' }))).toEqual([])
  expect(passing(tlsVerification, observing({ concern: 'tls-verification', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(tlsVerification, other), ...passing(tlsVerification, other)]).toEqual([])
})
