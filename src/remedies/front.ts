import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import { componentOf, listenerOf } from '../model/lookup.ts'
import type { Proposed, Remedy, RemedyTools, Step } from '../model/remedy.ts'
import type { WantFront } from '../model/want.ts'
import { occupant } from './bridges/place.ts'
import { namesOf } from './channels/identity.ts'

/**
 * A program that is published with plain HTTP gets something beside it that takes TLS, at the same published port. Those that find it on
 * their network by its name go on as before.
 */
export const front: Remedy = {
  id: 'front',
  title: 'TLS in front of published programs',
  answers: ['listener/plain-http'],
  // what stands behind a gateway needs not be published at all
  last: true,
  async propose({ deployment, failed }, tools) {
    const taken = new Set<string>()
    const proposed: Proposed[] = []
    for (const verdict of failed) proposed.push(...(await proposal(verdict, deployment, tools, taken)))
    return proposed
  },
}

/** @param taken names and ports that other proposals have */
async function proposal(
  { control, judgement }: FailedVerdict,
  deployment: Deployment,
  tools: RemedyTools,
  taken: Set<string>,
): Promise<readonly Proposed[]> {
  const listener = listenerOf(deployment, judgement.subject)
  const component = listener === undefined ? undefined : componentOf(deployment, listener.component)
  // a proxy takes TLS itself
  if (listener === undefined || component === undefined || component.role === 'proxy' || listener.protocol !== 'http') return []
  const answers = [{ control, subject: judgement.subject }]
  const { id } = component
  const port = freePort(id, deployment, taken)
  const want: WantFront = {
    kind: 'front',
    name: freeName(`${id}-tls`, listener.port, deployment, taken),
    port,
    to: listener.port,
    identity: await tools.identity(id, namesOf(listener, deployment, component)),
  }
  const steps: readonly Step[] = [
    { component: id, phase: 'accept', does: want },
    { component: id, phase: 'close', does: { kind: 'publication', port: listener.port, to: { port } } },
  ]
  for (const { does } of steps) {
    const trouble = tools.trouble(id, does)
    if (trouble !== undefined) return [{ answers, ...trouble }]
  }
  return [
    {
      id: `front ${listener.id}`,
      title: `${listener.id} is published with TLS, which ${want.name} takes for it`,
      answers,
      steps,
      risks: [
        `its certificate is of the deployment's own authority and for its names here: put one for its public name in its place (ringwall/${want.name}/tls.crt and tls.key), or browsers warn`,
        'plain HTTP at the same port is sent on to TLS: a program that does not follow redirects needs the new address',
        'uploads of more than 1 GB are refused: set client_max_body_size where the program takes more',
        `browsers keep to TLS for every port of that host name from then on (HSTS)`,
      ],
    },
  ]
}

/** A port of the component's network on which nobody listens; it is taken then. */
export function freePort(component: string, deployment: Deployment, taken: Set<string>): number {
  let port = 8443
  while (occupant(component, port, deployment) !== undefined || taken.has(`${component}:${port}`)) port++
  taken.add(`${component}:${port}`)
  return port
}

/** A name that no service has; it is taken then. */
export function freeName(name: string, port: number, deployment: Deployment, taken: Set<string>): string {
  const free = componentOf(deployment, name) === undefined && !taken.has(name) ? name : `${name}-${port}`
  taken.add(free)
  return free
}
