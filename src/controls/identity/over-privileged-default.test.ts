import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { overPrivilegedDefault } from './over-privileged-default.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(overPrivilegedDefault, observing({ concern: 'over-privileged-default', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(overPrivilegedDefault, observing({ concern: 'over-privileged-default', verdict: 'unsafe', port: 9090 }))).toEqual([
    'app low compose.yml:12',
  ])
  expect(outcome(overPrivilegedDefault, observing({ concern: 'over-privileged-default', verdict: 'unknown' }))).toEqual([
    'app unknown compose.yml:12',
  ])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(overPrivilegedDefault, observing({ concern: 'over-privileged-default', verdict: 'safe' }))).toEqual([])
  expect(passing(overPrivilegedDefault, observing({ concern: 'over-privileged-default', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(overPrivilegedDefault, other), ...passing(overPrivilegedDefault, other)]).toEqual([])
})
