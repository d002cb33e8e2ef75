import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { firewall } from './firewall.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(firewall, observing({ concern: 'firewall', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(firewall, observing({ concern: 'firewall', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(firewall, observing({ concern: 'firewall', verdict: 'safe' }))).toEqual([])
  expect(passing(firewall, observing({ concern: 'firewall', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(firewall, other), ...passing(firewall, other)]).toEqual([])
})
