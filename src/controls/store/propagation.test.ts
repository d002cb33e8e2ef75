import { expect, it } from 'vitest'
import { bind, deployment, outcome, passing, port } from '../../testing/deployment.ts'
import { propagation } from './propagation.ts'

function judged(mode: string) {
  return deployment({ components: [{ id: 'agent', ports: [port('80:80', 14)], mounts: [{ ...bind('/mnt', '/mnt', 12), propagation: mode }] }] })
}

it.each([
  ['shared', 'medium'],
  ['rshared', 'medium'],
  ['slave', 'info'],
  ['rslave', 'info'],
])('%s is %s', (mode, severity) => {
  expect(outcome(propagation, judged(mode))).toEqual([`agent:/mnt ${severity} compose.yml:12`])
})

it('passes private mounts', () => {
  expect(passing(propagation, judged('rprivate'))).toEqual(['agent:/mnt'])
  expect(passing(propagation, deployment({ components: [{ id: 'agent', mounts: [bind('/mnt', '/mnt', 12)] }] }))).toEqual(['agent:/mnt'])
})
