import { expect, it } from 'vitest'
import { deployment, line, outcome, passing } from '../../testing/deployment.ts'
import { hostNetwork } from './host-network.ts'

it('names the line that shares the network of the host', () => {
  const isolation = { hostNamespaces: [{ value: 'network' as const, trail: [line(12)] }] }
  expect(outcome(hostNetwork, deployment({ components: [{ id: 'agent', isolation }] }))).toEqual(['agent medium compose.yml:12'])
})

it('passes other namespaces and none', () => {
  const isolation = { hostNamespaces: [{ value: 'pid' as const, trail: [line(12)] }] }
  const judged = deployment({ components: [{ id: 'agent', isolation }, { id: 'web' }] })
  expect(outcome(hostNetwork, judged)).toEqual([])
  expect(passing(hostNetwork, judged)).toEqual(['agent', 'web'])
})
