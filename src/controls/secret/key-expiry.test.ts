import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { keyExpiry } from './key-expiry.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(keyExpiry, observing({ concern: 'key-expiry', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(keyExpiry, observing({ concern: 'key-expiry', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(keyExpiry, observing({ concern: 'key-expiry', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(keyExpiry, observing({ concern: 'key-expiry', verdict: 'safe' }))).toEqual([])
  expect(passing(keyExpiry, observing({ concern: 'key-expiry', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(keyExpiry, other), ...passing(keyExpiry, other)]).toEqual([])
})
