import { randomInt } from 'node:crypto'
import { addressHere } from '../../engine/verify/places.ts'
import type { PlannedEdge, ReachSource, ReachTarget } from '../../engine/verify/reach-plan.ts'
import { planReach, takesDatagrams } from '../../engine/verify/reach-plan.ts'
import { observeReach } from '../../engine/verify/reach.ts'
import { RingwallError } from '../../model/error.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import type { ReachEdge } from '../../model/reach.ts'
import type { Container } from '../../vantages/containers.ts'
import { thisMachine } from '../../wire/vantage.ts'
import type { NamedVantage } from './vantages.ts'
import type { Asked } from './options.ts'
import type { Containers } from './whereabouts.ts'

/** More ways than anybody reads, and than a run should take. */
const most = 4000

/** Which ways are tried: from every component whose network can be entered, from this machine and from the hosts that the call names. */
export async function planZones(deployment: Deployment, containers: Containers, { given, vantages }: Asked): Promise<readonly PlannedEdge[]> {
  const running = await containers.running(deployment)
  const known = typeof running === 'string' ? [] : running
  const ids = new Set(deployment.components.map(({ id }) => id))
  const ofContainers = containers.mayEnter ? deployment.components.flatMap(({ id }) => sourceOf(id, known, containers)) : []
  const named = vantages.filter(({ component }) => component === undefined || ids.has(component))
  const inside = [...ofContainers, ...named.filter(({ component }) => component !== undefined)]
  if (inside.length === 0) return []
  const sources: readonly ReachSource[] = [...inside, { vantage: thisMachine }, ...named.filter(({ component }) => component === undefined)]
  const edges = planReach(
    deployment,
    sources,
    deployment.listeners.flatMap((listener) => targets(listener, known, named, given)),
  )
  if (edges.length > most)
    throw new RingwallError('usage', `--zones: ${edges.length} ways in ${deployment.name} are more than ${most}`, {
      hint: 'verify fewer components at a time',
    })
  return edges
}

function sourceOf(component: string, running: readonly Container[], containers: Containers): readonly ReachSource[] {
  const container = running.find(({ service }) => service === component)
  return container === undefined || container.networkMode === 'host' ? [] : [{ component, vantage: containers.inside(container) }]
}

function targets(listener: Listener, running: readonly Container[], named: readonly NamedVantage[], given: Asked['given']): readonly ReachTarget[] {
  const { component, port } = listener
  const container = running.find(({ service }) => service === component)
  const address = given.get(listener.id) ?? given.get(component)
  if (container === undefined && address === undefined) return []
  const isNamed = named.some((each) => each.component === component)
  const published = container?.published.filter((each) => each.target === port && each.protocol === 'tcp' && each.port > 0) ?? []
  const target: ReachTarget = {
    listener,
    transport: 'tcp',
    inside: [...(container?.networks.map((each) => each.address) ?? []), ...(isNamed && address !== undefined ? [address.host] : [])],
    here: published.map((each) => ({ host: addressHere(each.address), port: each.port })),
    elsewhere: address === undefined ? [] : [{ host: address.host, port: address.port ?? port }],
  }
  return takesDatagrams(listener) ? [target, { ...target, transport: 'udp', here: [] }] : [target]
}

export async function askZones(
  edges: readonly PlannedEdge[],
  { timeout, concurrency }: Pick<Asked['limits'], 'timeout' | 'concurrency'>,
  signal: AbortSignal,
  onEdge: (edge: PlannedEdge) => void,
): Promise<readonly ReachEdge[]> {
  return observeReach(edges, { signal, timeout, concurrency, now: Date.now, unlikelyPort: () => randomInt(33_000, 60_000), onEdge })
}
