import { expect, it } from 'vitest'
import { deployment, outcome, passing, written } from '../../testing/deployment.ts'
import { cgroupParent } from './cgroup-parent.ts'

it('names the line that leaves the group of the engine', () => {
  const judged = deployment({ components: [{ id: 'web', isolation: { cgroupParent: written('/system.slice', 12) } }] })
  expect(outcome(cgroupParent, judged)).toEqual(['web low compose.yml:12'])
})

it('passes without it', () => {
  expect(passing(cgroupParent, deployment({ components: [{ id: 'web' }] }))).toEqual(['web'])
})
