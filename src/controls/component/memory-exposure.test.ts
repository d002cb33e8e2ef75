import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { memoryExposure } from './memory-exposure.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(memoryExposure, observing({ concern: 'memory-exposure', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(memoryExposure, observing({ concern: 'memory-exposure', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(memoryExposure, observing({ concern: 'memory-exposure', verdict: 'safe' }))).toEqual([])
  expect(passing(memoryExposure, observing({ concern: 'memory-exposure', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(memoryExposure, other), ...passing(memoryExposure, other)]).toEqual([])
})
