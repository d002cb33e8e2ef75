import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { securityHeaders } from './security-headers.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(securityHeaders, observing({ concern: 'security-headers', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(securityHeaders, observing({ concern: 'security-headers', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(securityHeaders, observing({ concern: 'security-headers', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(securityHeaders, observing({ concern: 'security-headers', verdict: 'safe' }))).toEqual([])
  expect(passing(securityHeaders, observing({ concern: 'security-headers', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(securityHeaders, other), ...passing(securityHeaders, other)]).toEqual([])
})
