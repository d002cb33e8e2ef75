import type { Control } from '../../model/control.ts'
import type { Isolation } from '../../model/input.ts'
import type { Reach, Stake } from '../../model/vocabulary.ts'
import { about } from '../containers.ts'

type Namespace = Exclude<Isolation['hostNamespaces'][number]['value'], 'network'>

/** What each shared namespace opens, after namespaces(7). */
const opens: Readonly<Record<Namespace, { readonly key: string; readonly means: string; readonly reach: Reach; readonly stake: Stake }>> = {
  pid: {
    key: 'pid',
    means: 'it sees every process of the host with its arguments, and may signal those of its own user',
    reach: 'host',
    stake: 'defence',
  },
  ipc: { key: 'ipc', means: "it reads and writes the shared memory of the host's programs", reach: 'host', stake: 'defence' },
  uts: { key: 'uts', means: 'it may rename the host', reach: 'component', stake: 'hygiene' },
  user: { key: 'userns_mode', means: 'root inside is root of the host, even where the engine maps users', reach: 'component', stake: 'defence' },
  cgroup: { key: 'cgroup', means: 'it sees the resource groups of the whole host', reach: 'component', stake: 'defence' },
}

export const hostNamespaces: Control = {
  id: 'component/host-namespaces',
  title: 'container shares a namespace of the host',
  subject: 'component',
  documentation: {
    why: "Namespaces are the walls of a container. A process that shares the host's process list or shared memory stands outside of its walls.",
    how: 'Fails for each of `pid`, `ipc`, `uts`, `userns_mode` and `cgroup` that is `host`. The network has a control of its own.',
    falsePositives: "Monitoring agents read the host's processes by design. Waive them, and keep them away from the network.",
    fix: 'Remove the setting; for one shared segment use `ipc: service:NAME`.',
    references: ['CIS Docker 5.16', 'CIS Docker 5.17', 'CIS Docker 5.21', 'CIS Docker 5.31'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      let isShared = false
      for (const { value, trail } of component.input.isolation.hostNamespaces) {
        if (value === 'network') continue
        isShared = true
        const { key, means, reach, stake } = opens[value]
        yield {
          ...about(component, trail, value),
          key,
          verdict: 'fail',
          message: `${component.id} shares the host's ${value} namespace: ${means}.`,
          expected: 'a namespace of its own',
          actual: `${key}: host`,
          fix: `remove ${key}: host`,
          reach,
          stake,
        }
      }
      if (!isShared) yield { ...about(component, []), verdict: 'pass' }
    }
  },
}
