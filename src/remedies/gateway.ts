import type { FailedVerdict } from '../model/control.ts'
import type { Deployment, Listener } from '../model/graph.ts'
import { componentOf, listenerOf, listenersOf } from '../model/lookup.ts'
import type { Proposal, Remedy } from '../model/remedy.ts'

/** An application that is published beside the gateway in front of it is published on loopback only: the gateway reaches it over a network. */
export const gateway: Remedy = {
  id: 'gateway',
  title: 'ways past the gateway',
  answers: ['listener/plain-http'],
  propose: ({ deployment, failed }) =>
    failed.flatMap((verdict) => {
      const listener = listenerOf(deployment, verdict.judgement.subject)
      const inFront = listener === undefined ? [] : gatewaysOf(listener, deployment)
      return listener === undefined || inFront.length === 0 ? [] : [proposal(listener, inFront, verdict)]
    }),
}

/** Published proxies that call the listener over a network: through a port of the host they would need the publication. */
function gatewaysOf({ id, component, publications }: Listener, deployment: Deployment): readonly string[] {
  if (publications.length === 0) return []
  // what takes TLS for it, in its own network namespace, is called in its place
  const fronts = deployment.channels.filter(
    ({ from, to }) => to.kind === 'component' && to.listener === id && componentOf(deployment, from)?.input.networkOf === component,
  )
  const called = new Set([component, ...fronts.map(({ from }) => from)])
  const callers = deployment.channels.filter(
    ({ to, shared }) =>
      to.kind === 'component' &&
      (to.listener === id || (to.component !== component && called.has(to.component))) &&
      shared.some((zone) => zone !== 'host'),
  )
  const isGateway = (name: string): boolean =>
    componentOf(deployment, name)?.role === 'proxy' &&
    listenersOf(deployment, name).some(({ exposure }) => exposure === 'host' || exposure === 'internet')
  return [...new Set(callers.map(({ from }) => from))].filter(isGateway)
}

function proposal({ id, component, port }: Listener, inFront: readonly string[], { control, judgement }: FailedVerdict): Proposal {
  const names = inFront.join(' and ')
  return {
    id: `gateway ${id}`,
    title: `${component} port ${port} is published on loopback only; ${names} stays in front`,
    answers: [{ control, subject: judgement.subject }],
    steps: [{ component, phase: 'close', does: { kind: 'publication', port, to: 'loopback' } }],
    risks: [
      `who calls ${component}:${port} from another machine past ${names} is turned away; paths that ${names} does not pass on are not reached any more`,
    ],
  }
}
