import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { sampleData } from './sample-data.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(sampleData, observing({ concern: 'sample-data', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(sampleData, observing({ concern: 'sample-data', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(sampleData, observing({ concern: 'sample-data', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(sampleData, observing({ concern: 'sample-data', verdict: 'safe' }))).toEqual([])
  expect(passing(sampleData, observing({ concern: 'sample-data', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(sampleData, other), ...passing(sampleData, other)]).toEqual([])
})
