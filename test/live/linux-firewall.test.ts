import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseJson } from '../../src/formats/json.ts'
import type { Node } from '../../src/formats/node.ts'
import { child, itemsOf, scalarText } from '../../src/formats/node.ts'
import type { Gap } from '../../src/model/fact.ts'
import { readIptables } from '../../src/technologies/linux/iptables.ts'
import { readNft } from '../../src/technologies/linux/nft-ruleset.ts'
import type { Chain, PortSpan } from '../../src/technologies/linux/ruleset.ts'
import { component } from '../../src/testing/component.ts'
import { isMissing, program, reason } from './server.ts'

const isRoot = process.getuid?.() === 0
const nft = isRoot ? program('/usr/sbin/nft') : undefined
const restore = isRoot ? program('/usr/sbin/iptables-nft-restore') : undefined

const example = (kind: string): string =>
  readFileSync(join(import.meta.dirname, `../../src/technologies/linux/examples/${kind}/etc/nftables.conf`), 'utf8')

const rulesets: Readonly<Record<string, string>> = {
  weak: example('weak'),
  hardened: example('hardened'),
  'as Debian brings it': `#!/usr/sbin/nft -f

flush ruleset

table inet filter {
	chain input {
		type filter hook input priority filter;
	}
	chain forward {
		type filter hook forward priority filter;
	}
	chain output {
		type filter hook output priority filter;
	}
}
`,
  'commands one by one': `add table ip gate
add chain ip gate entry { type filter hook input priority 0; policy drop; }
add chain gate services
add rule ip gate entry ct state new,established jump services
add rule ip gate services tcp dport { ssh, 8000-8010 } counter accept comment "doors; and more"
insert rule gate services tcp dport 23 drop
add set gate clients { type ipv4_addr; flags interval; }
add element gate clients { 192.0.2.0/24, 198.51.100.7 }
add rule gate services ip saddr @clients tcp dport 5432 accept
add chain gate gone
add rule gate services goto gone
`,
  'maps, variables and strange spacing': `define web = { 80, 443 }
define both = { $web, 8443 }
table inet x{
  map doors { type inet_service : verdict ; elements = { 22 : accept, 25 : drop, 53 : jump names } }
  chain names { return
  }
  chain input { type filter hook input priority -10 ; policy drop ; iifname "lo" accept ; \\
    tcp dport vmap @doors
    tcp dport $both accept; udp dport 53 accept
    meta l4proto { icmp, ipv6-icmp } accept
    log prefix "in: " level info
    reject with icmpx type admin-prohibited
  }
}
table ip x { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 81 redirect to :80
}
}
`,
  'flushed and written again': `table inet filter {
	chain input {
		type filter hook input priority filter; policy accept;
		tcp dport 1-65535 accept
	}
}
flush table inet filter
table inet filter {
	chain input {
		policy drop;
		tcp dport 443 accept
	}
}
table ip old {
	chain input {
		type filter hook input priority 5;
		accept
	}
}
delete table ip old
`,
}

interface Shown {
  readonly name: string
  readonly hook: string
  readonly policy: string
  readonly rules: readonly string[]
}

function shown(chains: readonly Chain[]): readonly Shown[] {
  return chains
    .map(({ family, table, name, hook = '', policy, rules }) => ({
      name: `${family} ${table} ${name}`,
      hook,
      policy: hook === '' ? '' : policy,
      rules: rules.map(({ verdict, target = '', ports }) => `${verdict} ${target} ${spans(ports)}`.trim()),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function spans(ports: readonly PortSpan[] | undefined): string {
  const texts = (ports ?? []).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`))
  return texts.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).join(',')
}

const verdicts: readonly (readonly [string, string])[] = [
  ['accept', 'accept'],
  ['drop', 'drop'],
  ['reject', 'drop'],
  ['return', 'return'],
  ['jump', 'jump'],
  ['goto', 'jump'],
]

/** What nft itself says of its rules, in the words of our reading. */
function dumped(dump: Node | undefined): readonly Shown[] {
  const all = itemsOf(child(dump, 'nftables'))
  const objects = (kind: string): readonly Node[] => all.flatMap((each) => child(each, kind) ?? [])
  const text = (node: Node | undefined, key: string): string => scalarText(child(node, key)) ?? ''
  const tableOf = (node: Node): string => `${text(node, 'family')} ${text(node, 'table')}`
  const maps = new Map(objects('map').map((map) => [`${tableOf(map)} @${text(map, 'name')}`, itemsOf(child(map, 'elem'))]))
  return objects('chain')
    .map((chain) => ({
      name: `${tableOf(chain)} ${text(chain, 'name')}`,
      hook: text(chain, 'hook'),
      policy: text(chain, 'policy'),
      rules: objects('rule')
        .filter((rule) => tableOf(rule) === tableOf(chain) && text(rule, 'chain') === text(chain, 'name'))
        .flatMap((rule) => ruleTexts(itemsOf(child(rule, 'expr')), (name) => maps.get(`${tableOf(rule)} ${name}`) ?? [])),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function ruleTexts(expressions: readonly Node[], mapOf: (name: string) => readonly Node[]): readonly string[] {
  let ports: readonly string[] = []
  for (const expression of expressions) {
    const match = child(expression, 'match')
    if (scalarText(child(match, 'left', 'payload', 'field')) === 'dport') ports = portTexts(child(match, 'right'))
    const vmap = child(expression, 'vmap')
    if (vmap !== undefined) {
      const named = scalarText(child(vmap, 'data'))
      const isPort = scalarText(child(vmap, 'key', 'payload', 'field')) === 'dport'
      const items = named === undefined ? itemsOf(child(vmap, 'data', 'set')) : mapOf(named)
      return items.map((item) => `${verdictText(child(item, 1))} ${isPort ? portTexts(child(item, 0)).join(',') : ''}`.trim())
    }
    const found = verdictText(expression)
    if (found !== undefined) return [`${found} ${ports.join(',')}`.trim()]
  }
  return [`none  ${ports.join(',')}`.trim()]
}

function verdictText(expression: Node | undefined): string | undefined {
  const found = verdicts.find(([name]) => child(expression, name) !== undefined)
  return found === undefined ? undefined : `${found[1]} ${scalarText(child(expression, found[0], 'target')) ?? ''}`
}

function portTexts(right: Node | undefined): readonly string[] {
  const set = child(right, 'set')
  if (set !== undefined) return itemsOf(set).flatMap(portTexts)
  const range = itemsOf(child(right, 'range'))
  return [range.length > 0 ? range.map(scalarText).join('-') : (scalarText(right) ?? '')]
}

/** Makes namespaces of its own for a command, which end with it. */
const unshare = program('/usr/bin/unshare') ?? ''

describe.skipIf(isMissing(nft))(`packet filters${reason(nft)}`, () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-nft-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Loads rules in a network namespace of its own, which ends with the command. */
  function loaded(load: string): Node | undefined {
    const text = execFileSync(unshare, ['--net', 'sh', '-e', '-c', `${load}\n"${nft}" -j -n list ruleset`], { encoding: 'utf8', timeout: 30_000 })
    return parseJson(text).value
  }

  it.each(Object.entries(rulesets))('are read as nft has them: %s', (_name, text) => {
    const file = join(folder, 'nftables.conf')
    writeFileSync(file, text)
    const gaps: Gap[] = []
    const { chains } = readNft(component({}), { path: '/etc/nftables.conf', file: 'nftables.conf', text, mount: [] }, gaps)
    expect(gaps).toEqual([])
    expect(shown(chains)).toEqual(dumped(loaded(`"${nft}" -f "${file}"`)))
  })

  it.skipIf(isMissing(restore))('are read as iptables-restore has them', () => {
    const text = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:doors - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -j doors
-A INPUT -j REJECT --reject-with icmp-port-unreachable
-A doors -p tcp -m tcp --dport 22 -m comment --comment "a door; really" -j ACCEPT
-A doors -s 192.0.2.0/24 -p tcp -m tcp --dport 5432 -j ACCEPT
-A doors -j RETURN
COMMIT
`
    const file = join(folder, 'rules.v4')
    writeFileSync(file, text)
    const { chains } = readIptables({ path: '/etc/iptables/rules.v4', file: 'rules.v4', text, mount: [] }, 'ip')
    const ours = shown(chains)
    const theirs = dumped(loaded(`"${restore}" < "${file}"`))
    // nft does not see inside of iptables' own targets: REJECT is none of its verdicts
    expect(ours.map(({ name, hook, policy }) => [name, hook, policy])).toEqual(theirs.map(({ name, hook, policy }) => [name, hook, policy]))
    expect(ours.map(({ rules }) => rules.length)).toEqual(theirs.map(({ rules }) => rules.length))
  })
})
