import type { Change } from '../model/change.ts'
import type { FailedVerdict } from '../model/control.ts'
import type { Component, Deployment } from '../model/graph.ts'
import type { Proposed, Remedy, Step } from '../model/remedy.ts'
import type { PlannedNetwork } from './zone-networks.ts'
import { cut } from './zone-networks.ts'
import type { Ways } from './zone-ways.ts'
import { waysOf } from './zone-ways.ts'

/** A container engine gives out about thirty networks from the pools that it comes with. */
const manyNetworks = 10

/** Networks of containers are cut so that only who needs a server shares a network with it. */
export const zones: Remedy = {
  id: 'zones',
  title: 'networks of containers',
  answers: ['zone/segmented', 'zone/datastore-isolated', 'zone/egress', 'zone/excess-reach'],
  // what the others publish to nobody needs no way out any more
  last: true,
  propose: ({ deployment, failed }) => {
    const ways = waysOf(deployment)
    return failed.length === 0 || ways.members.length < 2 ? [] : [proposed(deployment, ways, failed)]
  },
}

function proposed(deployment: Deployment, ways: Ways, failed: readonly FailedVerdict[]): Proposed {
  const { own, members, silent } = ways
  const existing = new Map([...own].map((name) => [name, members.flatMap(({ id, zones: on }) => (on.includes(name) ? [id] : []))]))
  const planned = cut(ways, new Map([...existing].filter(([, all]) => all.length > 0)))
  const answers = failed.map(({ control, judgement }) => ({ control, subject: judgement.subject }))
  const strangers = [...silent]
  if (planned.some((network) => members.length > 2 && network.members.length === members.length) || isAsBefore(planned, existing, deployment)) {
    return {
      answers,
      reason: strangers.length === 0 ? 'would-break' : 'needs-person',
      why:
        strangers.length === 0
          ? 'everybody here needs everybody: no network can be cut'
          : `whom ${list(strangers)} ${strangers.length === 1 ? 'connects' : 'connect'} to is not known: name it under channels in ringwall.yaml`,
    }
  }
  const gone = [...own].filter((name) => planned.every((network) => network.name !== name))
  return {
    id: 'zones networks',
    title: `networks: ${planned.map(({ name, members: all, internal }) => `${name} (${internal ? '' : 'with a way out: '}${all.join(', ')})`).join('; ')}`,
    answers,
    steps: [...accepting(planned, existing, members), ...closing(planned, gone, existing, ways)],
    risks: risks(planned, strangers),
  }
}

function isAsBefore(planned: readonly PlannedNetwork[], existing: ReadonlyMap<string, readonly string[]>, deployment: Deployment): boolean {
  return planned.every(
    ({ name, internal, isThere }) =>
      isThere && deployment.zones.some((zone) => zone.name === name && zone.internal === internal && existing.has(name)),
  )
}

/** New networks beside the old ones. */
function accepting(
  planned: readonly PlannedNetwork[],
  existing: ReadonlyMap<string, readonly string[]>,
  members: readonly Component[],
): readonly Step[] {
  const fresh = planned.filter(({ isThere }) => !isThere)
  return [
    ...fresh.map(({ name, internal, members: [first = ''] }) => step(first, 'accept', { kind: 'network', name, is: internal ? 'internal' : 'open' })),
    ...members
      .filter(({ id }) => fresh.some((network) => network.members.includes(id)))
      .map((each) => step(each.id, 'accept', membership(each, [...each.zones, ...onto(fresh, each.id)], existing))),
  ]
}

/** Everybody leaves what is not planned. */
function closing(
  planned: readonly PlannedNetwork[],
  gone: readonly string[],
  existing: ReadonlyMap<string, readonly string[]>,
  { own, members }: Ways,
): readonly Step[] {
  const kept = planned.filter(({ isThere }) => isThere)
  const left = members.filter(({ id, zones: on }) => on.some((zone) => own.has(zone) && !onto(planned, id).includes(zone)))
  const anybody = members[0]!.id
  return [
    ...left.map((each) =>
      step(each.id, 'close', membership(each, [...each.zones.filter((zone) => !own.has(zone)), ...onto(planned, each.id)], existing)),
    ),
    ...kept.map(({ name, internal, members: [first = ''] }) => step(first, 'close', { kind: 'network', name, is: internal ? 'internal' : 'open' })),
    ...gone.map((name) => step(anybody, 'close', { kind: 'network', name, is: 'gone' })),
  ]
}

function step(component: string, phase: Step['phase'], does: Change): Step {
  return { component, phase, does }
}

function onto(planned: readonly PlannedNetwork[], id: string): readonly string[] {
  return planned.flatMap(({ name, members }) => (members.includes(id) ? [name] : []))
}

/** Names that others use on the networks of before hold on the new ones as well. */
function membership({ input }: Component, networks: readonly string[], existing: ReadonlyMap<string, readonly string[]>): Change {
  const aliasesOn = (fits: (network: string) => boolean): readonly string[] => [
    ...new Set(input.names.flatMap(({ name, network }) => (network !== undefined && fits(network) ? [name] : []))),
  ]
  const own = aliasesOn((network) => existing.has(network))
  return {
    kind: 'membership',
    networks: networks.map((network) => ({ network, aliases: existing.has(network) ? aliasesOn((each) => each === network) : own })),
  }
}

function risks(planned: readonly PlannedNetwork[], silent: readonly string[]): readonly string[] {
  return [
    'a connection that code makes without a setting that names its server is not seen and ends: name it under channels in ringwall.yaml; ringwall verify --zones tells who reaches whom',
    ...(planned.some(({ internal }) => internal)
      ? ['who is on internal networks alone has no way out, for updates or backups neither, and nothing that it publishes is reached']
      : []),
    ...(planned.some(({ isThere, internal }) => isThere && internal) ? ['a network that changes is made anew: docker compose down, then up'] : []),
    ...(silent.length === 0
      ? []
      : [
          `whom ${list(silent)} ${silent.length === 1 ? 'connects' : 'connect'} to is not known: every way from there stays open until ringwall.yaml names its channels`,
        ]),
    ...(planned.length > manyNetworks
      ? [`${planned.length} networks: an engine has room for about 30 in all; smaller pools (default-address-pools in daemon.json) make more`]
      : []),
  ]
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}
