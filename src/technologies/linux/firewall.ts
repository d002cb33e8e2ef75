import { parseAssignments } from '../../formats/shell-assignments.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { asSwitch } from '../../settings/environment.ts'
import { readIptables } from './iptables.ts'
import { readNft } from './nft-ruleset.ts'
import type { Chain, Ruleset } from './ruleset.ts'
import { admitted, outcomeOf } from './ruleset.ts'
import { innerPorts } from './services.ts'

const nftPaths = ['/etc/nftables.conf', '/etc/sysconfig/nftables.conf']
const savedPaths = [
  ['/etc/iptables/rules.v4', 'ip'],
  ['/etc/sysconfig/iptables', 'ip'],
  ['/etc/iptables/rules.v6', 'ip6'],
  ['/etc/sysconfig/ip6tables', 'ip6'],
] as const

/** What the packet filter of the machine lets in: nftables, iptables-persistent or ufw, whichever has rules here. */
export function firewallObservations(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  const ufw = readUfw(input, gaps)
  const nft = nftPaths.flatMap((path) => openDocument(input, path, gaps) ?? []).map((document) => readNft(input, document, gaps))
  const saved = savedPaths.flatMap(([path, family]) => {
    const document = openDocument(input, path, gaps)
    return document === undefined ? [] : [readIptables(document, family)]
  })
  // Debian brings an nftables.conf that filters nothing; where ufw makes the rules it is not used
  const written = [...nft.filter(({ chains }) => ufw?.isOn !== true || chains.some(({ rules }) => rules.length > 0)), ...saved]
  if (ufw !== undefined && (ufw.isOn || written.length === 0)) return [...ufw.observations, ...written.flatMap(judge)]
  if (written.length > 0) return written.flatMap(judge)
  return input.form === 'machine' ? [nothing(input)] : []
}

/** What a whole set of rules does with what no rule speaks of, and which inner doors it opens to everybody. */
export function judge(ruleset: Ruleset): readonly Observation[] {
  const bases = ruleset.chains.filter(({ hook, family }) => hook === 'input' && ['ip', 'ip6', 'inet'].includes(family))
  const { source } = ruleset
  if (bases.length === 0) {
    const isEmpty = ruleset.chains.length === 0
    const message = isEmpty
      ? `the rule set of ${source} is empty: everything is let in`
      : `no chain of ${source} filters what arrives: everything is let in`
    return [entry('input', 'unsafe', ruleset.at, message, isEmpty ? 'no rules' : 'no base chain on input')]
  }
  const outcomes = bases.map((chain) => ({ chain, ...outcomeOf(chain, ruleset.chains) }))
  const closed = outcomes.filter(({ verdict }) => verdict === 'drop')
  const found: Observation[] = []
  for (const family of ['ip', 'ip6']) {
    const holds = ({ chain }: { readonly chain: Chain }): boolean => chain.family === family || chain.family === 'inet'
    if (closed.some(holds)) continue
    const open = outcomes.find(holds)
    if (open === undefined) {
      if (source === 'nftables' && family === 'ip6')
        found.push(entry('IPv6', 'unsafe', bases[0]!.at, 'only IPv4 is filtered: over IPv6 everything is let in', 'no chain for IPv6'))
    } else if (!found.some(({ key }) => key === 'input')) found.push(entry('input', 'unsafe', open.at, openMessage(open.by), `${open.by} accepts`))
  }
  if (found.length === 0) found.push(entry('input', 'safe', closed[0]!.at, 'what no rule lets in is refused', 'drop'))
  return [...found, ...closed.flatMap(({ chain }) => inner(chain, ruleset.chains))]
}

function openMessage(by: 'rule' | 'policy' | 'chain'): string {
  if (by === 'rule') return 'a rule of the firewall accepts everything: the rules behind it are never asked'
  return by === 'policy'
    ? 'what no rule speaks of is let in: the policy is accept'
    : 'what no rule speaks of is let in: the chain has no policy, and accept is the default'
}

/** Doors of the platform's own programs that stand open to everybody. */
function inner(chain: Chain, chains: readonly Chain[]): readonly Observation[] {
  return admitted(chain, chains).flatMap(({ ports, at }) =>
    innerPorts
      .filter(([port]) => ports.some(({ from, to }) => from <= port && port <= to))
      .slice(0, 1)
      .map(([port, what]) => ({
        ...entry(`port ${port}`, 'unsafe', at, `the firewall lets everybody reach ${what} (port ${port})`, `port ${port} from anywhere`),
        expected: 'the addresses of its clients alone',
        fix: `name the senders in the rule for port ${port}, or remove it`,
      })),
  )
}

function entry(key: string, verdict: Observation['verdict'], at: Place, message: string, actual: string): Observation {
  return {
    concern: 'firewall',
    key,
    verdict,
    basis: 'configured',
    stake: 'defence',
    trail: [at],
    message,
    actual,
    expected: 'policy drop on input, and rules for what is needed',
    fix: 'give the input chain the policy drop, after rules that let in what is needed',
  }
}

function nothing(input: ComponentInput): Observation {
  const message = 'no rules of a firewall were found: whether one filters what arrives is not known'
  return { ...entry('firewall', 'unknown', input.at, message, 'not known here'), basis: 'default' }
}

interface Ufw {
  readonly isOn: boolean
  readonly observations: readonly Observation[]
}

/** ufw 0.36: ufw.conf switches it on, /etc/default/ufw holds the policies, user.rules the rules that people added. */
function readUfw(input: ComponentInput, gaps: Gap[]): Ufw | undefined {
  const main = openDocument(input, '/etc/ufw/ufw.conf', gaps)
  const defaults = openDocument(input, '/etc/default/ufw', gaps)
  const rules = openDocument(input, '/etc/ufw/user.rules', gaps)
  if (main === undefined && defaults === undefined && rules === undefined) return undefined
  const enabled = assigned(main, 'ENABLED')
  const policy = assigned(defaults, 'DEFAULT_INPUT_POLICY')
  const isOn = enabled === undefined ? main === undefined : asSwitch(enabled.value) === true
  const observations: Observation[] = []
  if (main !== undefined && !isOn) {
    const at = enabled?.trail[0] ?? { file: main.file, line: 1 }
    observations.push({
      ...entry('ENABLED', 'unsafe', at, 'ufw is installed and switched off: nothing is filtered', 'ENABLED=no'),
      expected: 'ENABLED=yes',
      fix: 'run ufw enable',
    })
  }
  if (policy !== undefined && isOn) {
    const isOpen = policy.value.toUpperCase() === 'ACCEPT'
    const message = isOpen ? 'what no rule speaks of is let in: the policy of ufw is to accept' : 'what no rule lets in is refused'
    observations.push({
      ...entry('DEFAULT_INPUT_POLICY', isOpen ? 'unsafe' : 'safe', policy.trail[0]!, message, `DEFAULT_INPUT_POLICY=${isOpen ? 'ACCEPT' : 'DROP'}`),
      fix: 'run ufw default deny incoming',
    })
  }
  if (rules !== undefined && isOn) observations.push(...userRules(rules))
  return { isOn, observations }
}

function userRules(document: Document): readonly Observation[] {
  const { chains } = readIptables(document, 'ip', 'ufw')
  const chain = chains.find(({ name }) => name === 'ufw-user-input')
  if (chain === undefined) return []
  const all = chain.rules.find(({ verdict, isConditional }) => verdict === 'accept' && !isConditional)
  return [...(all === undefined ? [] : [entry('input', 'unsafe', all.at, openMessage('rule'), 'rule accepts')]), ...inner(chain, chains)]
}

function assigned(document: Document | undefined, name: string): Setting | undefined {
  const found = document === undefined ? undefined : parseAssignments(document.text).entries.findLast(({ key }) => key === name)
  return found === undefined || document === undefined ? undefined : settingAt(document, found.value, found.keySpan)
}
