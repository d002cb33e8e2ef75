import type { Component, Deployment, Listener } from '../model/graph.ts'
import { channelsTo, componentOf, listenersOf } from '../model/lookup.ts'
import { isStoreRole } from '../model/roles.ts'
import { holds } from '../model/fact.ts'
import type { LeftOpen, Proposal, Proposed, Remedy } from '../model/remedy.ts'
import type { Admission } from '../model/want.ts'
import { isAddress } from '../protocols/address.ts'

/** A machine lets in what its channels and its public doors need, and nothing else. */
export const firewall: Remedy = {
  id: 'firewall',
  title: 'packet filters of machines',
  answers: ['zone/firewall'],
  propose: ({ deployment, failed }) =>
    deployment.components.flatMap((machine): readonly Proposed[] => {
      if (machine.input.form !== 'machine') return []
      const verdicts = failed.filter(({ judgement }) => judgement.component === machine.id)
      const isBare = machine.observations.some(({ concern, key, verdict }) => concern === 'firewall' && key === 'firewall' && verdict === 'unknown')
      if (verdicts.length === 0 && !(isBare && programsOn(machine, deployment).length > 0)) return []
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
  const admits = admissionsTo(machine, deployment)
  const nameless = admits.flatMap((each) => ('client' in each ? [each.client] : []))
  if (nameless.length > 0) return withoutAddress([...new Set(nameless)], answers)
  const known = admits.filter((each): each is Admission => !('client' in each))
  return {
    id: `firewall ${machine.id}`,
    title: `${machine.id} drops what nobody needs; let in: ${known
      .filter(({ from }) => from.length > 0)
      .map(shown)
      .join(', ')}`,
    answers,
    steps: [{ component: machine.id, phase: 'close', does: { kind: 'firewall', admits: known } }],
    risks: [
      'a wrong rule locks everybody out: try it with a way back (docs/harden-zones.md), and keep the log-in that is open',
      'programs of the machine that no file here tells of are not let in: compare with ss -lntu',
      ...(isBare ? ['nothing loads the rules by itself: systemctl enable --now nftables'] : []),
    ],
  }
}

function withoutAddress(clients: readonly string[], answers: Proposal['answers']): LeftOpen {
  return {
    answers,
    reason: 'needs-person',
    why: `the address of ${clients.join(', ')} is not known: write it under addresses of its source in ringwall.yaml`,
  }
}

function shown({ port, transport, from }: Admission): string {
  return `${port}/${transport} from ${from === 'anybody' ? 'anybody' : from.join(', ')}`
}

function programsOn({ id, input }: Component, deployment: Deployment): readonly Component[] {
  const host = input.host ?? id
  return deployment.components.filter((each) => each.input.form === 'process' && each.input.host === host)
}

/** Who needs the doors of a machine: clients on other machines by their addresses, and everybody where no client is known and the door is a public one. */
function admissionsTo(machine: Component, deployment: Deployment): readonly (Admission | { readonly client: string })[] {
  const programs = programsOn(machine, deployment)
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
    ...remote.flatMap((door) => admissionsOf(door, machine, deployment)),
    ...unseenDoors([machine, ...programs], deployment).flatMap(({ port, from }) =>
      admissionFor(port, 'a program that is not described', [from], machine, deployment),
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

function admissionsOf(door: Listener, machine: Component, deployment: Deployment): readonly (Admission | { readonly client: string })[] {
  const { id, component, port, purpose } = door
  const owner = componentOf(deployment, component)
  const clients = channelsTo(deployment, component)
    .filter(({ to, port: asked }) => to.kind === 'component' && (to.listener === id || (to.listener === undefined && (asked ?? port) === port)))
    .flatMap(({ from }) => componentOf(deployment, from) ?? [])
  const what = `${owner?.title ?? component}`
  if (clients.length === 0) {
    const isPublic = owner !== undefined && !isStoreRole(owner.role) && (purpose === 'application' || purpose === 'mail')
    return [{ port, transport: 'tcp', from: isPublic ? 'anybody' : [], what }]
  }
  return admissionFor(
    port,
    what,
    clients.map((client) => client.id),
    machine,
    deployment,
  )
}

/** Clients on the machine itself come over loopback. */
function admissionFor(
  port: number,
  what: string,
  clients: readonly string[],
  machine: Component,
  deployment: Deployment,
): readonly (Admission | { readonly client: string })[] {
  const own = machine.input.host ?? machine.id
  const hosts = [...new Set(clients.map((id) => componentOf(deployment, id)?.input.host ?? id))].filter((host) => host !== own)
  const known = hosts.map((host) => ({ host, addresses: addressesOf(host, deployment) }))
  const nameless = known.filter(({ addresses }) => addresses.length === 0)
  if (nameless.length > 0) return nameless.map(({ host }) => ({ client: host }))
  return [{ port, transport: 'tcp', from: known.flatMap(({ addresses }) => addresses), what }]
}

/** Addresses of a machine as a project file gives them; names are left, since a filter resolves them once. */
function addressesOf(host: string | undefined, { components }: Deployment): readonly string[] {
  const machine = components.find(({ id, input }) => input.form === 'machine' && (input.host ?? id) === host)
  return machine?.input.names.flatMap(({ name }) => (isAddress(name) ? [name] : [])) ?? []
}
