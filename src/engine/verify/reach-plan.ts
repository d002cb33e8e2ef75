import { view } from '../../model/fact.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { ReachEdge } from '../../model/reach.ts'
import type { Vantage } from '../../wire/vantage.ts'
import { thisMachine } from '../../wire/vantage.ts'

/** A place that connections are tried from. */
export interface ReachSource {
  readonly vantage: Vantage
  readonly component?: string
}

/** Where a listener is tried: from other components at the addresses of its networks, from this machine where it is published, from elsewhere where the call says. */
export interface ReachTarget {
  readonly listener: Listener
  readonly transport: 'tcp' | 'udp'
  readonly inside: readonly string[]
  readonly here: readonly Address[]
  readonly elsewhere: readonly Address[]
}

interface Address {
  readonly host: string
  readonly port: number
}

export interface PlannedEdge extends Pick<ReachEdge, 'from' | 'component' | 'to' | 'transport' | 'required' | 'permitted' | 'vantage'> {
  readonly source: ReachSource
  readonly target: ReachTarget
  readonly addresses: readonly Address[]
}

/** Every source with every listener of another component. */
export function planReach(deployment: Deployment, sources: readonly ReachSource[], targets: readonly ReachTarget[]): readonly PlannedEdge[] {
  return sources.flatMap((source) =>
    targets
      .filter(({ listener }) => listener.component !== source.component)
      .map((target): PlannedEdge => {
        const { listener, transport, inside, here, elsewhere } = target
        const { component } = source
        return {
          from: component ?? source.vantage.name,
          ...(component === undefined ? {} : { component }),
          to: listener.id,
          transport,
          required: component !== undefined && isRequired(deployment, component, listener),
          permitted: component === undefined ? listener.publications.length > 0 : isPermitted(deployment, component, listener),
          vantage: source.vantage.name,
          source,
          target,
          addresses:
            component === undefined ? (source.vantage === thisMachine ? here : elsewhere) : inside.map((host) => ({ host, port: listener.port })),
        }
      })
      // what is published nowhere offers nothing to somebody outside
      .filter(({ component, addresses }) => component !== undefined || addresses.length > 0),
  )
}

function isRequired({ channels }: Deployment, from: string, { id, component, port }: Listener): boolean {
  return channels.some(
    (channel) =>
      channel.from === from &&
      channel.to.kind === 'component' &&
      (channel.to.listener === id || (channel.to.listener === undefined && channel.to.component === component && (channel.port ?? port) === port)),
  )
}

function isPermitted(deployment: Deployment, from: string, listener: Listener): boolean {
  const bind = listener.bind === undefined ? undefined : view(listener.bind)
  if (bind?.known === true && bind.value === 'loopback') return false
  const zones = componentOf(deployment, from)?.zones ?? []
  return zones.some((zone) => componentOf(deployment, listener.component)?.zones.includes(zone))
}
