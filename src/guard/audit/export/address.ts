import type { CheckpointPlace } from '../places.ts'
import type { Collector } from './collector.ts'
import { otlpCollector, syslogCollector } from './collector.ts'
import { httpElsewhere, syslogElsewhere } from './elsewhere.ts'
import type { HttpTarget } from './http.ts'
import type { SyslogTarget } from './syslog.ts'

/** Where something is sent, as people write it. */
export interface Outside {
  /** `syslog+tls://HOST:PORT`, `+tcp`, `+udp`, or an http(s) address. */
  readonly to: string
  readonly headers: Readonly<Record<string, string>>
  /** Authorities in PEM instead of those of the system. */
  readonly ca?: string
  /** Milliseconds for all of one delivery. */
  readonly timeout: number
}

type Target = { readonly syslog: SyslogTarget } | { readonly http: HttpTarget }

/** Undefined where it is no such address. */
function targetOf({ to, headers, ca: authority, timeout }: Outside): Target | undefined {
  const url = URL.canParse(to) ? new URL(to) : undefined
  const ca = authority === undefined ? {} : { ca: authority }
  const transport = (['udp', 'tcp', 'tls'] as const).find((each) => url?.protocol === `syslog+${each}:`)
  if (url === undefined || url.username !== '' || url.password !== '' || url.hostname === '') return undefined
  if (transport !== undefined) {
    const port = url.port === '' ? (transport === 'tls' ? 6514 : 514) : Number(url.port)
    return { syslog: { transport, host: url.hostname.replace(/^\[|\]$/g, ''), port, timeout, ...ca } }
  }
  return url.protocol === 'http:' || url.protocol === 'https:' ? { http: { url, headers, timeout, ...ca } } : undefined
}

/** @param host name of this machine in messages of syslog */
export function collectorAt(outside: Outside, host: string, origin: string, version: string): Collector | undefined {
  const target = targetOf(outside)
  if (target === undefined) return undefined
  return 'syslog' in target ? syslogCollector(target.syslog, host) : otlpCollector(target.http, origin, version)
}

/** @param host name of this machine in messages of syslog */
export function placeAt(outside: Outside, host: string, now: () => Date): CheckpointPlace | undefined {
  const target = targetOf(outside)
  if (target === undefined) return undefined
  return 'syslog' in target ? syslogElsewhere(target.syslog, host, now) : httpElsewhere(target.http)
}
