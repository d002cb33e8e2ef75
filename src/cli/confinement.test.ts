import { expect, it } from 'vitest'
import { setting } from '../model/setting.ts'
import { component } from '../testing/component.ts'
import type { ContainerFacts } from '../vantages/containers.ts'
import { confinement } from './confinement.ts'

const place = { file: 'compose.yml', line: 7 }
const declared = component({
  user: '1000',
  isolation: { readOnlyRoot: { value: true, trail: [place] }, capAdd: [setting('net_admin', place)] },
})
const same: ContainerFacts = { user: '1000', privileged: false, capAdd: ['CAP_NET_ADMIN'], readOnlyRoot: true, mounts: [], environment: [] }

function differing(input: typeof declared, facts: Partial<ContainerFacts>): readonly string[] {
  return confinement(input, { ...same, ...facts }).flatMap(({ key, verdict }) => (verdict === 'unsafe' ? [key] : []))
}

it.each<[readonly string[], Partial<ContainerFacts>]>([
  [[], {}],
  [['running privileged'], { privileged: true }],
  [['running cap_add'], { capAdd: ['CAP_NET_ADMIN', 'CAP_SYS_PTRACE'] }],
  [['running read_only'], { readOnlyRoot: false }],
  [['running user'], { user: '' }],
])('finds %s', (keys, facts) => {
  expect(differing(declared, facts)).toEqual(keys)
})

it('says nothing of what the files leave to the image', () => {
  expect(differing(component({}), { capAdd: [], readOnlyRoot: false, user: '999' })).toEqual([])
})
