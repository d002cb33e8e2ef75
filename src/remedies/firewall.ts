import type { Component, Deployment } from '../model/graph.ts'
import { listenersOf } from '../model/lookup.ts'
import { holds } from '../model/fact.ts'
import type { Proposal, Proposed, Remedy } from '../model/remedy.ts'
import type { Admission } from '../model/want.ts'
import type { Needed } from './admissions.ts'
import { admissionFor, admissionsOf, runningOn, settled, shownAdmissions } from './admissions.ts'
import { admissionsToContainers } from './published.ts'

/** A machine lets in what its channels and its public doors need, and nothing else. */
export const firewall: Remedy = {
  id: 'firewall',
  title: 'packet filters of machines',
  answers: ['zone/firewall'],
  propose: ({ deployment, failed }) =>
    deployment.components.flatMap((machine): readonly Proposed[] => {
      if (machine.input.form !== 'machine') return []
      // who reaches what containers publish is another remedy's
      const verdicts = failed.filter(({ judgement }) => judgement.component === machine.id && judgement.key !== 'DOCKER-USER')
      const isBare = machine.observations.some(({ concern, key, verdict }) => concern === 'firewall' && key === 'firewall' && verdict === 'unknown')
      if (verdicts.length === 0 && !(isBare && runningOn(machine, 'process', deployment).length > 0)) return []
      return [
        proposed(
          machine,
          deployment,
          verdicts.map(({ control, judgement }) => ({ control, subject: judgement.subject })),
          isBare,
        ),
      ]
    }),
}

function proposed(machine: Component, deployment: Deployment, answers: Proposal['answers'], isBare: boolean): Proposed {
  const admits = settled(admissionsTo(machine, deployment), answers)
  if ('reason' in admits) return admits
  return {
    id: `firewall ${machine.id}`,
    title: `${machine.id} drops what nobody needs; let in: ${shownAdmissions(admits)}`,
    answers,
    steps: [{ component: machine.id, phase: 'close', does: { kind: 'firewall', admits } }],
    risks: [
      'a wrong rule locks everybody out: try it with a way back (docs/harden-zones.md), and keep the log-in that is open',
      'programs of the machine that no file here tells of are not let in: compare with ss -lntu',
      ...(isBare ? ['nothing loads the rules by itself: systemctl enable --now nftables'] : []),
    ],
  }
}

/** Who needs the doors of a machine: clients on other machines by their addresses, and everybody where no client is known and the door is a public one. */
function admissionsTo(machine: Component, deployment: Deployment): readonly Needed[] {
  const programs = runningOn(machine, 'process', deployment)
  const doors = programs.flatMap(({ id }) => listenersOf(deployment, id)).filter(({ bind }) => bind === undefined || !holds(bind, 'loopback'))
  const remote = doors.filter(({ component }) => !isRemoteLogin(component, deployment))
  const logIns = doors.filter(({ component }) => isRemoteLogin(component, deployment)).map(({ port }) => port)
  return [
    ...(logIns.length > 0 ? [...new Set(logIns)] : [22]).map((port): Admission => ({
      port,
      transport: 'tcp',
      from: 'anybody',
      what: 'remote log-in',
    })),
    ...remote.flatMap((door) => admissionsOf(door, { port: door.port, transport: 'tcp' }, machine, deployment)),
    // a proxy of the engine takes some of these in as a program of the machine: IPv6 where the engine translates IPv4 alone
    ...admissionsToContainers(machine, deployment),
    ...unseenDoors([machine, ...programs], deployment).flatMap(({ port, from }) =>
      admissionFor({ port, transport: 'tcp' }, 'a program that is not described', [from], machine, deployment),
    ),
  ]
}

/** Ports that somebody is told to call, and of which no program here is known to listen. */
function unseenDoors(targets: readonly Component[], { channels }: Deployment): readonly { readonly port: number; readonly from: string }[] {
  const ids = new Set(targets.map(({ id }) => id))
  return channels.flatMap(({ to, port, from }) =>
    to.kind === 'component' && to.listener === undefined && port !== undefined && ids.has(to.component) ? [{ port, from }] : [],
  )
}

function isRemoteLogin(id: string, deployment: Deployment): boolean {
  return listenersOf(deployment, id).some(({ protocol }) => protocol === 'ssh')
}
