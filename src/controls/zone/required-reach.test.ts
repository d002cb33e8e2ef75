import { expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { ReachEdge } from '../../model/reach.ts'
import { messages, passing } from '../../testing/deployment.ts'
import { talk } from '../../testing/talk.ts'
import { requiredReach } from './required-reach.ts'

function judged(...observed: readonly ReachEdge['observed'][]): Deployment {
  const edge = {
    from: 'api',
    component: 'api',
    to: 'db:5432',
    transport: 'tcp',
    required: true,
    permitted: true,
    why: 'late',
    vantage: 'x',
    addresses: [],
  } as const
  return { ...talk({}), reach: observed.map((each) => ({ ...edge, observed: each })) }
}

it('finds a client that is kept from its server', () => {
  expect(messages(requiredReach, judged('blocked'))).toEqual(['The settings of api ask for db:5432, and the network does not let it through (late).'])
  expect(passing(requiredReach, judged('blocked'))).toEqual([])
})

it('judges the copy that is kept out, whatever the others reach', () => {
  expect(messages(requiredReach, judged('reached', 'unproven', 'refused'))).toEqual([expect.stringContaining('does not let it through')])
  expect(messages(requiredReach, judged('reached', 'unproven'))).toEqual(['Whether api reaches db:5432 is not proven: late.'])
  expect(passing(requiredReach, judged('reached', 'reached'))).toEqual(['api->db:5432'])
})

it('passes one that reaches it, and says what is not proven', () => {
  expect(passing(requiredReach, judged('reached'))).toEqual(['api->db:5432'])
  expect(messages(requiredReach, judged('unproven'))).toEqual(['Whether api reaches db:5432 is not proven: late.'])
  expect(passing(requiredReach, talk({}))).toEqual([])
})
