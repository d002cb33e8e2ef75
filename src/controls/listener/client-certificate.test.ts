import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { clientCertificate } from './client-certificate.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(clientCertificate, observing({ concern: 'client-certificate', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(clientCertificate, observing({ concern: 'client-certificate', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(clientCertificate, observing({ concern: 'client-certificate', verdict: 'safe' }))).toEqual([])
  expect(passing(clientCertificate, observing({ concern: 'client-certificate', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(clientCertificate, other), ...passing(clientCertificate, other)]).toEqual([])
})
