import type { Control, Judgement } from '../../model/control.ts'
import type { Deployment } from '../../model/graph.ts'
import { componentOf, listenerOf } from '../../model/lookup.ts'
import type { ReachEdge } from '../../model/reach.ts'
import { placesOr } from '../places.ts'

export const requiredReach: Control = {
  id: 'zone/required-reach',
  title: 'a client does not reach its server',
  subject: 'channel',
  documentation: {
    why: 'A connection that the settings ask for and the network does not allow is an outage, or a leftover; and whoever mends it in a hurry opens more than was needed.',
    how: '`ringwall verify --zones` tries, from the network of each client, the listener that its settings name. That it is closed counts when somebody else is let in at the same minute and the client reaches something else.',
    falsePositives: 'A client that is stopped for now, or that goes through a proxy which the files do not tell of.',
    fix: 'Open exactly this way (a shared network, one rule of the packet filter), or remove the setting that nobody needs.',
    references: ['CIS Controls 12.4'],
  },
  judge,
}

function* judge(deployment: Deployment): Iterable<Judgement> {
  for (const channel of deployment.channels) {
    const { to } = channel
    if (to.kind !== 'component') continue
    const edges = (deployment.reach ?? []).filter(
      (each) => each.required && each.transport === 'tcp' && each.component === channel.from && each.to === to.listener,
    )
    // of several copies, the one that is kept out counts
    const edge = edges.find(isClosed) ?? edges.find(({ observed }) => observed !== 'reached') ?? edges[0]
    if (edge === undefined) continue
    const base = {
      subject: channel.id,
      component: to.component,
      client: channel.from,
      key: channel.key,
      locations: placesOr(channel.evidence, componentOf(deployment, channel.from)),
    }
    if (edge.observed === 'reached') yield { ...base, verdict: 'pass' }
    else if (!isClosed(edge)) yield { ...base, verdict: 'unknown', message: `Whether ${channel.from} reaches ${edge.to} is not proven: ${edge.why}.` }
    else
      yield {
        ...base,
        verdict: 'fail',
        message: `The settings of ${channel.from} ask for ${edge.to}, and the network does not let it through (${edge.why}).`,
        expected: 'reached',
        actual: edge.observed,
        fix: 'open exactly this way, or remove the setting',
        reach: listenerOf(deployment, edge.to)?.exposure ?? 'zone',
        stake: 'availability',
        basis: 'observed',
      }
  }
}

function isClosed({ observed }: ReachEdge): boolean {
  return observed === 'refused' || observed === 'blocked'
}
