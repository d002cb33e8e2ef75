/** Who reaches what: one place, one listener, and what channels, files and the network say of it. */
export interface ReachEdge {
  /** Id of a component, or the name of another place that was asked from. */
  readonly from: string
  /** The component that lives there; absent: this machine, or a host that belongs to nobody. */
  readonly component?: string
  /** Id of a listener. */
  readonly to: string
  readonly transport: 'tcp' | 'udp'
  /** A channel goes that way. */
  readonly required: boolean
  /** The files put both on one network, or publish it for that place. */
  readonly permitted: boolean
  /**
   * `reached`: a connection stood. `refused`: it was turned away while others were let in. `blocked`: nothing came back while others were let in.
   * `unproven`: it was asked and proves nothing. `not-asked`: `why` says why.
   */
  readonly observed: 'reached' | 'refused' | 'blocked' | 'unproven' | 'not-asked'
  /** One clause: what it rests on, or what is missing. */
  readonly why: string
  readonly vantage: string
  /** Addresses that were tried. */
  readonly addresses: readonly string[]
}
