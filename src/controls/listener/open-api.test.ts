import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { openApi } from './open-api.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(openApi, observing({ concern: 'open-api', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(openApi, observing({ concern: 'open-api', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(openApi, observing({ concern: 'open-api', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(openApi, observing({ concern: 'open-api', verdict: 'safe' }))).toEqual([])
  expect(passing(openApi, observing({ concern: 'open-api', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(openApi, other), ...passing(openApi, other)]).toEqual([])
})
