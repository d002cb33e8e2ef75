import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { telemetry } from './telemetry.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(telemetry, observing({ concern: 'telemetry', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(telemetry, observing({ concern: 'telemetry', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(telemetry, observing({ concern: 'telemetry', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(telemetry, observing({ concern: 'telemetry', verdict: 'safe' }))).toEqual([])
  expect(passing(telemetry, observing({ concern: 'telemetry', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(telemetry, other), ...passing(telemetry, other)]).toEqual([])
})
