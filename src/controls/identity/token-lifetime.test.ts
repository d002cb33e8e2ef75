import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { tokenLifetime } from './token-lifetime.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(tokenLifetime, observing({ concern: 'token-lifetime', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(tokenLifetime, observing({ concern: 'token-lifetime', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(tokenLifetime, observing({ concern: 'token-lifetime', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(tokenLifetime, observing({ concern: 'token-lifetime', verdict: 'safe' }))).toEqual([])
  expect(passing(tokenLifetime, observing({ concern: 'token-lifetime', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(tokenLifetime, other), ...passing(tokenLifetime, other)]).toEqual([])
})
