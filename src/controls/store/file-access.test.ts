import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { fileAccess } from './file-access.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(fileAccess, observing({ concern: 'file-access', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(fileAccess, observing({ concern: 'file-access', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(fileAccess, observing({ concern: 'file-access', verdict: 'safe' }))).toEqual([])
  expect(passing(fileAccess, observing({ concern: 'file-access', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(fileAccess, other), ...passing(fileAccess, other)]).toEqual([])
})
