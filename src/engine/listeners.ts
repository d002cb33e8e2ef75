import { byDefault, holds, unknown } from '../model/fact.ts'
import type { Listener, Publication } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import type { ListenerReading } from '../model/technology.ts'
import type { Exposure } from '../model/vocabulary.ts'
import { isAnyAddress, isLoopback } from '../protocols/address.ts'
import { portUse } from '../protocols/ports.ts'
import { namespaceOwner, sharesHostNetwork, zonesOf } from './zones.ts'

/** Publications of more ports than this in one range are listed by their first port. */
const widestRange = 64

/** What a component offers: what its technology told, and every port that is published or exposed beside that. */
export function buildListeners(input: ComponentInput, readings: readonly ListenerReading[], all: ReadonlyMap<string, ComponentInput>): readonly Listener[] {
  const byPort = new Map<number, ListenerReading>()
  for (const reading of readings) byPort.set(reading.port, reading)
  const ports = new Set([...byPort.keys(), ...offeredPorts(input)])
  const owner = namespaceOwner(input, all)
  return [...ports].sort((a, b) => a - b).map((port) => {
    const reading = byPort.get(port)
    const publications = [...publicationsOf(input, port), ...(owner === input ? [] : publicationsOf(owner, port))]
    const base = reading ?? guessed(input, port)
    const loopbackOnly = base.bind !== undefined && holds(base.bind, 'loopback')
    return {
      ...base,
      id: `${input.id}:${port}`,
      component: input.id,
      exposure: loopbackOnly ? 'component' : exposureOf(publications, owner, all),
      publications,
      understood: reading !== undefined,
      trail: [...(base.trail ?? []), ...publications.map((publication) => publication.at)],
    }
  })
}

function offeredPorts(input: ComponentInput): readonly number[] {
  const ports: number[] = input.expose.map((exposed) => exposed.value)
  for (const { target, unresolved } of input.ports) {
    if (unresolved !== undefined && target.from === 0) continue
    for (let port = target.from; port <= Math.min(target.to, target.from + widestRange - 1); port++) ports.push(port)
  }
  return ports
}

function publicationsOf(input: ComponentInput, port: number): readonly Publication[] {
  const found: Publication[] = []
  for (const { host, published, target, at } of input.ports) {
    if (port < target.from || port > target.to) continue
    const address = host?.value ?? '0.0.0.0'
    const offset = port - target.from
    if (published === undefined) found.push({ address, at })
    else found.push({ address, port: Math.min(published.from + offset, published.to), at })
  }
  return found
}

function exposureOf(publications: readonly Publication[], owner: ComponentInput, all: ReadonlyMap<string, ComponentInput>): Exposure {
  if (sharesHostNetwork(owner)) return 'host'
  if (publications.some(({ address }) => isAnyAddress(address) || !isLoopback(address))) return 'host'
  if (publications.length > 0) return 'loopback'
  return zonesOf(owner, all).length > 0 ? 'zone' : 'component'
}

/** A port that nobody explained: what usually listens there, with everything else unknown. */
function guessed(input: ComponentInput, port: number): ListenerReading {
  const known = portUse(port)
  const why = `nothing is known about port ${port} of ${input.id}`
  return {
    port,
    protocol: known?.protocol ?? 'tcp',
    purpose: known?.purpose ?? 'application',
    tls: known?.tls === undefined ? unknown(why) : byDefault(known.tls, `usual on port ${port}`),
    authentication: unknown(why),
  }
}
