import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { debugMode } from './debug-mode.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(debugMode, observing({ concern: 'debug-mode', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(debugMode, observing({ concern: 'debug-mode', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(debugMode, observing({ concern: 'debug-mode', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(debugMode, observing({ concern: 'debug-mode', verdict: 'safe' }))).toEqual([])
  expect(passing(debugMode, observing({ concern: 'debug-mode', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'telemetry', verdict: 'unsafe' })
  expect([...outcome(debugMode, other), ...passing(debugMode, other)]).toEqual([])
})
