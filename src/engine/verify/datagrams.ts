import type { Listener } from '../../model/graph.ts'
import type { PublishedPort } from '../../model/input.ts'

/** Listeners that also, or only, take datagrams: those where a forged sender or an answer for everybody matters. */
export function takesDatagrams({ protocol, port }: Pick<Listener, 'protocol' | 'port'>, published: readonly PublishedPort[] = []): boolean {
  if (protocol === 'memcached' || protocol === 'syslog' || datagramPorts.has(port)) return true
  return published.some((each) => each.protocol === 'udp' && holds(each, port))
}

/** The files publish the port for datagrams alone, and nothing is known of what speaks there: no connection is tried. */
export function takesOnlyDatagrams({ port, understood }: Pick<Listener, 'port' | 'understood'>, published: readonly PublishedPort[]): boolean {
  const own = published.filter((each) => holds(each, port))
  return !understood && own.length > 0 && own.every(({ protocol }) => protocol === 'udp')
}

function holds({ target }: PublishedPort, port: number): boolean {
  return target.from <= port && port <= target.to
}

/** DNS (RFC 1035), NTP (RFC 5905), SNMP (RFC 3411), syslog (RFC 5426), memcached (its protocol.txt). */
const datagramPorts: ReadonlySet<number> = new Set([53, 123, 161, 514, 11_211])

/** A question that changes nothing; empty where any text would be written down. */
export function datagramFor({ protocol, port }: Pick<Listener, 'protocol' | 'port'>): Uint8Array {
  // eight bytes of frame header: request 1, one datagram (memcached 1.6, doc/protocol.txt, "UDP protocol")
  if (protocol === 'memcached' || port === 11_211) return Buffer.from('\0\x01\0\0\0\x01\0\0version\r\n', 'latin1')
  // a standard query without recursion for the name servers of the root (RFC 1035, 4.1)
  if (port === 53) return Buffer.from('000100000001000000000000' + '00' + '00020001', 'hex')
  // a client's packet of version 4 that tells no time (RFC 5905, 7.3)
  if (port === 123) return Buffer.concat([Buffer.of(0x23), Buffer.alloc(47)])
  // SNMPv3 discovery of the engine: no name, no secret (RFC 3414, 4)
  if (port === 161)
    return Buffer.from('3038020103300e020101020300ffe30401040201030410300e0400020100020100040004000400301104000400a00b0201010201000201003000', 'hex')
  return Buffer.alloc(0)
}
