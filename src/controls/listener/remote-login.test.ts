import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { remoteLogin } from './remote-login.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(remoteLogin, observing({ concern: 'remote-login', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(remoteLogin, observing({ concern: 'remote-login', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(remoteLogin, observing({ concern: 'remote-login', verdict: 'safe' }))).toEqual([])
  expect(passing(remoteLogin, observing({ concern: 'remote-login', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(remoteLogin, other), ...passing(remoteLogin, other)]).toEqual([])
})
