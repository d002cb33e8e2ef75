import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export interface StandIn {
  readonly port: number
  readonly stop: () => void
}

/** Certificate and key, as paths. */
export interface Credentials {
  readonly certificate: string
  readonly key: string
}

/**
 * A server of the test's own on loopback, where Debian has no such program: it answers the documented bytes of the exchange and nothing
 * else. `answer` gets all that came on one connection and says what is sent, how much was taken, or that it hangs up.
 */
export async function serve(answer: (bytes: Buffer, socket: Socket) => number | 'close', tls?: Credentials): Promise<StandIn> {
  const open = new Set<Socket>()
  const onSocket = (socket: Socket): void => {
    open.add(socket)
    let pending = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk])
      for (let taken = -1; taken !== 0 && pending.length > 0;) {
        const next = answer(pending, socket)
        if (next === 'close') {
          socket.destroy()
          return
        }
        taken = next
        pending = pending.subarray(taken)
      }
    })
  }
  const server =
    tls === undefined ? createServer(onSocket) : createTlsServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, onSocket)
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    stop() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
