import type { Component, Deployment } from '../model/graph.ts'
import { channelsTo, listenersOf } from '../model/lookup.ts'
import type { LeftOpen, Proposed, Remedy } from '../model/remedy.ts'
import type { Admission } from '../model/want.ts'
import { isLoopback } from '../protocols/address.ts'
import type { Needed } from './admissions.ts'
import { admissionsOf, runningOn, settled, shownAdmissions } from './admissions.ts'

/** Ports that containers publish pass by a machine's rules for what arrives: they are let through to the clients that are known, and to nobody else. */
export const published: Remedy = {
  id: 'published',
  title: 'who reaches ports that containers publish',
  answers: ['zone/firewall'],
  propose: ({ deployment, failed }) =>
    deployment.components.flatMap((machine): readonly Proposed[] => {
      if (machine.input.form !== 'machine') return []
      const own = runningOn(machine, 'container', deployment)
      const isFiltered = machine.observations.some(
        ({ concern, key, verdict }) => concern === 'firewall' && key === 'DOCKER-USER' && verdict === 'safe',
      )
      if (isFiltered || !own.some(({ input }) => input.ports.length > 0)) return []
      const answers = failed
        .filter(({ judgement }) => judgement.component === machine.id && judgement.key === 'DOCKER-USER')
        .map(({ control, judgement }) => ({ control, subject: judgement.subject }))
      const admits = settled(admissionsToContainers(machine, deployment), answers)
      if ('reason' in admits) return [admits]
      return admits.length === 0 ? [] : [roundabout(own, deployment, answers) ?? proposal(machine, admits, answers)]
    }),
}

function proposal(machine: Component, admits: readonly Admission[], answers: LeftOpen['answers']): Proposed {
  return {
    id: `published ${machine.id}`,
    title: `${machine.id} passes on to published ports what their clients send; let through: ${shownAdmissions(admits)}`,
    answers,
    steps: [{ component: machine.id, phase: 'close', does: { kind: 'published', admits } }],
    risks: [
      'ports of containers that no file here tells of are reached by nobody from outside: compare with docker ps',
      'the rules are loaded when the engine starts again: systemctl daemon-reload && systemctl restart docker',
    ],
  }
}

/** Who needs the ports that the machine's containers publish beyond loopback. */
export function admissionsToContainers(machine: Component, deployment: Deployment): readonly Needed[] {
  return runningOn(machine, 'container', deployment).flatMap(({ id, input }) =>
    input.ports.flatMap(({ host, published: at, target, protocol }) => {
      if (at === undefined || protocol === 'sctp' || (host !== undefined && isLoopback(host.value))) return []
      return listenersOf(deployment, id)
        .filter(({ port }) => target.from <= port && port <= target.to)
        .flatMap((listener) =>
          admissionsOf(listener, { port: Math.min(at.from + listener.port - target.from, at.to), transport: protocol }, machine, deployment),
        )
    }),
  )
}

/** A container that calls another one of its machine by a published port has an address of the engine's choice: nobody could tell it from others. */
function roundabout(own: readonly Component[], deployment: Deployment, answers: LeftOpen['answers']): LeftOpen | undefined {
  const ids = new Set(own.map(({ id }) => id))
  const channel = own.flatMap(({ id }) => channelsTo(deployment, id)).find(({ from, shared }) => ids.has(from) && shared.includes('host'))
  if (channel === undefined) return undefined
  return {
    answers,
    reason: 'would-break',
    why: `${channel.id} leaves the machine's networks and comes back by a published port: give both one network`,
  }
}
