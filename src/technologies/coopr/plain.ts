import type { Observation } from '../../model/technology.ts'
import { holds } from '../../model/fact.ts'
import { isLoopback } from '../../protocols/address.ts'
import { isGiven } from '../../settings/given.ts'
import { connectionsTo } from '../../settings/client.ts'
import type { Site } from './site.ts'

/** The manual's address of the server: safe only as long as both ends run on one machine, and an operator changes the host and nothing else. */
export function plainOnLoopback(site: Site): readonly Observation[] {
  const key = 'provisioner.server.uri'
  const address = site.get(key)
  const ends = isGiven(address) ? connectionsTo(address, { key }) : []
  if (!isGiven(address) || !ends.some(({ host, encryption }) => isLoopback(host) && !holds(encryption, 'required'))) return []
  return [
    {
      concern: 'tls-policy',
      key,
      verdict: 'unsafe',
      trail: address.trail,
      basis: 'configured',
      message:
        'the provisioner calls the server over plain HTTP: that is safe only while both run on this machine, and goes on in clear text when one moves',
      actual: 'http',
      expected: 'https, with the certificate of the provisioner',
      fix: `give ${key} an https address, and the provisioner a certificate`,
      stake: 'hygiene',
    },
  ]
}

/** What the server tells of clusters that start and end, to any address. */
export function plainCallbacks(site: Site): readonly Observation[] {
  return ['start', 'success', 'failure'].flatMap((when) => {
    const key = `server.callback.http.${when}.url`
    const url = site.get(key)
    if (!isGiven(url)) return []
    const isPlain = url.value.startsWith('http://')
    if (!isPlain && !url.value.startsWith('https://')) return []
    return [
      {
        concern: 'tls-policy' as const,
        key,
        verdict: isPlain ? ('unsafe' as const) : ('safe' as const),
        trail: url.trail,
        basis: 'configured' as const,
        message: 'clusters and their nodes are reported to an address over plain HTTP',
        actual: `${key}=${isPlain ? 'http' : 'https'}`,
        expected: 'an https address',
        fix: `give ${key} an https address`,
        stake: 'traffic' as const,
      },
    ]
  })
}
