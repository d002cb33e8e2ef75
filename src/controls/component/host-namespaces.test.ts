import { expect, it } from 'vitest'
import { deployment, line, outcome, passing } from '../../testing/deployment.ts'
import { hostNamespaces } from './host-namespaces.ts'

it('names each shared namespace and its line', () => {
  const shared = (['network', 'pid', 'ipc', 'uts', 'user', 'cgroup'] as const).map((value, index) => ({ value, trail: [line(12 + index)] }))
  expect(outcome(hostNamespaces, deployment({ components: [{ id: 'agent', isolation: { hostNamespaces: shared } }] }))).toEqual([
    'agent medium compose.yml:13',
    'agent medium compose.yml:14',
    'agent info compose.yml:15',
    'agent low compose.yml:16',
    'agent low compose.yml:17',
  ])
})

it('leaves the network to its own control', () => {
  const isolation = { hostNamespaces: [{ value: 'network' as const, trail: [line(12)] }] }
  const judged = deployment({ components: [{ id: 'agent', isolation }] })
  expect(outcome(hostNamespaces, judged)).toEqual([])
  expect(passing(hostNamespaces, judged)).toEqual(['agent'])
})
