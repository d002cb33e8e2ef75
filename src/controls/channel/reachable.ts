import type { Control, Failed } from '../../model/control.ts'
import { unknown, view } from '../../model/fact.ts'
import type { Channel, Deployment } from '../../model/graph.ts'
import { componentOf, listenerOf } from '../../model/lookup.ts'
import { concerned, namespaceOf } from '../channels.ts'

export const reachable: Control = {
  id: 'channel/reachable',
  title: 'the two ends of a connection cannot reach each other',
  subject: 'channel',
  documentation: {
    why: 'A component that addresses another one which it cannot reach does not work, or works by a way that nobody drew. The quick repair is to put both on one big network.',
    how: 'The host name of every connection is resolved as the container would, and the networks of both ends are compared. A server that listens on loopback alone is reached from its own machine or container alone.',
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
        yield onLoopback(channel, deployment) ?? { ...base, verdict: 'pass' }
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

/** The server takes calls of its own machine or container alone, and the client is elsewhere. */
function onLoopback(channel: Channel, deployment: Deployment): Failed | undefined {
  if (channel.to.kind !== 'component' || channel.to.listener === undefined) return undefined
  const { component: to, listener } = channel.to
  const bind = view(listenerOf(deployment, listener)?.bind ?? unknown('nothing is said of it'))
  if (!bind.known || bind.value !== 'loopback' || namespaceOf(channel.from, deployment) === namespaceOf(to, deployment)) return undefined
  return {
    verdict: 'fail',
    subject: channel.id,
    ...concerned(channel),
    key: channel.key,
    locations: [...bind.trail, ...channel.evidence],
    message: `${channel.from} calls ${to} over the network (${channel.key}), but ${to} listens on loopback alone: the connection is refused, or somebody opens it to everybody.`,
    expected: 'the server listens on the address that its clients use, and on no other',
    actual: 'the server listens on loopback',
    fix: `let ${to} listen on the one address by which ${channel.from} reaches it`,
    reach: 'zone',
    stake: 'availability',
  }
}

function zonesText(zones: readonly string[]): string {
  return zones.length === 0 ? 'none' : zones.join(', ')
}
