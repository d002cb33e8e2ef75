import { BlockList, isIP } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'

/** Where somebody wants to go, in the one spelling that is compared and connected to. */
export type Target = { readonly kind: 'name'; readonly host: string } | { readonly kind: 'address'; readonly host: string }

export type Read = { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly why: string }

/**
 * Reads a host as it stands in a CONNECT, an entry or an answer of DNS. What programs read in different ways (numbers that are no dotted
 * quad, zone indices, letters beyond ASCII, percent signs) is refused, with what it would mean.
 */
export function readHost(text: string): Read {
  if (/[^\x21-\x7e]/.test(text)) return refused('characters beyond ASCII: a name is written in its xn-- form')
  if (text.startsWith('[') !== text.endsWith(']')) return refused('half of a bracket')
  const isBracketed = text.startsWith('[')
  const bare = isBracketed ? text.slice(1, -1) : text
  if (bare.includes('%')) return refused('a zone index, or percent-encoding')
  if (isIP(bare) === 6) return { ok: true, target: { kind: 'address', host: plainAddress(bare) } }
  if (isBracketed || bare.includes(':')) return refused('not an IPv6 address')
  if (isIP(bare) === 4) return { ok: true, target: { kind: 'address', host: bare } }
  return readName(bare.toLowerCase().replace(/\.$/, ''))
}

function readName(name: string): Read {
  const labels = name.split('.')
  // WHATWG URL, "ends in a number": inet_aton and browsers take such a host for an IPv4 address
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return refused(`a number that some programs take for ${meant(name) ?? 'an address'}`)
  if (name.length > 253 || labels.some((label) => !/^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) return refused('not a name')
  if (labels.some((label) => label.startsWith('xn--')) && domainToASCII(domainToUnicode(name)) !== name) return refused('an xn-- form that is none')
  return { ok: true, target: { kind: 'name', host: name } }
}

function refused(why: string): Read {
  return { ok: false, why }
}

/** The dotted quad that inet_aton(3) makes of `0177.1`, `0x7f000001` or `2130706433`. */
function meant(text: string): string | undefined {
  const parts = text
    .split('.')
    .map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : /^(?:\d+|0x[0-9a-f]+)$/.test(part) ? Number(part) : Number.NaN))
  const last = parts.pop() ?? Number.NaN
  if (parts.length > 3 || Number.isNaN(last) || parts.some((part) => !(part <= 255)) || last >= 256 ** (4 - parts.length)) return undefined
  const value = parts.reduce((sum, part, at) => sum + part * 256 ** (3 - at), last)
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}

/** One spelling for each address; an IPv4 address inside ::ffff:0:0/96 is the IPv4 address. */
export function plainAddress(address: string): string {
  if (isIP(address) === 4) return address
  const groups = groupsOf(address)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return quad(groups[6]!, groups[7]!)
  return new URL(`http://[${address}]/`).hostname.slice(1, -1)
}

/** What an address is for, where it is not simply a host of the Internet; undefined where it is. IANA's special-purpose registries of 2025. */
export function specialUse(address: string): string | undefined {
  const plain = plainAddress(address)
  if (isIP(plain) === 4) return ranges4.find(({ list }) => list.check(plain, 'ipv4'))?.use
  const [use] = ranges6.filter(({ list }) => list.check(plain, 'ipv6')).map((range) => range.use)
  if (use !== 'NAT64') return use ?? (global6.check(plain, 'ipv6') ? undefined : 'not of the Internet')
  // RFC 6052: what it is translated to counts
  const groups = groupsOf(plain)
  const inside = specialUse(quad(groups[6]!, groups[7]!))
  return inside === undefined ? undefined : `NAT64 of an address that is ${inside}`
}

function ranges(
  family: 'ipv4' | 'ipv6',
  uses: Readonly<Record<string, readonly string[]>>,
): readonly { readonly use: string; readonly list: BlockList }[] {
  return Object.entries(uses).map(([use, networks]) => {
    const list = new BlockList()
    for (const network of networks) {
      const [base = '', mask] = network.split('/')
      list.addSubnet(base, Number(mask), family)
    }
    return { use, list }
  })
}

const uses4 = {
  'this host': ['0.0.0.0/8'],
  loopback: ['127.0.0.0/8'],
  'link-local, where clouds answer with credentials': ['169.254.0.0/16'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  'shared by a provider': ['100.64.0.0/10'],
  'of a protocol': ['192.0.0.0/24', '192.88.99.0/24'],
  'for documentation and benchmarks': ['192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  multicast: ['224.0.0.0/4'],
  reserved: ['240.0.0.0/4'],
}
const ranges4 = ranges('ipv4', uses4)

const ranges6 = ranges('ipv6', {
  NAT64: ['64:ff9b::/96'],
  loopback: ['::1/128'],
  'an IPv4 address in another dress': ['::/96', '::ffff:0:0:0/96', '64:ff9b:1::/48', '2002::/16'],
  'of a protocol, such as Teredo': ['2001::/23'],
  'for documentation': ['2001:db8::/32', '3fff::/20'],
  private: ['fc00::/7'],
  'link-local': ['fe80::/10'],
  multicast: ['ff00::/8'],
})
const global6 = ranges('ipv6', { global: ['2000::/3'] })[0]!.list

/** All special ranges of IPv4, for renderings. */
export const special4: readonly string[] = Object.values(uses4).flat()

function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const parsed = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const [front, back] = [parsed(head), parsed(tail ?? '')]
  return tail === undefined ? front : [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back]
}

function quad(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
