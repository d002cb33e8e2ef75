import { view } from '../../model/fact.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Dial } from '../../wire/dial.ts'
import type { Whereabouts } from './places.ts'
import { place } from './places.ts'

/** A door of a proxy that stands in front of a listener. */
export interface InFront {
  readonly id: string
  readonly dial: Dial
  readonly host: string
  readonly port: number
  readonly over: 'plaintext' | 'tls'
}

/** The proxies that pass requests on to a listener which the outside reaches as well: what they check can be walked round. */
export function proxiesOf(deployment: Deployment, listener: Listener, where: Whereabouts): readonly InFront[] {
  if (listener.protocol !== 'http' || (listener.exposure !== 'host' && listener.exposure !== 'internet')) return []
  const callers = new Set(
    deployment.channels.flatMap(({ from, to }) =>
      to.kind === 'component' && to.listener === listener.id && from !== listener.component ? [from] : [],
    ),
  )
  return deployment.listeners.flatMap((door): readonly InFront[] => {
    if (!callers.has(door.component) || componentOf(deployment, door.component)?.role !== 'proxy') return []
    if (door.protocol !== 'http' || door.redirects === true) return []
    const placed = place(deployment, door, where)
    if (typeof placed === 'string') return []
    const tls = view(door.tls)
    const over = tls.known && tls.value !== 'none' ? 'tls' : 'plaintext'
    return placed.slice(0, 1).map(({ vantage, host, port }) => ({ id: door.id, dial: vantage.dial, host, port, over }))
  })
}
