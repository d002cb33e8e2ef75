import type { Dial, DialOptions } from './dial.ts'
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

/** What came of one datagram: an answer, word that nothing listens there or that it is forbidden, or silence. */
export type DatagramAnswer =
  | { readonly kind: 'reply'; readonly bytes: number }
  | { readonly kind: 'refused' | 'unreachable' }
  /** Nothing until the deadline: dropped, or listened to and not answered. */
  | { readonly kind: 'silence' }

/** Sends one datagram and waits for what comes of it. Rejects with a `WireError`. */
export type SendDatagram = (host: string, port: number, payload: Uint8Array, options: DialOptions) => Promise<DatagramAnswer>

export const thisMachine: Vantage = { name: 'this machine', dial: dialHere, close: async () => {} }
