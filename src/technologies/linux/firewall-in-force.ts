import type { ComponentInput, Opened } from '../../model/input.ts'
import type { RunningMachine } from '../../model/running.ts'
import type { Observation } from '../../model/technology.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument } from '../../settings/documents.ts'
import { judge } from './firewall.ts'
import { readIptables } from './iptables.ts'
import { readNft } from './nft-ruleset.ts'
import type { Chain, Ruleset } from './ruleset.ts'
import { outcomeOf } from './ruleset.ts'

/**
 * The packet filter in force, judged as its files are. iptables of today writes into nftables; rules of the old kind are listed by the
 * kernel (`/proc/net/ip_tables_names`), and only their own tool shows them.
 */
export function firewallInForce(input: ComponentInput, machine: RunningMachine): readonly Observation[] {
  const nft = machine.filter('nft')
  const old = (['iptables', 'ip6tables'] as const).map((tool) => {
    const list = tool === 'iptables' ? '/proc/net/ip_tables_names' : '/proc/net/ip6_tables_names'
    const isUsed = (machine.text(list) ?? '').trim() !== ''
    return { tool, isUsed, text: isUsed || nft === undefined ? machine.filter(tool) : undefined }
  })
  // rules that are there and may not be read leave everything open
  if (old.some(({ isUsed, text }) => isUsed && text === undefined)) return []
  const texts = [...(nft === undefined ? [] : [nft]), ...old.flatMap(({ text }) => text ?? [])]
  if (texts.length === 0) return []
  const chains = [
    ...(nft === undefined ? [] : rulesOf(input, nft, (document) => readNft(showing(input, nft), document, []))),
    ...old.flatMap(({ tool, text }) =>
      (text === undefined ? [] : rulesOf(input, text, (document) => readIptables(document, tool === 'iptables' ? 'ip' : 'ip6'))).map(apart),
    ),
  ]
  const whole: Ruleset = { source: 'nftables', chains, at: { file: shown, line: 1 } }
  return [...judge(whole), ...containerPorts(chains, texts)].map((each) => ({ ...each, basis: 'observed', trail: [] }))
}

function rulesOf(input: ComponentInput, text: string, read: (document: Document) => Ruleset): readonly Chain[] {
  const document = openDocument(showing(input, text), shown, [])
  return document === undefined ? [] : read(document).chains
}

/** Tables of the old kind have the names of those that iptables makes in nftables. */
function apart(chain: Chain): Chain {
  return { ...chain, table: `old ${chain.table}` }
}

const shown = '/the packet filter in force'

/** The rules stand for a file that the machine would load. */
function showing(input: ComponentInput, text: string): ComponentInput {
  const open = (path: string): Opened => (path === shown ? { state: 'text', text, file: shown, mount: [] } : { state: 'absent' })
  return { ...input, open, list: () => [] }
}

/**
 * What containers publish is passed on and never meets the input chain: Docker asks its chain DOCKER-USER first (Docker manual, 28, "Packet
 * filtering and firewalls"), and leaves it empty.
 */
function containerPorts(chains: readonly Chain[], texts: readonly string[]): readonly Observation[] {
  const user = chains.find(({ name, family }) => name === 'DOCKER-USER' && family !== 'ip6')
  if (user === undefined) return []
  const published = texts.some((text) => text.split('\n').some(isPublished))
  const drops = user.rules.filter(({ verdict }) => verdict === 'drop')
  const isClosed = outcomeOf(user, chains).verdict === 'drop' || drops.some(({ ports }) => ports === undefined)
  const verdict = !published || isClosed ? 'safe' : drops.length > 0 ? 'unknown' : 'unsafe'
  return [
    {
      concern: 'firewall',
      key: 'DOCKER-USER',
      verdict,
      basis: 'observed',
      stake: 'defence',
      trail: [],
      message:
        verdict === 'unknown'
          ? 'only some ports that containers publish are filtered: the chain DOCKER-USER drops for ports that it names'
          : 'ports that containers publish are reached past the rules for input, and the chain DOCKER-USER drops nothing',
      actual: drops.length === 0 ? 'DOCKER-USER drops nothing' : `${drops.length} rules of DOCKER-USER drop`,
      expected: 'DOCKER-USER drops what does not come from the senders that are meant',
      fix: 'publish on 127.0.0.1, or add rules to DOCKER-USER that drop what comes from elsewhere',
    },
  ]
}

/** A rule that leads a port of the machine to a container, beyond loopback; as `nft list ruleset` and `iptables-save` print it. */
function isPublished(line: string): boolean {
  if (!/-j DNAT\b|\bdnat (?:ip )?to\b|xt target "DNAT"/.test(line)) return false
  return /dport/.test(line) && !/(?:-d|daddr) 127\./.test(line)
}
