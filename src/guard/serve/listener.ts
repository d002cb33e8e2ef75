import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'

/** What listens, and can be told to hear nobody any more; servers of `node:http` are such as well. */
export type Listener = Server & { readonly closeAllConnections: () => void }

/** A server that serves each connection by itself, and knows which are open. A connection with an error ends, and nothing else. */
export function listener(serve: (socket: Socket) => void): Listener {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket))
    serve(socket)
  })
  return Object.assign(server, {
    closeAllConnections: () => {
      for (const socket of open) socket.destroy()
    },
  })
}
