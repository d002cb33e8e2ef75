import type { Admission } from '../../model/want.ts'

/** Answers, loopback, what IP itself needs (RFC 4890 for ICMPv6), and an address by DHCPv6. */
export const usualRules: readonly (readonly string[])[] = [
  ['ct', 'state', '{', 'established', ',', 'related', '}', 'accept'],
  ['iif', 'lo', 'accept'],
  ['icmp', 'type', 'echo-request', 'accept'],
  'icmpv6 type { echo-request , nd-neighbor-solicit , nd-neighbor-advert , nd-router-advert , mld-listener-query } accept'.split(' '),
  ['ip6', 'saddr', 'fe80::/10', 'udp', 'dport', '546', 'accept'],
]

/** One rule for each door and family of addresses; a door that nobody else needs has none. */
export function rulesFor(admits: readonly Admission[]): readonly (readonly string[])[] {
  return admits.flatMap(({ port, transport, from }) => {
    const door = [transport, 'dport', String(port), 'accept']
    if (from === 'anybody') return [door]
    const of = (family: 'ip' | 'ip6', addresses: readonly string[]): readonly (readonly string[])[] =>
      addresses.length === 0 ? [] : [[family, 'saddr', ...setOf(addresses), ...door]]
    return [
      ...of(
        'ip',
        from.filter((each) => !each.includes(':')),
      ),
      ...of(
        'ip6',
        from.filter((each) => each.includes(':')),
      ),
    ]
  })
}

function setOf(addresses: readonly string[]): readonly string[] {
  if (addresses.length === 1) return addresses
  return ['{', ...addresses.flatMap((address, at) => (at === 0 ? [address] : [',', address])), '}']
}

/** Rules of a table for IPv4 alone. */
export function isForIp4([first = '']: readonly string[]): boolean {
  return first !== 'ip6' && first !== 'icmpv6'
}

/** A whole file. It takes its own table anew and no other: those of a container engine stay. */
export function ruleset(admits: readonly Admission[]): string {
  const what = new Map(admits.flatMap((each) => rulesFor([each]).map((rule) => [rule.join(' '), each.what])))
  const lines = [...usualRules, ...rulesFor(admits)].map((rule) => {
    const text = rule.join(' ').replaceAll(' , ', ', ')
    const why = what.get(rule.join(' '))
    return `\t\t${text}${why === undefined ? '' : ` # ${why.replace(/[^\w .-]/g, '')}`}`
  })
  return [
    '#!/usr/sbin/nft -f',
    'table inet inbound',
    'delete table inet inbound',
    'table inet inbound {',
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy drop;',
    ...new Set(lines),
    '\t}',
    '}',
    '',
  ].join('\n')
}
