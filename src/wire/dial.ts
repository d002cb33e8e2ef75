import type { Duplex } from 'node:stream'
import { connect as open } from 'node:net'
import { systemFault, WireError } from './fault.ts'

export interface DialOptions {
  readonly signal: AbortSignal
  /** Milliseconds until a connection must stand. */
  readonly timeout: number
}

/**
 * Opens a TCP connection from some place: this machine, a container's network, a host behind SSH. Every client of this layer takes one.
 * Rejects with a `WireError`. Whoever gets the stream destroys it.
 */
export type Dial = (host: string, port: number, options: DialOptions) => Promise<Duplex>

/** From this machine's own network. */
export const dialHere: Dial = (host, port, { signal, timeout }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new WireError('cancelled', 'cancelled before it was asked'))
      return
    }
    const socket = open({ host, port, noDelay: true })
    const timer = setTimeout(() => fail(new WireError('timeout', `no connection within ${timeout} ms`)), timeout)
    const cancel = (): void => fail(new WireError('cancelled', 'cancelled while connecting'))
    signal.addEventListener('abort', cancel, { once: true })
    socket.once('connect', () => {
      settle()
      resolve(socket)
    })
    // it stays: whoever talks over the connection listens for errors, and between now and then none may end the process
    socket.on('error', (error) => fail(systemFault(error)))

    function settle(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
    function fail(error: WireError): void {
      settle()
      socket.destroy()
      reject(error)
    }
  })
