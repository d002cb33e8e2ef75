import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { proxyTrust } from './proxy-trust.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(proxyTrust, observing({ concern: 'proxy-trust', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(proxyTrust, observing({ concern: 'proxy-trust', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(proxyTrust, observing({ concern: 'proxy-trust', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(proxyTrust, observing({ concern: 'proxy-trust', verdict: 'safe' }))).toEqual([])
  expect(passing(proxyTrust, observing({ concern: 'proxy-trust', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(proxyTrust, other), ...passing(proxyTrust, other)]).toEqual([])
})
