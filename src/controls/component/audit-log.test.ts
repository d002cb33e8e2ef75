import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { auditLog } from './audit-log.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(auditLog, observing({ concern: 'audit-log', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(auditLog, observing({ concern: 'audit-log', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(auditLog, observing({ concern: 'audit-log', verdict: 'safe' }))).toEqual([])
  expect(passing(auditLog, observing({ concern: 'audit-log', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(auditLog, other), ...passing(auditLog, other)]).toEqual([])
})
