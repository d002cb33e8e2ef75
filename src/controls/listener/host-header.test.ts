import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { hostHeader } from './host-header.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(hostHeader, observing({ concern: 'host-header', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(hostHeader, observing({ concern: 'host-header', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(hostHeader, observing({ concern: 'host-header', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(hostHeader, observing({ concern: 'host-header', verdict: 'safe' }))).toEqual([])
  expect(passing(hostHeader, observing({ concern: 'host-header', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(hostHeader, other), ...passing(hostHeader, other)]).toEqual([])
})
