import { expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { ReachEdge } from '../../model/reach.ts'
import { messages, outcome, passing } from '../../testing/deployment.ts'
import { talk } from '../../testing/talk.ts'
import { excessReach } from './excess-reach.ts'

function judged(...edges: readonly Partial<ReachEdge>[]): Deployment {
  const usual = {
    from: 'web',
    component: 'web',
    to: 'db:5432',
    transport: 'tcp',
    required: false,
    permitted: true,
    observed: 'reached',
    why: 'late',
    vantage: 'x',
    addresses: [],
  } as const
  return { ...talk({}), reach: edges.map((edge): ReachEdge => ({ ...usual, ...edge })) }
}

it('finds who reaches a listener without need, and more so where the files say otherwise', () => {
  const allowed = judged({}, { from: 'api', component: 'api', required: true })
  expect(outcome(excessReach, allowed).map((line) => line.split(' ').slice(0, 2))).toHaveLength(1)
  expect(messages(excessReach, allowed)).toEqual(['web can connect to db:5432, and no known connection goes there.'])
  expect(messages(excessReach, judged({ permitted: false }))[0]).toContain('The files keep web away from it; the network does not.')
})

it('passes what is proven closed, and says what is not proven', () => {
  expect(passing(excessReach, judged({ observed: 'blocked' }, { from: 'api', component: 'api', observed: 'refused' }))).toEqual(['db:5432'])
  expect(messages(excessReach, judged({ observed: 'unproven' }))).toEqual(['Whether web can reach db:5432 is not proven: late.'])
})

it('lets this machine reach what is published, and has nothing to say where nothing was tried', () => {
  const here = { from: 'this machine', permitted: true } as const
  const { component: _, ...edge } = judged(here).reach![0]!
  expect(passing(excessReach, { ...judged(), reach: [edge] })).toEqual(['db:5432'])
  expect(outcome(excessReach, talk({}))).toEqual([])
})
