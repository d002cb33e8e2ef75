import { byDefault, holds, unknown } from '../model/fact.ts'
import type { Listener, Publication } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { namespaceOwner, sharesHostNetwork } from '../model/namespace.ts'
import type { ListenerReading } from '../model/technology.ts'
import type { Exposure } from '../model/vocabulary.ts'
import { isLoopback } from '../protocols/address.ts'
import { hasHole } from '../protocols/holes.ts'
import { portUse } from '../protocols/ports.ts'
import { zonesOf } from './zones.ts'

/** Publications of more ports than this in one range are listed by their first port. */
const widestRange = 64

/**
 * What a component offers: what its technology told, and every port that is published or exposed beside that.
 * `internal`: names of the networks that have no way out.
 */
export function buildListeners(
  input: ComponentInput,
  readings: readonly ListenerReading[],
  all: ReadonlyMap<string, ComponentInput>,
  internal: ReadonlySet<string> = new Set(),
): readonly Listener[] {
  const byPort = new Map<number, ListenerReading>()
  for (const reading of readings) byPort.set(reading.port, reading)
  const ports = new Set([...byPort.keys(), ...offeredPorts(input)])
  const owner = namespaceOwner(input, all)
  return [...ports]
    .sort((a, b) => a - b)
    .map((port) => {
      const reading = byPort.get(port)
      const publications = unpublishable(owner, internal) === undefined ? publicationsOf(owner, port) : []
      const base = reading ?? guessed(input, port, readings.length > 0)
      const loopbackOnly = base.bind !== undefined && holds(base.bind, 'loopback')
      return {
        ...base,
        id: `${input.id}:${port}`,
        component: input.id,
        exposure: exposureOf(publications, owner, all, loopbackOnly),
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

function exposureOf(
  publications: readonly Publication[],
  owner: ComponentInput,
  all: ReadonlyMap<string, ComponentInput>,
  loopbackOnly: boolean,
): Exposure {
  if (sharesHostNetwork(owner)) return loopbackOnly || owner.isolation.onlyLoopback?.value === true ? 'loopback' : 'host'
  // what is published leads to the container's address, where nobody listens
  if (loopbackOnly) return 'component'
  if (publications.some(({ address }) => !isLoopback(address) && !hasHole(address))) return 'host'
  if (publications.some(({ address }) => hasHole(address))) return 'unknown'
  if (publications.length > 0) return 'loopback'
  return zonesOf(owner, all).length > 0 ? 'zone' : 'component'
}

/** Why the `ports` of a component do nothing: Docker publishes only through a bridge of its own that leads out (Docker manual, 28: "Published ports"). */
export function unpublishable(owner: ComponentInput, internal: ReadonlySet<string>): string | undefined {
  if (sharesHostNetwork(owner)) return 'it shares the network of the host, and listens there on whatever address it chooses'
  if (owner.networks.length === 0) return 'it is on no network of its own'
  if (owner.networks.every(({ network }) => internal.has(network))) return 'all its networks are internal, and nothing is published through them'
  return undefined
}

/**
 * A port that nobody explained: what usually listens there, with everything else unknown. Where the product is known, the port of another
 * product's data is none of its own.
 */
function guessed(input: ComponentInput, port: number, isProductKnown: boolean): ListenerReading {
  const usual = portUse(port)
  const known = isProductKnown && usual?.purpose === 'data' ? undefined : usual
  const why = `nothing is known about port ${port} of ${input.id}`
  return {
    port,
    protocol: known?.protocol ?? 'tcp',
    purpose: known?.purpose ?? 'application',
    tls: known?.tls === undefined ? unknown(why) : byDefault(known.tls, `usual on port ${port}`),
    authentication: unknown(why),
  }
}
