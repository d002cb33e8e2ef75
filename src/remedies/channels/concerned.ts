import type { FailedVerdict } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import type { Channel, Deployment, Listener } from '../../model/graph.ts'
import { channelOf, channelsTo, dependentsOf, endName, listenerOf, listenersOf, serverOf } from '../../model/lookup.ts'
import type { Answers, LeftOpen } from '../../model/remedy.ts'

/** One server's end with what fails at it and at its clients: a plain port and the one for TLS beside it are one end. */
export interface Concerned {
  /** The one that serves plaintext, where there are several. */
  readonly listener: Listener
  readonly clients: readonly Channel[]
  /** Components that may be clients: they start after it, and how they reach it is not in the files. */
  readonly unseen: readonly string[]
  readonly failed: readonly FailedVerdict[]
}

/** Verdicts by the server's end that they are about, and those that lead out of the deployment. */
export function byListener(
  deployment: Deployment,
  failed: readonly FailedVerdict[],
): { readonly concerned: readonly Concerned[]; readonly elsewhere: readonly LeftOpen[] } {
  const found = new Map<string, FailedVerdict[]>()
  const elsewhere: LeftOpen[] = []
  for (const verdict of failed) {
    const listener = listenerFor(deployment, verdict)
    const channel = channelOf(deployment, verdict.judgement.subject)
    if (listener !== undefined) {
      const { id } = besides(deployment, listener)[0]!
      found.set(id, [...(found.get(id) ?? []), verdict])
    } else if (channel !== undefined) elsewhere.push(otherEnd(channel, verdict))
  }
  const concerned = [...found].map(([id, verdicts]) => {
    const listener = listenerOf(deployment, id)!
    const clients = clientsOf(deployment, besides(deployment, listener))
    return { listener, failed: verdicts, clients, unseen: unseenClients(deployment, listener) }
  })
  return { concerned, elsewhere }
}

/** All ports of the same service of a component: accounts are those of all. */
function besides(deployment: Deployment, { component, protocol, purpose }: Listener): readonly Listener[] {
  const all = listenersOf(deployment, component).filter((each) => each.protocol === protocol && each.purpose === purpose)
  return [...all.filter(({ tls }) => holds(tls, 'none')), ...all.filter(({ tls }) => !holds(tls, 'none'))]
}

/** Who waits for a store uses it, by a connection of its protocol; one that leads to something that passes it on is a connection too. */
function unseenClients(deployment: Deployment, { component, purpose, protocol }: Listener): readonly string[] {
  if (purpose !== 'data') return []
  const seen = new Set(deployment.channels.filter((channel) => channel.protocol === protocol).map(({ from }) => from))
  return dependentsOf(deployment, component).filter((id) => !seen.has(id))
}

/** The connections of other components to it. */
function clientsOf(deployment: Deployment, listeners: readonly Listener[]): readonly Channel[] {
  return channelsTo(deployment, listeners[0]!.component).filter((channel) => {
    const server = serverOf(deployment, channel)
    return channel.fromOutside !== true && server !== undefined && listeners.includes(server)
  })
}

function listenerFor(deployment: Deployment, { control, judgement }: FailedVerdict): Listener | undefined {
  const channel = channelOf(deployment, judgement.subject)
  if (channel !== undefined) return serverOf(deployment, channel)
  const own = listenerOf(deployment, judgement.subject)
  if (own !== undefined) return own
  // a setting that lets everybody in, or an old TLS: of the one listener that holds the data
  if (control !== 'listener/anonymous-access' && control !== 'listener/tls-policy') return undefined
  const data = listenersOf(deployment, judgement.component ?? '').filter(({ purpose }) => purpose === 'data')
  return data.length === 1 ? data[0] : undefined
}

function otherEnd(channel: Channel, verdict: FailedVerdict): LeftOpen {
  const why =
    channel.to.kind === 'component'
      ? `what listens at ${endName(channel)}:${channel.port ?? '?'} is not known`
      : `${endName(channel)} is not one of the components here: its operator has to offer TLS and a log-in first`
  return { answers: [answersOf(verdict)], reason: channel.to.kind === 'component' ? 'not-in-files' : 'other-end', why }
}

export function answersOf({ control, judgement }: FailedVerdict): Answers {
  return { control, subject: judgement.subject }
}
