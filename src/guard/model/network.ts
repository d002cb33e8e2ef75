import { BlockList, isIP } from 'node:net'

interface Network {
  readonly address: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
}

/** Whether a text is a network in CIDR: `ADDRESS/BITS`. */
export function isNetwork(text: string): boolean {
  return /^[0-9a-fA-F.:]{2,45}\/\d{1,3}$/.test(text) && split(text) !== undefined
}

/** Whether all of `inner` lies in `wide`; both are `ADDRESS/BITS` or one address. */
export function contains(wide: string, inner: string): boolean {
  const [outer, part] = [split(wide), split(inner)]
  return (
    outer !== undefined &&
    part !== undefined &&
    outer.family === part.family &&
    part.bits >= outer.bits &&
    listOf([outer]).check(part.address, part.family)
  )
}

/**
 * Tells whether an address is in one of these networks (or one of these addresses); nothing where it is none, or says of which interface it is.
 * An IPv4 address in IPv6 is the IPv4 address; what is no network is in the list in vain.
 */
export function networkList(networks: readonly string[]): (address: string | undefined) => boolean | undefined {
  const list = listOf(networks.flatMap((network) => split(network) ?? []))
  return (text = '') => {
    const address = /^::ffff:(?<four>\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.groups?.['four'] ?? text
    const family = isIP(address)
    // an interface's name behind the address says where it is, not who
    if (family === 0 || address.includes('%')) return undefined
    return list.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}

function listOf(networks: readonly Network[]): BlockList {
  const list = new BlockList()
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family)
  return list
}

function split(network: string): Network | undefined {
  const [address = '', bits] = network.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return undefined
  const most = family === 4 ? 32 : 128
  const length = bits === undefined ? most : Number(bits)
  return length <= most ? { address, bits: length, family: family === 4 ? 'ipv4' : 'ipv6' } : undefined
}
