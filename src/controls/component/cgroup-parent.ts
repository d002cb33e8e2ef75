import type { Control } from '../../model/control.ts'
import { about } from '../containers.ts'

export const cgroupParent: Control = {
  id: 'component/cgroup-parent',
  title: 'container is put under a resource group of its own choice',
  subject: 'component',
  documentation: {
    why: 'A container under another resource group escapes the limits that the engine keeps for all of its containers, and may share those of system services.',
    how: 'Fails where `cgroup_parent` is set.',
    falsePositives: 'An operator who keeps slices of their own with limits has a reason to set it. Waive it with the name of the slice.',
    fix: 'Remove `cgroup_parent`, and limit the component with `mem_limit`, `cpus` and `pids_limit`.',
    references: ['CIS Docker 5.25'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const parent = component.input.isolation.cgroupParent
      const base = about(component, parent?.trail ?? [])
      if (parent === undefined || parent.value === '') yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: `${component.id} is put under another resource group: limits that the engine keeps for its containers do not hold for it.`,
          expected: "the engine's own group",
          actual: 'cgroup_parent set',
          fix: 'remove cgroup_parent',
          reach: 'component',
          stake: 'availability',
        }
    }
  },
}
