import type { Control, Judgement } from '../../model/control.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { ReachEdge } from '../../model/reach.ts'
import { isStoreRole } from '../../model/roles.ts'
import { placesOr } from '../places.ts'

export const excessReach: Control = {
  id: 'zone/excess-reach',
  title: 'reached by who has no business there',
  subject: 'listener',
  documentation: {
    why: 'What a component can connect to, whoever takes it over can attack. A way that no connection of the platform needs helps nobody else; one that the files do not even open shows that they do not describe the network.',
    how: '`ringwall verify --zones` tries, from the network of each component, every listener of the others. A way that is open although no known connection goes there is a finding. A closed one passes only when somebody else is let in at the same minute and the closed-out place reaches something else; everything less is unknown.',
    falsePositives:
      'A connection that the files do not tell of (made at run time, or from a setting that was not read) looks like none: name it under `channels` in ringwall.yaml.',
    fix: 'Put client and server on a network of their own, or let a packet filter pass only the clients; then verify again.',
    references: ['CIS Controls 12.2', 'NIST SP 800-207'],
  },
  judge,
}

function* judge(deployment: Deployment): Iterable<Judgement> {
  for (const listener of deployment.listeners) {
    const edges = (deployment.reach ?? []).filter(({ to, required }) => to === listener.id && !required)
    if (edges.length === 0) continue
    const base = {
      subject: listener.id,
      component: listener.component,
      locations: placesOr(listener.trail, componentOf(deployment, listener.component)),
    }
    const excess = edges.filter(isExcess)
    const open = edges.filter(({ observed }) => observed === 'unproven' || observed === 'not-asked')
    if (excess.length > 0) yield { ...base, ...failure(deployment, listener, excess) }
    else if (open.length > 0)
      yield { ...base, verdict: 'unknown', message: `Whether ${names(open)} can reach ${listener.id} is not proven: ${open[0]!.why}.` }
    else yield { ...base, verdict: 'pass' }
  }
}

/** What is published is meant to be reached from outside. */
function isExcess({ observed, component, permitted }: ReachEdge): boolean {
  return observed === 'reached' && (component !== undefined || !permitted)
}

function failure(
  deployment: Deployment,
  listener: Listener,
  excess: readonly ReachEdge[],
): Omit<Extract<Judgement, { verdict: 'fail' }>, 'subject' | 'locations'> {
  const hidden = excess.filter(({ permitted }) => !permitted)
  const isStore = isStoreRole(componentOf(deployment, listener.component)?.role ?? 'unknown')
  const though = hidden.length === 0 ? '' : ` The files keep ${names(hidden)} away from it; the network does not.`
  return {
    verdict: 'fail',
    message: `${names(excess)} can connect to ${listener.id}, and no known connection goes there.${though}`,
    expected: 'only clients reach it',
    actual: `also reached from ${names(excess)}`,
    fix:
      hidden.length === 0
        ? 'give it and its clients a network of their own'
        : 'find out who joins the networks (a route, a bridge, a missing filter), and close it',
    reach: excess.some(({ component }) => component === undefined) ? 'host' : 'zone',
    stake: hidden.length > 0 && isStore ? 'data' : hidden.length > 0 || isStore ? 'defence' : 'hygiene',
    basis: 'observed',
  }
}

function names(edges: readonly ReachEdge[]): string {
  const all = [...new Set(edges.map(({ from, transport }) => (transport === 'udp' ? `${from} (UDP)` : from)))]
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`
}
