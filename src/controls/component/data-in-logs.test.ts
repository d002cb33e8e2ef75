import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { dataInLogs } from './data-in-logs.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(dataInLogs, observing({ concern: 'data-in-logs', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(dataInLogs, observing({ concern: 'data-in-logs', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(dataInLogs, observing({ concern: 'data-in-logs', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(dataInLogs, observing({ concern: 'data-in-logs', verdict: 'safe' }))).toEqual([])
  expect(passing(dataInLogs, observing({ concern: 'data-in-logs', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(dataInLogs, other), ...passing(dataInLogs, other)]).toEqual([])
})
