import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { backup } from './backup.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(backup, observing({ concern: 'backup', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(backup, observing({ concern: 'backup', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(backup, observing({ concern: 'backup', verdict: 'safe' }))).toEqual([])
  expect(passing(backup, observing({ concern: 'backup', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(backup, other), ...passing(backup, other)]).toEqual([])
})
