import { isIP } from 'node:net'
import { plainAddress, readHost, special4 } from './addresses.ts'
import type { EgressEntry, EgressList } from './list.ts'
import { addressProblem } from './list.ts'
import type { Rendering, RoleSources } from './rendering.ts'
import { commentOf, dateOf, isInForce, tellable } from './rendering.ts'

/**
 * A table for nft(8) that forwards from the components only what is listed. A packet filter knows no names: `addresses` is what they were when it
 * was written, and names without one get nothing.
 */
export function nftTable(
  { mode, entries }: EgressList,
  sources: RoleSources,
  addresses: Readonly<Record<string, readonly string[]>>,
  now: number,
): Rendering {
  const rendered = entries.map((entry) => entryRules(entry, sources, addresses, now))
  const all = [...new Set(Object.values(sources).flat())]
  const members = (family: 4 | 6): readonly string[] => all.filter((source) => isIP(source.split('/')[0] ?? '') === family)
  const own = ([4, 6] as const).flatMap((family) => {
    const list = members(family)
    return list.length === 0 ? [] : [{ word: family === 4 ? 'ip' : 'ip6', list: list.join(', ') }]
  })
  const lines = [
    'table inet guard_egress',
    'delete table inet guard_egress',
    'table inet guard_egress {',
    '  chain listed {',
    ...rendered.flatMap(({ inside }) => inside),
    `    ip daddr { ${special4.join(', ')} } counter drop`,
    '    ip6 daddr != 2000::/3 counter drop',
    '    ip6 daddr { 2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20 } counter drop',
    ...rendered.flatMap(({ allow }) => allow),
    '    counter drop',
    '  }',
    '  chain forward {',
    '    type filter hook forward priority filter; policy accept;',
    '    ct state established,related accept',
    ...own.map(({ word, list }) => `    ${word} saddr { ${list} } jump listed`),
    '  }',
    '}',
  ]
  return {
    text: `${lines.join('\n')}\n`,
    cannotKeep: [
      'A packet filter knows addresses alone: names stand for what they resolved to when this was written, and whoever else answers there is reached, too.',
      'A packet filter does not look whether TLS for the very name is spoken.',
      'Connections that were open before stay open.',
      ...(mode === 'report' ? ['This table has no mode that only reports: what is not listed is dropped.'] : []),
      ...rendered.flatMap(({ said }) => said),
    ],
  }
}

function entryRules(
  entry: EgressEntry,
  sources: RoleSources,
  addresses: Readonly<Record<string, readonly string[]>>,
  now: number,
): { readonly inside: readonly string[]; readonly allow: readonly string[]; readonly said: readonly string[] } {
  const { id, host, ports, pins = [], plaintext, inside, purpose } = entry
  const { roles, said } = tellable(entry, sources)
  const read = readHost(host)
  const found =
    read.ok && read.target.kind === 'address' ? [read.target.host] : Object.hasOwn(addresses, host) ? (addresses[host] ?? []).map(plainAddress) : []
  const permitted = found.filter((address) => addressProblem(address, entry, now) === undefined)
  const rule = (address: string): readonly string[] =>
    roles.flatMap((role) =>
      sources[role]!.filter((source) => isIP(source.split('/')[0] ?? '') === isIP(address)).map((source) => {
        const word = isIP(address) === 4 ? 'ip' : 'ip6'
        return `    ${word} saddr ${source} ${word} daddr ${address} tcp dport { ${ports.join(', ')} } counter accept comment "${id}: ${commentOf(purpose).slice(0, 50)}"`
      }),
    )
  const isInside = (address: string): boolean => addressProblem(address, undefined, now) !== undefined
  return {
    inside: permitted.filter(isInside).flatMap(rule),
    allow: permitted.filter((address) => !isInside(address)).flatMap(rule),
    said: [
      ...said,
      ...(host.startsWith('*.') ? [`${id}: names below another one are not known beforehand, so it gets nothing.`] : []),
      ...(!host.startsWith('*.') && permitted.length === 0 ? [`${id}: ${host} has no address that may be reached, so it gets nothing.`] : []),
      ...(pins.length === 0 ? [] : [`${id}: its pins are not looked at.`]),
      ...[plaintext, inside].flatMap((each) =>
        isInForce(each, now) ? [`${id}: an exception ends on ${dateOf(each!.until)}, and this table only when it is written again.`] : [],
      ),
    ],
  }
}
