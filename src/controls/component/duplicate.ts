import type { Control, Failed } from '../../model/control.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { PublishedPort } from '../../model/input.ts'
import { isAnyAddress } from '../../protocols/address.ts'
import { hasHole } from '../../protocols/holes.ts'
import { about } from '../containers.ts'

interface Door {
  readonly component: Component
  readonly port: PublishedPort
}

export const duplicate: Control = {
  id: 'component/duplicate',
  title: 'host port or container name is taken twice',
  subject: 'component',
  documentation: {
    why: 'Two components cannot have the same port or the same name. The second one does not start, and who does depends on the order.',
    how: 'Compares published ports by host address, protocol and number, and container names. Components whose profiles exclude each other do not clash.',
    falsePositives:
      'Profiles that are never used together without saying so are told apart here only when no component without a profile is concerned.',
    fix: 'Give one of them another port or name.',
    references: ['CWE-1188'],
  },
  *judge(deployment) {
    const clashes = [...portClashes(deployment), ...nameClashes(deployment)]
    yield* clashes
    if (clashes.length === 0) for (const component of deployment.components) yield { ...about(component, []), verdict: 'pass' }
  },
}

function* portClashes(deployment: Deployment): Iterable<Failed> {
  const doors = deployment.components.flatMap((component) => component.input.ports.filter(isFixed).map((port): Door => ({ component, port })))
  for (const [index, second] of doors.entries()) {
    const first = doors.slice(0, index).find((other) => runTogether(other.component, second.component) && overlap(other, second))
    if (first === undefined) continue
    const number = Math.max(first.port.published?.from ?? 0, second.port.published?.from ?? 0)
    const who = first.component === second.component ? 'twice' : `, which ${first.component.id} publishes as well`
    yield {
      ...about(second.component, [second.port.at, first.port.at], `port ${number}`),
      verdict: 'fail',
      message: `${second.component.id} publishes port ${number}${who === 'twice' ? ' twice' : who}: only one of them can have it.`,
      expected: 'a host port for each',
      actual: `port ${number} twice`,
      fix: `give one of them another host port than ${number}`,
      reach: 'component',
      stake: 'availability',
    }
  }
}

/** Where more host ports are named than needed, the engine picks a free one. */
function isFixed({ published, target, host }: PublishedPort): boolean {
  if (published === undefined || (host !== undefined && hasHole(host.value))) return false
  return published.to - published.from <= target.to - target.from
}

function overlap({ component, port: a }: Door, { component: other, port: b }: Door): boolean {
  if (a.protocol !== b.protocol || a.published === undefined || b.published === undefined) return false
  if (a.published.to < b.published.from || b.published.to < a.published.from) return false
  // the same line twice is one publication
  if (component === other && a.target.from === b.target.from && a.host?.value === b.host?.value) return false
  return sameAddress(a.host?.value, b.host?.value)
}

/** Every interface holds every address of its family; without an address it holds both families. */
function sameAddress(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true
  return (isAnyAddress(a) || isAnyAddress(b)) && a.includes(':') === b.includes(':')
}

function runTogether(one: Component, other: Component): boolean {
  if (one.input.replicas === 0 || other.input.replicas === 0) return false
  const [a, b] = [one.input.profiles, other.input.profiles]
  return a.length === 0 || b.length === 0 || a.some((profile) => b.includes(profile))
}

function* nameClashes(deployment: Deployment): Iterable<Failed> {
  const seen = new Map<string, Component>()
  for (const component of deployment.components) {
    // a name that holds on every network is the container's own
    for (const { name, network } of component.input.names) {
      if (network !== undefined || hasHole(name)) continue
      const first = seen.get(name)
      if (first === undefined) seen.set(name, component)
      else if (first !== component && runTogether(first, component)) {
        yield {
          ...about(component, [component.at, first.at], `name ${name}`),
          verdict: 'fail',
          message: `${component.id} and ${first.id} have the same container name, ${name}: only one of them starts.`,
          expected: 'a name for each',
          actual: `${name} twice`,
          fix: 'remove container_name from one of them',
          reach: 'component',
          stake: 'availability',
        }
      }
    }
  }
}
