import { expect, it } from 'vitest'
import { deployment, line } from '../testing/deployment.ts'

it('puts components into the zones that they share', () => {
  const graph = deployment({
    components: [
      { id: 'web', networks: ['front', 'back'] },
      { id: 'db', networks: ['back'] },
      { id: 'sidecar', networkOf: 'db' },
      { id: 'agent', networks: [], isolation: { hostNamespaces: [{ value: 'network', trail: [line(42)] }] } },
      { id: 'follower', networkOf: 'agent' },
      { id: 'lonely', networks: [] },
      { id: 'lost', networkOf: 'gone' },
    ],
    networks: [
      { name: 'unused', internal: true, at: line(90) },
      { name: 'back', encrypted: true },
    ],
  })
  expect(graph.zones).toEqual([
    { name: 'unused', internal: true, encrypted: false, components: [], at: line(90) },
    { name: 'back', internal: false, encrypted: true, components: ['web', 'db', 'sidecar'] },
    { name: 'front', internal: false, encrypted: false, components: ['web'] },
    { name: 'host', internal: false, encrypted: false, components: ['agent', 'follower'] },
  ])
  expect(graph.components.map(({ id, zones }) => [id, ...zones])).toEqual([
    ['web', 'front', 'back'],
    ['db', 'back'],
    ['sidecar', 'back'],
    ['agent', 'host'],
    ['follower', 'host'],
    ['lonely'],
    ['lost'],
  ])
})
