import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { unsafeDeserialisation } from './unsafe-deserialisation.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(unsafeDeserialisation, observing({ concern: 'unsafe-deserialisation', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(unsafeDeserialisation, observing({ concern: 'unsafe-deserialisation', verdict: 'unsafe', port: 9090 }))).toEqual([
    'app low compose.yml:12',
  ])
  expect(outcome(unsafeDeserialisation, observing({ concern: 'unsafe-deserialisation', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(unsafeDeserialisation, observing({ concern: 'unsafe-deserialisation', verdict: 'safe' }))).toEqual([])
  expect(passing(unsafeDeserialisation, observing({ concern: 'unsafe-deserialisation', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(unsafeDeserialisation, other), ...passing(unsafeDeserialisation, other)]).toEqual([])
})
