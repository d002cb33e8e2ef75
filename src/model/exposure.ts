import type { Exposure } from './vocabulary.ts'

/** From near to far; what is not known counts as nearer than what is known to be open. */
const order: readonly Exposure[] = ['component', 'zone', 'loopback', 'unknown', 'host', 'internet']

/** The farthest of them; `component` when there is none. */
export function farthest(exposures: Iterable<Exposure>): Exposure {
  let best: Exposure = 'component'
  for (const exposure of exposures) if (order.indexOf(exposure) > order.indexOf(best)) best = exposure
  return best
}
