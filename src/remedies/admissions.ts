import type { Component, Deployment, Listener } from '../model/graph.ts'
import { channelsTo, componentOf } from '../model/lookup.ts'
import type { LeftOpen, Proposal } from '../model/remedy.ts'
import { isStoreRole } from '../model/roles.ts'
import type { Admission } from '../model/want.ts'
import { isAddress } from '../protocols/address.ts'

/** Who is to be let in at a door of a machine, or a client whose address nobody told. */
export type Needed = Admission | { readonly client: string }

export interface Door {
  readonly port: number
  readonly transport: Admission['transport']
}

/** The name of a machine, by which what runs on it names it. */
function hostOf({ id, input }: Component): string {
  return input.host ?? id
}

/** What runs on a machine, of one form. */
export function runningOn(machine: Component, form: Component['input']['form'], { components }: Deployment): readonly Component[] {
  return components.filter(({ input }) => input.form === form && input.host === hostOf(machine))
}

/** All of it, or why that cannot be said. */
export function settled(needed: readonly Needed[], answers: Proposal['answers']): readonly Admission[] | LeftOpen {
  const nameless = needed.flatMap((each) => ('client' in each ? [each.client] : []))
  if (nameless.length === 0) return needed.flatMap((each) => ('client' in each ? [] : [each]))
  return {
    answers,
    reason: 'needs-person',
    why: `the address of ${[...new Set(nameless)].join(', ')} is not known: write it under addresses of its source in ringwall.yaml`,
  }
}

/** For people: `5432/tcp from 10.0.0.5`. */
export function shownAdmissions(admits: readonly Admission[]): string {
  const shown = admits
    .filter(({ from }) => from.length > 0)
    .map(({ port, transport, from }) => `${port}/${transport} from ${from === 'anybody' ? 'anybody' : from.join(', ')}`)
  return shown.length === 0 ? 'nobody' : shown.join(', ')
}

/** Components that call a listener. */
function clientsOf({ id, component, port }: Listener, deployment: Deployment): readonly Component[] {
  return channelsTo(deployment, component)
    .filter(({ to, port: asked }) => to.kind === 'component' && (to.listener === id || (to.listener === undefined && (asked ?? port) === port)))
    .flatMap(({ from }) => componentOf(deployment, from) ?? [])
}

/** Clients of a listener by their addresses at this door of the machine; everybody where no client is known and the door is a public one. */
export function admissionsOf(listener: Listener, door: Door, machine: Component, deployment: Deployment): readonly Needed[] {
  const { component, purpose } = listener
  const owner = componentOf(deployment, component)
  const clients = clientsOf(listener, deployment)
  const what = owner?.title ?? component
  if (clients.length > 0)
    return admissionFor(
      door,
      what,
      clients.map(({ id }) => id),
      machine,
      deployment,
    )
  const isPublic = owner !== undefined && !isStoreRole(owner.role) && (purpose === 'application' || purpose === 'mail')
  return [{ ...door, from: isPublic ? 'anybody' : [], what }]
}

/** Clients on the machine itself come over loopback. */
export function admissionFor(door: Door, what: string, clients: readonly string[], machine: Component, deployment: Deployment): readonly Needed[] {
  const own = hostOf(machine)
  const hosts = [...new Set(clients.map((id) => componentOf(deployment, id)?.input.host ?? id))].filter((host) => host !== own)
  const known = hosts.map((host) => ({ host, addresses: addressesOf(host, deployment) }))
  const nameless = known.filter(({ addresses }) => addresses.length === 0)
  if (nameless.length > 0) return nameless.map(({ host }) => ({ client: host }))
  return [{ ...door, from: known.flatMap(({ addresses }) => addresses), what }]
}

/** Addresses of a machine as a project file gives them; names are left, since a filter resolves them once. */
function addressesOf(host: string, { components }: Deployment): readonly string[] {
  const machine = components.find((each) => each.input.form === 'machine' && hostOf(each) === host)
  return machine?.input.names.flatMap(({ name }) => (isAddress(name) ? [name] : [])) ?? []
}
