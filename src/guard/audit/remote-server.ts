import { chmodSync, rmSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { AuditEvent } from './event.ts'
import { AuditFault } from './fault.ts'
import { longestLine } from './record.ts'
import type { AuditLog } from './writer.ts'

/** A line of a client: an event and its number on this connection. The answer has the number, and a fault where there is one. */
export interface Answer {
  readonly n: number
  readonly fault?: string
}

/**
 * Takes events of the guard's other processes on a Unix socket: there is one writer. The folder of the socket is its owner's alone. Lines that are
 * none, or too long, end the connection.
 */
export async function serveAudit(log: Pick<AuditLog, 'write'>, path: string): Promise<{ readonly close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    readLines(socket, (line) => take(log, socket, line))
  })
  rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function take(log: Pick<AuditLog, 'write'>, socket: Socket, line: string): Promise<void> {
  const asked = parsed(line)
  if (asked === undefined) {
    socket.destroy()
    return
  }
  const { n, event } = asked
  // what is none of the closed set is refused by the log
  const fault = await log.write(event as AuditEvent).then(
    () => undefined,
    (error: unknown) => (error instanceof AuditFault ? error.code : 'not-written'),
  )
  if (socket.writable) socket.write(`${JSON.stringify({ n, ...(fault === undefined ? {} : { fault }) } satisfies Answer)}\n`)
}

function parsed(line: string): { readonly n: number; readonly event: object } | undefined {
  try {
    const value = JSON.parse(line) as { n?: unknown; event?: unknown } | null
    const { n, event } = value ?? {}
    return typeof n === 'number' && typeof event === 'object' && event !== null ? { n, event } : undefined
  } catch {
    return undefined
  }
}

/** Calls it with each whole line; a longer one than there may be ends the connection. */
export function readLines(socket: Socket, call: (line: string) => unknown): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (piece: string) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine || lines.some(({ length }) => length > longestLine)) {
      socket.destroy()
      return
    }
    for (const line of lines) call(line)
  })
}
