import { expect, it } from 'vitest'
import { deployment, messages, outcome, passing, written } from '../../testing/deployment.ts'
import { resourceLimits } from './resource-limits.ts'

it('names what is not limited', () => {
  const judged = deployment({
    components: [{ id: 'web' }, { id: 'api', isolation: { memoryLimit: written('512m', 22), cpuLimit: written('0', 23) } }],
  })
  expect(outcome(resourceLimits, judged)).toEqual(['web low compose.yml:10', 'api low compose.yml:20'])
  expect(messages(resourceLimits, judged)[0]).toContain('memory, processors, processes')
  expect(messages(resourceLimits, judged)[1]).toContain('No limit on processors, processes:')
})

it('passes with all three, a ulimit for processes among them', () => {
  const limits = { memoryLimit: written('512m', 12), cpuLimit: written('0.50', 13) }
  const judged = deployment({
    components: [
      { id: 'a', isolation: { ...limits, pidsLimit: written('100', 14) } },
      { id: 'b', isolation: { ...limits, ulimits: [{ name: 'nproc', value: written('100', 14) }] } },
      { id: 'c', isolation: { ...limits, pidsLimit: written('-1', 14) } },
    ],
  })
  expect(outcome(resourceLimits, judged)).toEqual(['c low compose.yml:30'])
  expect(passing(resourceLimits, judged)).toEqual(['a', 'b'])
})
