import type { buildConnector, Dispatcher } from 'undici'
import { Pool } from 'undici'
import type { Limits, Site, Upstream } from '../model/site.ts'
import type { Headers } from './hops.ts'

export interface Asking {
  readonly method: string
  readonly target: string
  readonly headers: Headers
  readonly body?: AsyncIterable<Buffer>
  readonly length?: number
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  /** Names and values in turn, as they came. */
  readonly raw: readonly string[]
  readonly body: AsyncIterable<Buffer>
}

/** What is asked: a program, by the name of its site. */
export interface Behind extends Pick<Site, 'host' | 'upstream'> {
  readonly limits: Pick<Limits, 'readTimeout'>
}

/** Connections to the programs behind, kept open for each site. */
export interface Pools {
  readonly ask: (behind: Behind, asking: Asking) => Promise<Answer>
  readonly close: () => Promise<void>
  /** No new request, and an end when those under way are answered. */
  readonly retire: () => Promise<void>
}

export function pools(read: (file: string) => string, connections = 64): Pools {
  const made = new Map<string, Pool>()
  const poolOf = ({ host, upstream, limits }: Behind): Pool => {
    const known = made.get(host)
    if (known !== undefined) return known
    const patience = limits.readTimeout * 1000
    const pool = new Pool(originOf(upstream), {
      connections,
      pipelining: 1,
      connect: { timeout: 10_000, ...connectionOf(upstream, read) },
      headersTimeout: patience,
      bodyTimeout: patience,
      maxHeaderSize: 65_536,
    })
    made.set(host, pool)
    return pool
  }
  return {
    async ask(behind, { method, target, headers, body, length, signal }) {
      const {
        statusCode,
        headers: raw,
        body: answer,
      } = await poolOf(behind).request({
        method: method as Dispatcher.HttpMethod,
        path: target,
        headers: [...headers.flat(), ...(length === undefined ? [] : ['content-length', String(length)])],
        ...(body === undefined ? {} : { body: body as unknown as Exclude<Dispatcher.DispatchOptions['body'], undefined> }),
        signal,
        responseHeaders: 'raw',
      })
      return { status: statusCode, raw: raw as unknown as readonly string[], body: answer as AsyncIterable<Buffer> }
    },
    async close() {
      await Promise.all([...made.values()].map(async (pool) => pool.destroy()))
    },
    async retire() {
      await Promise.all([...made.values()].map(async (pool) => pool.close()))
    },
  }
}

function originOf({ kind, address }: Upstream): string {
  // of a socket only the path counts
  return kind === 'unix' ? 'http://localhost' : `${kind}://${address}`
}

function connectionOf({ kind, address, authority, name, certificate }: Upstream, read: (file: string) => string): buildConnector.BuildOptions {
  if (kind === 'unix') return { socketPath: address }
  if (kind === 'http') return {}
  return {
    ...(name === undefined ? {} : { servername: name }),
    ...(authority === undefined ? {} : { ca: read(authority) }),
    ...(certificate === undefined ? {} : { cert: read(certificate.certificate), key: read(certificate.key) }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  }
}
