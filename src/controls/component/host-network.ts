import type { Control } from '../../model/control.ts'
import { about } from '../containers.ts'

export const hostNetwork: Control = {
  id: 'component/host-network',
  title: 'container shares the host network',
  subject: 'component',
  documentation: {
    why: "On the host's network every port that the program opens is open to the outside, and the program reaches all that listens on the host's loopback: databases, agents, metadata services.",
    how: 'Fails where `network_mode` is `host`.',
    falsePositives: "Programs that answer broadcasts or manage interfaces (DHCP, VPN, discovery) need the host's network. Waive them.",
    fix: 'Remove `network_mode: host`, join a network, and publish the one port that is needed.',
    references: ['CIS Docker 5.10'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const shared = component.input.isolation.hostNamespaces.find((namespace) => namespace.value === 'network')
      const base = about(component, shared?.trail ?? [])
      if (shared === undefined) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${component.id} shares the host's network: each of its ports is open on every interface, and it reaches whatever listens on the host's loopback.`,
        expected: 'a network of its own',
        actual: 'network_mode: host',
        fix: 'remove network_mode: host and publish the one port that is needed',
        reach: 'host',
        stake: 'defence',
      }
    }
  },
}
