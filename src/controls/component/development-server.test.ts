import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { developmentServer } from './development-server.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(developmentServer, observing({ concern: 'development-server', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(developmentServer, observing({ concern: 'development-server', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(developmentServer, observing({ concern: 'development-server', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(developmentServer, observing({ concern: 'development-server', verdict: 'safe' }))).toEqual([])
  expect(passing(developmentServer, observing({ concern: 'development-server', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(developmentServer, other), ...passing(developmentServer, other)]).toEqual([])
})
