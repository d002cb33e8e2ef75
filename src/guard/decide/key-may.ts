import { BlockList, isIP } from 'node:net'
import { covers } from '../paths/match.ts'
import type { KnownKey } from './ports.ts'

interface Use {
  readonly host: string
  readonly method: string
  readonly segments: readonly string[]
  readonly remote: string
}

/** Why a key may not be used for this; nothing where it may. */
export function keyMay(key: KnownKey, { host, method, segments, remote }: Use): 'key-source' | 'key-scope' | undefined {
  if (key.sources.length > 0 && !isWithin(remote, key.sources)) return 'key-source'
  const isInScope = key.scopes.some((scope) => scope.host === host && scope.methods.includes(method) && covers(scope, segments))
  return isInScope ? undefined : 'key-scope'
}

/** Whether the address is of one of the networks (`10.0.0.0/8`, `2001:db8::/32`, or one address). An IPv4 address in IPv6 is the IPv4 address. */
function isWithin(remote: string, networks: readonly string[]): boolean {
  const address = /^::ffff:(?<four>\d+\.\d+\.\d+\.\d+)$/i.exec(remote)?.groups?.['four'] ?? remote
  const family = isIP(address)
  if (family === 0) return false
  const list = new BlockList()
  for (const network of networks) {
    const [net = '', bits] = network.split('/')
    const of = isIP(net)
    if (of === 0) continue
    list.addSubnet(net, bits === undefined ? (of === 4 ? 32 : 128) : Number(bits), of === 4 ? 'ipv4' : 'ipv6')
  }
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
