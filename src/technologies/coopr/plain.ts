import type { Observation } from '../../model/technology.ts'
import { holds } from '../../model/fact.ts'
import { isLoopback } from '../../protocols/address.ts'
import { isGiven } from '../../settings/given.ts'
import { connectionsTo } from '../../settings/client.ts'
import type { Part } from './part.ts'
import type { Site } from './site.ts'

/**
 * Addresses without TLS that are safe only as long as both ends run on one machine: the lines of the manual, where an operator changes the
 * host and nothing else. Those of other hosts are connections, and judged as such.
 */
export function plainOnLoopback(site: Site, parts: readonly Part[]): readonly Observation[] {
  const keys = [
    ...(parts.includes('server') ? ['server.jdbc.connection.string'] : []),
    ...(parts.includes('provisioner') ? ['provisioner.server.uri'] : []),
  ]
  return keys.flatMap((key) => {
    const address = site.get(key)
    const ends = isGiven(address) ? connectionsTo(address, { key }) : []
    if (!isGiven(address) || !ends.some(({ host, encryption }) => isLoopback(host) && !holds(encryption, 'required'))) return []
    return [
      {
        concern: 'tls-policy' as const,
        key,
        verdict: 'unsafe' as const,
        trail: address.trail,
        basis: 'configured' as const,
        message: `${key} asks for no TLS (plain): that is safe only while both ends run on this machine, and goes on in clear text when one moves`,
        actual: 'no TLS',
        expected: 'an address that asks for TLS and checks the server',
        fix: key.endsWith('uri')
          ? 'use https, with the certificate of the provisioner'
          : 'add sslMode=VERIFY_IDENTITY (MySQL) or sslmode=verify-full (PostgreSQL)',
        stake: 'hygiene' as const,
      },
    ]
  })
}

/** What the server tells of clusters that start and end, to any address. */
export function plainCallbacks(site: Site): readonly Observation[] {
  return ['start', 'success', 'failure'].flatMap((when) => {
    const key = `server.callback.http.${when}.url`
    const url = site.get(key)
    if (!isGiven(url) || !url.value.startsWith('http://')) return []
    return [
      {
        concern: 'tls-policy' as const,
        key,
        verdict: 'unsafe' as const,
        trail: url.trail,
        basis: 'configured' as const,
        message: 'clusters and their nodes are reported to an address over plain HTTP',
        actual: `${key}=http`,
        expected: 'an https address',
        fix: `give ${key} an https address`,
        stake: 'traffic' as const,
      },
    ]
  })
}
