import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { GuardDocument } from '../document/read.ts'
import { rates } from '../serve/rate.ts'
import type { Counts } from './carry.ts'
import { carry } from './carry.ts'
import { Connections } from './connections.ts'
import type { Passage, Times } from './passage.ts'
import { usualTimes } from './passage.ts'
import { redirectServer } from './redirect.ts'
import { secureServer } from './server.ts'
import { Shift } from './shift.ts'
import type { Prepared } from './works.ts'

/** The data plane without an engine: it ends TLS, asks the decision service in the same process, and hands requests on to the programs. */
export interface EmbeddedPlane {
  /** What is asked from here on waits for `use`: for while the decision service is exchanged. */
  readonly hold: () => void
  /** Works by something else from here on. What is under way goes on by what it began with; no connection ends. */
  readonly use: (next: Prepared) => void
  /** No new connection, and an end of those that are open. */
  readonly close: () => Promise<void>
}

/** Open connections: more of them are closed before anything of theirs is read. */
const most = 10_000

/** Listens where the document says. Rejects where it cannot. */
export async function embeddedPlane(
  document: GuardDocument,
  first: Prepared,
  trouble: (what: string) => void,
  times: Times = usualTimes,
): Promise<EmbeddedPlane> {
  const { listen } = document.settings
  const connections = new Connections()
  const counts: Counts = { open: (source) => connections.of(source), later: rates(Date.now, 2000) }
  const shift = new Shift(first)
  const serve = (asked: Omit<Passage, 'patience'>): void => {
    const passage: Passage = { ...asked, patience: times.part }
    // what breaks on one connection is no matter of another one
    for (const each of [passage.message, passage.response]) each.on('error', () => {})
    void shift.with(({ works }) => carry(passage, works, counts, trouble)).catch(() => passage.response.destroy())
  }
  const upgrade = (message: IncomingMessage, client: Socket, early: Buffer): void => {
    client.on('error', () => client.destroy())
    const response = new ServerResponse(message)
    response.shouldKeepAlive = false
    response.assignSocket(client)
    response.once('finish', () => client.end())
    serve({ message, response, upgrade: { client, first: early } })
  }
  const servers: Server[] = []
  try {
    for (const address of listen.addresses) {
      const secure = secureServer({ document, contextOf: (host) => shift.now.contexts.get(host), serve, upgrade, times })
      const plain =
        listen.http === false ? [] : [[redirectServer((host) => shift.now.works.places.has(host), listen.https, times), listen.http] as const]
      for (const [server, port] of [[secure, listen.https] as const, ...plain]) {
        server.maxConnections = most
        server.on('connection', (socket: Socket) => {
          if (connections.add(socket) > shift.now.works.mostConnections) socket.destroy()
        })
        server.listen({ host: address, port, ipv6Only: address.includes(':') })
        servers.push(server)
        await once(server, 'listening')
      }
    }
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  return {
    hold: () => shift.hold(),
    use: (next) => shift.to(next),
    async close() {
      const closing = servers.map(async (server) => new Promise((done) => server.close(done)))
      shift.release()
      connections.end()
      await Promise.all(closing)
      await shift.now.works.ways.close()
    },
  }
}
