import { grouped } from '../model/grouped.ts'
import type { Channel, Deployment, Listener } from '../model/graph.ts'
import { channelOf, componentOf, serverOf } from '../model/lookup.ts'
import type { Proposed, Remedy, RemedyTools, Step } from '../model/remedy.ts'
import type { WantFront } from '../model/want.ts'
import { namesOf } from './channels/identity.ts'
import { freeName, freePort } from './front.ts'

/**
 * A proxy passes on in plain HTTP to a program that has no TLS: something beside the program takes TLS for it, and the proxy goes there. The
 * program's own port stays for others.
 */
export const innerFront: Remedy = {
  id: 'inner-front',
  title: 'TLS between proxies and programs without it',
  answers: ['channel/encrypted'],
  async propose({ deployment, failed }, tools) {
    const plain = failed.flatMap(({ judgement }) => {
      const channel = channelOf(deployment, judgement.subject)
      return channel !== undefined && channel.protocol === 'http' && isOfProxy(channel, deployment) ? [channel] : []
    })
    const taken = new Set<string>()
    const proposed: Proposed[] = []
    for (const [, channels] of grouped(plain, (channel) => serverOf(deployment, channel)?.id))
      proposed.push(...(await proposal(serverOf(deployment, channels[0]!)!, channels, deployment, tools, taken)))
    return proposed
  },
}

function isOfProxy({ from }: Channel, deployment: Deployment): boolean {
  return componentOf(deployment, from)?.role === 'proxy'
}

/** @param taken names and ports that other proposals have */
async function proposal(
  listener: Listener,
  channels: readonly Channel[],
  deployment: Deployment,
  tools: RemedyTools,
  taken: Set<string>,
): Promise<readonly Proposed[]> {
  const component = componentOf(deployment, listener.component)
  // a proxy behind a proxy takes TLS itself
  if (component === undefined || component.role === 'proxy') return []
  const { id } = component
  const identity = await tools.identity(id, namesOf(listener, deployment, component))
  const own = { port: listener.port, plaintext: 'refused', identity } as const
  const why = tools.trouble(id, { kind: 'serve', port: listener.port, tls: own })
  // what has TLS of its own is told of it by the remedy of connections
  if (why === undefined || (why.reason !== 'product-cannot' && why.reason !== 'no-remedy')) return []
  const want: WantFront = {
    kind: 'front',
    name: freeName(`${id}-tls`, listener.port, deployment, taken),
    port: freePort(id, deployment, taken),
    to: listener.port,
    identity,
    isBehind: true,
  }
  if (tools.trouble(id, want) !== undefined) return []
  const trust = { authority: identity.authority, port: want.port }
  const able = channels.filter((channel) => tools.trouble(channel.from, { kind: 'connect', channel: channel.id, trust }) === undefined)
  if (able.length === 0) return []
  const steps: readonly Step[] = [
    { component: id, phase: 'accept', does: want },
    ...able.map((channel): Step => ({ component: channel.from, phase: 'switch', does: { kind: 'connect', channel: channel.id, trust } })),
  ]
  return [
    {
      id: `inner-front ${listener.id}`,
      title: `${able.map(({ from }) => from).join(' and ')} reaches ${listener.id} by TLS, which ${want.name} takes for it`,
      answers: able.map((channel) => ({ control: 'channel/encrypted', subject: channel.id })),
      steps,
      risks: [
        `${listener.id} itself still speaks plain HTTP to whoever shares a network with it`,
        'uploads of more than 1 GB are refused: set client_max_body_size where the program takes more',
      ],
    },
  ]
}
