import { expect, it } from 'vitest'
import { deployment, line, outcome, passing, written } from '../../testing/deployment.ts'
import { capabilitiesKept } from './capabilities-kept.ts'

it('asks for all capabilities to be dropped', () => {
  const judged = deployment({ components: [{ id: 'web' }, { id: 'api', isolation: { capDrop: [written('NET_RAW', 22)] } }] })
  expect(outcome(capabilitiesKept, judged)).toEqual(['web low compose.yml:10', 'api low compose.yml:22'])
})

it('passes ALL in every spelling, and does not judge what is privileged', () => {
  const judged = deployment({
    components: [
      { id: 'a', isolation: { capDrop: [written('ALL', 12)] } },
      { id: 'b', isolation: { capDrop: [written('all', 22)] } },
      { id: 'c', isolation: { capDrop: [written('CAP_ALL', 32)] } },
      { id: 'd', isolation: { privileged: { value: true, trail: [line(42)] } } },
    ],
  })
  expect(outcome(capabilitiesKept, judged)).toEqual([])
  expect(passing(capabilitiesKept, judged)).toEqual(['a', 'b', 'c'])
})
