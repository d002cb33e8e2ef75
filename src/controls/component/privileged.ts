import type { Control } from '../../model/control.ts'
import { about, reachOf } from '../containers.ts'

export const privileged: Control = {
  id: 'component/privileged',
  title: 'container is privileged',
  subject: 'component',
  documentation: {
    why: "A privileged container has every capability and every device of the host. Whoever takes it over mounts the host's disk and owns the machine.",
    how: 'Fails where `privileged` is true.',
    falsePositives:
      'A container engine inside a container, or a tool that manages the host, may need it. Give such a component a host of its own and waive the finding.',
    fix: 'Remove `privileged` and add the one capability or device that the program needs.',
    references: ['CIS Docker 5.5', 'OWASP Docker Rule 3'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const written = component.input.isolation.privileged
      const base = about(component, written?.trail ?? [])
      if (written?.value !== true) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${component.id} runs privileged: every device and capability of the host is open to it, and whoever takes it over owns the host.`,
        expected: 'not privileged',
        actual: 'privileged: true',
        fix: 'remove privileged, and add only the capability or device that the program needs',
        reach: reachOf(component),
        stake: 'takeover',
      }
    }
  },
}
