import type { FailedVerdict } from '../model/control.ts'
import type { Component, Deployment, Listener } from '../model/graph.ts'
import { channelsTo, componentOf, listenersOf } from '../model/lookup.ts'
import type { Proposed, Remedy, RemedyTools, Trouble } from '../model/remedy.ts'
import type { Want } from '../model/want.ts'

/** A debugger, and a store of a machine that asks nobody who he is, listen on loopback or not at all. */
export const doors: Remedy = {
  id: 'doors',
  title: 'doors that nobody outside needs',
  answers: ['listener/debug-port', 'listener/remote-management', 'listener/datastore-published'],
  propose: ({ deployment, failed }, tools) => failed.flatMap((verdict) => proposals(verdict, deployment, tools)),
}

function proposals(verdict: FailedVerdict, deployment: Deployment, tools: RemedyTools): readonly Proposed[] {
  const component = componentOf(deployment, verdict.judgement.component ?? '')
  if (component === undefined) return []
  return listenersOf(deployment, component.id)
    .filter((listener) => isMeant(listener, component, verdict))
    .map((listener) => proposal(listener, component, verdict, deployment, tools))
}

function isMeant({ id, purpose, protocol, exposure }: Listener, { input }: Component, { control, judgement }: FailedVerdict): boolean {
  if (control === 'listener/debug-port') return id === judgement.subject && purpose === 'debug'
  if (control === 'listener/remote-management') return protocol === 'jmx'
  // a container's ports are published, or they are not
  return input.form === 'process' && purpose === 'data' && exposure !== 'component'
}

function proposal(
  listener: Listener,
  component: Component,
  { control, judgement }: FailedVerdict,
  deployment: Deployment,
  tools: RemedyTools,
): Proposed {
  const { id, port, purpose } = listener
  const answers = [{ control, subject: judgement.subject }]
  const does: Want = { kind: 'own', port }
  const trouble = neededBy(listener, component, deployment) ?? tools.trouble(component.id, does)
  if (trouble !== undefined) return { answers, ...trouble }
  return {
    id: `door ${id}`,
    title: `${id} listens on loopback, or not at all`,
    answers,
    steps: [{ component: component.id, phase: 'close', does }],
    risks: [
      purpose === 'debug'
        ? `who watches ${component.id} through port ${port} goes to its own machine or container for it`
        : `who uses ${id} from another machine is turned away: reach it through SSH, or give it a log-in and its address back`,
    ],
  }
}

/** Who comes from elsewhere: by a connection that is known, or by a variable that is this very port. */
function neededBy({ id, port, purpose, component }: Listener, { input }: Component, deployment: Deployment): Trouble | undefined {
  const isElsewhere = (name: string): boolean => {
    const other = componentOf(deployment, name)
    return name !== component && (input.form === 'container' || other?.input.host !== input.host)
  }
  const client = channelsTo(deployment, component).find(({ to, from }) => to.kind === 'component' && to.listener === id && isElsewhere(from))
  if (client !== undefined) return { reason: 'would-break', why: `${client.from} uses ${id}` }
  if (purpose !== 'debug') return undefined
  for (const other of deployment.components) {
    const variable = isElsewhere(other.id) ? [...other.input.env].find(([, { value }]) => value === String(port)) : undefined
    if (variable !== undefined)
      return { reason: 'would-break', why: `${other.id} asks port ${port} of ${component} (${variable[0]}): take that out first` }
  }
  return undefined
}
