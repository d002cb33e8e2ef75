import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { roleMapping } from './role-mapping.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(roleMapping, observing({ concern: 'role-mapping', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(roleMapping, observing({ concern: 'role-mapping', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(roleMapping, observing({ concern: 'role-mapping', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(roleMapping, observing({ concern: 'role-mapping', verdict: 'safe' }))).toEqual([])
  expect(passing(roleMapping, observing({ concern: 'role-mapping', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(roleMapping, other), ...passing(roleMapping, other)]).toEqual([])
})
