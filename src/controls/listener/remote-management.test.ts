import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { remoteManagement } from './remote-management.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(remoteManagement, observing({ concern: 'remote-management', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(remoteManagement, observing({ concern: 'remote-management', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(remoteManagement, observing({ concern: 'remote-management', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(remoteManagement, observing({ concern: 'remote-management', verdict: 'safe' }))).toEqual([])
  expect(passing(remoteManagement, observing({ concern: 'remote-management', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(remoteManagement, other), ...passing(remoteManagement, other)]).toEqual([])
})
