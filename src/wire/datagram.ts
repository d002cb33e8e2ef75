import { createSocket } from 'node:dgram'
import type { DialOptions } from './dial.ts'
import { systemFault, WireError } from './fault.ts'

/** What came of one datagram: an answer, word that nothing listens there or that it is forbidden, or silence. */
export type DatagramAnswer =
  | { readonly kind: 'reply'; readonly bytes: number }
  | { readonly kind: 'refused' | 'unreachable' }
  /** Nothing until the deadline: dropped, or listened to and not answered. */
  | { readonly kind: 'silence' }

/** Sends one datagram and waits for what comes of it. Rejects with a `WireError`. */
export type SendDatagram = (host: string, port: number, payload: Uint8Array, options: DialOptions) => Promise<DatagramAnswer>

/** Sends one datagram from this machine's own network, and waits for what comes of it. Rejects with a `WireError`. */
export const datagramHere: SendDatagram = (host, port, payload, { signal, timeout }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new WireError('cancelled', 'cancelled before it was asked'))
      return
    }
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    const over = (settle: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      socket.removeAllListeners()
      // a second word of the system about it is nobody's
      socket.on('error', () => {})
      socket.close()
      settle()
    }
    const failed = (cause: Error): void => {
      const error = systemFault(cause)
      const { kind } = error.fault
      over(() => (kind === 'refused' || kind === 'unreachable' ? resolve({ kind }) : reject(error)))
    }
    const cancel = (): void => over(() => reject(new WireError('cancelled', 'cancelled while waiting for an answer')))
    const timer = setTimeout(() => over(() => resolve({ kind: 'silence' })), timeout)
    signal.addEventListener('abort', cancel, { once: true })
    socket.on('message', (message) => over(() => resolve({ kind: 'reply', bytes: message.length })))
    socket.on('error', failed)
    // a connected socket is told of ICMP errors
    socket.connect(port, host, () => socket.send(payload, (error) => (error === null ? undefined : failed(error))))
  })
