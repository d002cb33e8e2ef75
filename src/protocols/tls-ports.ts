import type { Protocol } from '../model/vocabulary.ts'
import { portOf } from './ports.ts'

/** Protocols whose servers have a port for TLS beside the plain one; all others are told apart by the first bytes, or switch as a whole. */
const beside: ReadonlySet<Protocol> = new Set(['amqp', 'clickhouse', 'ldap', 'memcached', 'mqtt', 'redis', 'syslog', 'zookeeper'])

/** Where a server speaks TLS that speaks plaintext at `port`: the usual port, or the next free one; the same where the protocol needs no other. */
export function tlsPortBeside(protocol: Protocol, port: number, taken: ReadonlySet<number>): number {
  if (!beside.has(protocol)) return port
  const usual = port === portOf(protocol) ? (portOf(protocol, true) ?? port + 1) : port + 1
  for (let candidate = usual; ; candidate++) if (!taken.has(candidate)) return candidate
}
