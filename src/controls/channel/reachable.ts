import type { Control } from '../../model/control.ts'
import { componentOf } from '../../model/lookup.ts'
import { concerned, namespaceOf } from '../channels.ts'

export const reachable: Control = {
  id: 'channel/reachable',
  title: 'the two ends of a connection share no network',
  subject: 'channel',
  documentation: {
    why: 'A component that addresses another one which it cannot reach does not work, or works by a way that nobody drew. The quick repair is to put both on one big network.',
    how: 'The host name of every connection is resolved as the container would, and the networks of both ends are compared.',
    falsePositives: 'A name that something else than the platform resolves (own DNS, hosts file in the image).',
    fix: 'Put both on one network that only they share.',
    references: [],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      if (channel.to.kind !== 'component' || channel.fromOutside === true) continue
      const { component: to } = channel.to
      const target = componentOf(deployment, to)
      const source = componentOf(deployment, channel.from)
      if (target === undefined || source === undefined) continue
      const base = { subject: channel.id, ...concerned(channel), key: channel.key, locations: [target.at, ...channel.evidence] }
      if (channel.shared.length > 0 || namespaceOf(source.id, deployment) === namespaceOf(target.id, deployment)) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${channel.from} addresses ${to} by name (${channel.key}), but they share no network: ${channel.from} is on ${zonesText(source.zones)}, ${to} on ${zonesText(target.zones)}.`,
        expected: 'a network that both share',
        actual: 'no common network',
        fix: `attach ${channel.from} and ${to} to one network of their own`,
        reach: 'zone',
        stake: 'availability',
      }
    }
  },
}

function zonesText(zones: readonly string[]): string {
  return zones.length === 0 ? 'none' : zones.join(', ')
}
