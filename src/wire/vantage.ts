import type { SendDatagram } from './datagram.ts'
import { datagramHere } from './datagram.ts'
import type { Dial } from './dial.ts'
import { dialHere } from './dial.ts'

/** A place that probes are asked from. */
export interface Vantage {
  /** As people read it: `this machine`, `container cornflow-redis-1`. */
  readonly name: string
  readonly dial: Dial
  /** Absent: no datagrams are sent from there. */
  readonly datagram?: SendDatagram
  /** Lets go of what it holds (a relay, a connection to a host). */
  readonly close: () => Promise<void>
}

export const thisMachine: Vantage = { name: 'this machine', dial: dialHere, datagram: datagramHere, close: async () => {} }
