import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { ServerHttp2Session } from 'node:http2'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import type { GuardDocument } from '../document/read.ts'
import type { Passage, Times } from './passage.ts'
import { serverOptions } from './tls.ts'

interface Serving {
  readonly document: GuardDocument
  readonly contextOf: (host: string) => SecureContext | undefined
  readonly serve: (passage: Omit<Passage, 'patience'>) => void
  readonly times: Times
  readonly upgrade: (message: IncomingMessage, client: Socket, first: Buffer) => void
}

/** Bytes of a head. */
const largestHead = 32_768

/** A server of HTTP/1.1 and HTTP/2 over TLS. Node's parsers are strict, whatever the process was started with. */
export function secureServer({ document, contextOf, serve, upgrade, times }: Serving): Server {
  const answer = (message: IncomingMessage, response: ServerResponse): void => serve({ message, response })
  const expecting = (message: IncomingMessage, response: ServerResponse): void => serve({ message, response, expects: true })
  const server = createHttpsServer(
    {
      ...serverOptions(document, contextOf),
      handshakeTimeout: times.head,
      insecureHTTPParser: false,
      maxHeaderSize: largestHead,
      headersTimeout: times.head,
      // a body may take long, but no part of it
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(1000, times.head),
      keepAliveTimeout: times.idle,
    },
    answer,
  )
  // none is left out behind our back: all of them count against the size
  server.maxHeadersCount = 0
  server.on('checkContinue', expecting)
  server.on('upgrade', upgrade)
  const http2 = http2Server(answer, expecting, times)
  // both parsers behind one listener: https hands over what it would read itself
  const ways = server.listeners('secureConnection') as ((socket: TLSSocket) => void)[]
  server.removeAllListeners('secureConnection')
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'h2') http2.emit('connection', socket)
    else for (const way of ways) way.call(server, socket)
  })
  return server
}

function http2Server(
  answer: (message: IncomingMessage, response: ServerResponse) => void,
  expecting: (message: IncomingMessage, response: ServerResponse) => void,
  times: Times,
): ReturnType<typeof createHttp2Server> {
  const server = createHttp2Server({ settings: { maxConcurrentStreams: 100, maxHeaderListSize: largestHead } })
  const open = new WeakMap<ServerHttp2Session, number>()
  const counted =
    (way: typeof answer): ((message: unknown, response: unknown) => void) =>
    (message, response) => {
      const { stream } = message as { readonly stream: { readonly session?: ServerHttp2Session } }
      const { session } = stream
      if (session !== undefined) {
        session.setTimeout(times.idle)
        open.set(session, (open.get(session) ?? 0) + 1)
        ;(response as ServerResponse).once('close', () => open.set(session, (open.get(session) ?? 1) - 1))
      }
      // what is used of them is the same in both
      way(message as IncomingMessage, response as ServerResponse)
    }
  server.on('request', counted(answer))
  server.on('checkContinue', counted(expecting))
  server.on('session', (session) => {
    // until the first request; what is under way has its own times
    session.setTimeout(times.head)
    session.on('timeout', () => {
      if ((open.get(session) ?? 0) === 0) session.destroy()
    })
  })
  server.on('sessionError', () => {})
  return server
}
