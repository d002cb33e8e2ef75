import type { Conversation, Taken } from '../conversation.ts'
import { attempt, WireError } from '../fault.ts'

/** What a port says to a request without TLS. */
export interface PlainHead {
  readonly status: number
  /** The server says itself that it wants TLS on this port. */
  readonly wantsTls: boolean
}

/**
 * Words by which servers tell a client that it forgot TLS: nginx (ngx_http_special_response.c, 497), httpd (modules/ssl/ssl_engine_kernel.c),
 * Go (net/http/server.go; Caddy, etcd, Prometheus, Traefik), Node and Tomcat's connector.
 */
const wantTls =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server|combination of host and port requires TLS/i

const mostHead = 16 * 1024

/** `GET /` in clear over an open conversation, whose deadline holds. */
export async function askPlainHead(talk: Conversation, host: string): Promise<PlainHead> {
  talk.send(`GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: Ringwall\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n`, 'GET / without TLS')
  const head = await talk.receive(takeHead, ({ status }) => `status ${status}`)
  if (head.status !== 400) return { status: head.status, wantsTls: false }
  return { status: 400, wantsTls: wantTls.test(await theRest(talk, head.length)) }
}

interface Head {
  readonly status: number
  readonly length: number
}

function takeHead(bytes: Buffer): Taken<Head> | undefined {
  const start = bytes.toString('latin1', 0, 12)
  if (!'HTTP/1.'.startsWith(start.slice(0, 7))) throw new WireError('garbage', 'the answer is not of HTTP/1')
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) {
    if (bytes.length > mostHead) throw new WireError('too-much', `headers of more than ${mostHead} bytes`)
    return undefined
  }
  const status = /^HTTP\/1\.\d (\d{3})/.exec(start)?.[1]
  if (status === undefined) throw new WireError('garbage', 'the answer has no status')
  const head = bytes.toString('latin1', 0, end)
  return { value: { status: Number(status), length: Number(/^content-length:\s*(\d{1,9})\s*$/im.exec(head)?.[1] ?? mostHead) }, length: end + 4 }
}

/** The page of the error, as far as it comes. */
async function theRest(talk: Conversation, length: number): Promise<string> {
  const wanted = Math.min(length, mostHead)
  if (wanted === 0) return ''
  const rest = await attempt(() =>
    talk.receive(
      (bytes) => (bytes.length < wanted ? undefined : { value: bytes.toString('latin1', 0, wanted), length: wanted }),
      () => 'error page',
    ),
  )
  return rest.ok ? rest.value : talk.pending.toString('latin1', 0, mostHead)
}
