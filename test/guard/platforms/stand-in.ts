import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a program was asked. */
export interface Asked {
  readonly component: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answered {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string
}

/** The HTTP surface of a program: its paths, methods, cookies, headers and redirects, without what is behind. */
export type StandIn = (asked: Asked) => Answered

/** The value of a cookie, as a program reads it. */
export function cookieOf({ headers }: Asked, name: string): string | undefined {
  return (headers.cookie ?? '')
    .split('; ')
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}

export const json = (body: unknown, status = 200): Answered => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

/** Listens on loopback; a socket that is taken says back what it is sent. */
export async function listenAs(component: string, program: StandIn, seen: Asked[]): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.once('end', () => {
      const { method = '', url = '', headers } = request
      const asked = { component, method, url, headers, body: Buffer.concat(parts).toString() }
      seen.push(asked)
      const { status = 200, headers: more = {}, body = '' } = program(asked)
      response.writeHead(status, more).end(body)
    })
  })
  server.on('upgrade', (request, socket) => {
    const { method = '', url = '', headers } = request
    const asked = { component, method, url, headers, body: '' }
    seen.push(asked)
    socket.on('error', () => socket.destroy())
    const { status = 200 } = program(asked)
    if (status !== 101) return void socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    socket.on('data', (text: Buffer) => socket.write(text))
  })
  server.unref()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, server }
}
