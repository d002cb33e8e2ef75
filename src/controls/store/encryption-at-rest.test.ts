import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { encryptionAtRest } from './encryption-at-rest.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(encryptionAtRest, observing({ concern: 'encryption-at-rest', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(encryptionAtRest, observing({ concern: 'encryption-at-rest', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(encryptionAtRest, observing({ concern: 'encryption-at-rest', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(encryptionAtRest, observing({ concern: 'encryption-at-rest', verdict: 'safe' }))).toEqual([])
  expect(passing(encryptionAtRest, observing({ concern: 'encryption-at-rest', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(encryptionAtRest, other), ...passing(encryptionAtRest, other)]).toEqual([])
})
