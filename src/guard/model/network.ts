import { BlockList, isIP } from 'node:net'

/** Whether all of `inner` lies in `wide`; both are `ADDRESS/BITS` or one address. */
export function contains(wide: string, inner: string): boolean {
  const [outer, part] = [split(wide), split(inner)]
  if (outer === undefined || part === undefined || outer.family !== part.family || part.bits < outer.bits) return false
  const list = new BlockList()
  list.addSubnet(outer.address, outer.bits, outer.family)
  return list.check(part.address, part.family)
}

function split(network: string): { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', bits] = network.split('/')
  const family = isIP(address)
  if (family === 0) return undefined
  const most = family === 4 ? 32 : 128
  const length = bits === undefined ? most : Number(bits)
  return length <= most ? { address, bits: length, family: family === 4 ? 'ipv4' : 'ipv6' } : undefined
}
