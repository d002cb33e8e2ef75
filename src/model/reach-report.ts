import type { ReachEdge } from './reach.ts'

/** One place and one listener: what channels ask for, what files allow, and what the network says. */
export interface ReachReport {
  /** Id of a component, or the name of another place. */
  readonly from: string
  /** Id of the listener. */
  readonly to: string
  readonly transport: 'tcp' | 'udp'
  /** A channel goes that way. */
  readonly required: boolean
  /** The files put both on one network, or publish it for that place. */
  readonly permitted: boolean
  readonly observed: ReachEdge['observed']
  /** What that rests on, or why nobody knows. */
  readonly why: string
  readonly vantage: string
  /** Addresses that were tried. */
  readonly addresses: readonly string[]
}
