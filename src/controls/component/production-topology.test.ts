import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { productionTopology } from './production-topology.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(productionTopology, observing({ concern: 'production-topology', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(productionTopology, observing({ concern: 'production-topology', verdict: 'unsafe', port: 9090 }))).toEqual([
    'app low compose.yml:12',
  ])
  expect(outcome(productionTopology, observing({ concern: 'production-topology', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(productionTopology, observing({ concern: 'production-topology', verdict: 'safe' }))).toEqual([])
  expect(passing(productionTopology, observing({ concern: 'production-topology', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(productionTopology, other), ...passing(productionTopology, other)]).toEqual([])
})
