import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Decide } from '../decide/decide.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Site, Upstream } from '../model/site.ts'
import { answered } from './wire.ts'

export interface UpgradeParts {
  readonly decide: Decide
  readonly random: (bytes: number) => Buffer
  /** The text of a file that the site names: an authority, a certificate, a key. */
  readonly read: (file: string) => string
}

/**
 * Sockets that outlive their request: what let one be opened is decided again and again for as long as it is open, and when it is refused the
 * socket is cut. No engine can do that, so these connections alone go through this process.
 */
export interface Upgrades {
  readonly server: Server
  /** Takes note of an upgrade that was allowed; the data plane brings the ticket back at once. */
  readonly ticket: (request: GuardRequest, site: Site) => string
  /** Decides all open ones again. To be called when anything changed, and every few seconds. */
  readonly recheck: () => Promise<void>
  readonly open: () => number
  /** Cuts all of them: a server ends only when its connections have. */
  readonly end: () => void
}

interface Taken {
  readonly request: GuardRequest
  readonly site: Site
  readonly at: number
}

/** Milliseconds in which a ticket is brought, and in which the program has to take the connection. */
const patience = 10_000
const most = 10_000

export function upgrades({ decide, random, read }: UpgradeParts): Upgrades {
  const tickets = new Map<string, Taken>()
  const open = new Map<Duplex, GuardRequest>()
  const server = createServer((_, response) => void response.writeHead(400).end())
  server.on('upgrade', (message, client: Duplex, head) => {
    const taken = redeem(tickets, message)
    if (taken === undefined || open.size >= most) return void client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    const program = dial(taken.site.upstream, read)
    program.setTimeout(patience, () => program.destroy())
    program.once('data', () => program.setTimeout(0))
    join(client, program, () => open.delete(client))
    open.set(client, taken.request)
    program.write(headOf(message))
    program.write(head)
  })
  return {
    server,
    open: () => open.size,
    end: () => {
      for (const [client] of open) client.destroy()
    },
    ticket(request, site) {
      const now = performance.now()
      for (const [old, { at }] of tickets) if (now - at > patience) tickets.delete(old)
      const name = random(18).toString('base64url')
      if (tickets.size < most) tickets.set(name, { request, site, at: now })
      return name
    },
    async recheck() {
      await Promise.all(
        [...open].map(async ([client, request]) => {
          const { outcome } = await decide(request)
          if (outcome !== 'allow') client.destroy()
        }),
      )
    },
  }
}

/** A ticket is good once, and for as long as the data plane needs to bring it. */
function redeem(tickets: Map<string, Taken>, { headers }: IncomingMessage): Taken | undefined {
  const name = headers[answered.ticket]
  if (typeof name !== 'string') return undefined
  const taken = tickets.get(name)
  tickets.delete(name)
  return taken === undefined || performance.now() - taken.at > patience ? undefined : taken
}

/** The request as the data plane sent it, without the ticket. */
function headOf({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): string {
  const lines: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.toLowerCase() !== answered.ticket) lines.push(`${name}: ${rawHeaders[index + 1] ?? ''}`)
  }
  return `${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

function dial({ kind, address, authority, name, certificate }: Upstream, read: (file: string) => string): Socket {
  if (kind === 'unix') return connect(address)
  const at = address.lastIndexOf(':')
  const [host, port] = [address.slice(0, at), Number(address.slice(at + 1))]
  if (kind === 'http') return connect(port, host)
  return connectTls({
    host,
    port,
    ...(name === undefined ? {} : { servername: name }),
    ...(authority === undefined ? {} : { ca: read(authority) }),
    ...(certificate === undefined ? {} : { cert: read(certificate.certificate), key: read(certificate.key) }),
    minVersion: 'TLSv1.2',
  })
}

/** What ends one ends the other, once all of it is written: nobody speaks on half a socket. */
export function join(client: Duplex, program: Socket, ended: () => void): void {
  const close = (): void => {
    client.destroy()
    program.destroy()
    ended()
  }
  for (const each of [client, program]) each.on('error', close).on('close', close).on('finish', close)
  client.pipe(program)
  program.pipe(client)
}
