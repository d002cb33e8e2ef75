import { randomInt } from 'node:crypto'
import { addressHere } from '../../engine/verify/places.ts'
import type { PlannedEdge, ReachSource, ReachTarget } from '../../engine/verify/reach-plan.ts'
import type { Budget } from '../../engine/verify/budget.ts'
import { takesDatagrams, takesOnlyDatagrams } from '../../engine/verify/datagrams.ts'
import { planReach } from '../../engine/verify/reach-plan.ts'
import { observeReach } from '../../engine/verify/reach.ts'
import { RingwallError } from '../../model/error.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import type { PublishedPort } from '../../model/input.ts'
import { componentOf } from '../../model/lookup.ts'
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
  const ofContainers = containers.mayEnter ? deployment.components.flatMap(({ id }) => sourcesOf(id, known, containers)) : []
  const named = vantages.filter(({ component }) => component === undefined || ids.has(component))
  const inside = [...ofContainers, ...named.filter(({ component }) => component !== undefined)]
  if (inside.length === 0) return []
  const sources: readonly ReachSource[] = [...inside, { vantage: thisMachine }, ...named.filter(({ component }) => component === undefined)]
  const edges = planReach(
    deployment,
    sources,
    deployment.listeners.flatMap((listener) =>
      targets(listener, componentOf(deployment, listener.component)?.input.ports ?? [], known, named, given),
    ),
  )
  if (edges.length > most)
    throw new RingwallError('usage', `--zones: ${edges.length} ways in ${deployment.name} are more than ${most}`, {
      hint: 'verify fewer components at a time',
    })
  return edges
}

/** Every copy of a component is a place of its own. */
function sourcesOf(component: string, running: readonly Container[], containers: Containers): readonly ReachSource[] {
  const copies = running.filter(({ service, networkMode }) => service === component && networkMode !== 'host')
  return copies.map((container) => ({ component, vantage: containers.inside(container) }))
}

/** Every copy of the listener, over each of its transports. */
function targets(
  listener: Listener,
  ports: readonly PublishedPort[],
  running: readonly Container[],
  named: readonly NamedVantage[],
  given: Asked['given'],
): readonly ReachTarget[] {
  const { component, port } = listener
  const copies: readonly (Container | undefined)[] = running.filter(({ service }) => service === component)
  const address = given.get(listener.id) ?? given.get(component)
  if (copies.length === 0 && address === undefined) return []
  const isNamed = named.some((each) => each.component === component)
  const transports = [
    ...(takesOnlyDatagrams(listener, ports) ? [] : (['tcp'] as const)),
    ...(takesDatagrams(listener, ports) ? (['udp'] as const) : []),
  ]
  // an address that the call gives is of one of them
  return (copies.length === 0 ? [undefined] : copies).flatMap((container, copy) =>
    transports.map((transport): ReachTarget => {
      const published = container?.published.filter((each) => each.target === port && each.protocol === transport && each.port > 0) ?? []
      const own = copy === 0 ? address : undefined
      return {
        listener,
        transport,
        inside: [...(container?.networks.map((each) => each.address) ?? []), ...(isNamed && own !== undefined ? [own.host] : [])],
        here: published.map((each) => ({ host: addressHere(each.address), port: each.port })),
        elsewhere: own === undefined ? [] : [{ host: own.host, port: own.port ?? port }],
      }
    }),
  )
}

export async function askZones(
  edges: readonly PlannedEdge[],
  { timeout, concurrency }: Pick<Asked['limits'], 'timeout' | 'concurrency'>,
  spent: Budget,
  signal: AbortSignal,
  onEdge: (edge: PlannedEdge) => void,
): Promise<readonly ReachEdge[]> {
  return observeReach(edges, { signal, spent, timeout, concurrency, now: Date.now, unlikelyPort: () => randomInt(33_000, 60_000), onEdge })
}
