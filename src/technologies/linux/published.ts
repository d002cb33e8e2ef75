import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation } from '../../model/technology.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument } from '../../settings/documents.ts'
import { readIptables } from './iptables.ts'
import { publishedChain, publishedFiles } from './published-text.ts'
import type { Chain } from './ruleset.ts'
import { outcomeOf } from './ruleset.ts'

/** Where rules for Docker's own chain are kept by others: iptables-persistent, and what comes after ufw's own. */
const others = ['/etc/iptables/rules.v4', '/etc/sysconfig/iptables', '/etc/ufw/after.rules']

/** What tells of a container engine on the machine. */
const enginePaths = [
  '/etc/docker/daemon.json',
  ...['etc/systemd/system', 'usr/lib/systemd/system', 'lib/systemd/system'].map((folder) => `/${folder}/docker.service`),
]

interface UserChain {
  readonly document: Document
  readonly chain: Chain
  readonly chains: readonly Chain[]
}

/**
 * Whether the files filter what containers publish: it is passed on and never meets the rules for what arrives. Docker asks its chain
 * DOCKER-USER first, and leaves it empty (Docker manual, 28, "Packet filtering and firewalls").
 */
export function publishedObservations(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  const found = [...ownRules(input, gaps), ...otherRules(input, gaps)]
  const whole = found.find(({ chain, chains }) => outcomeOf(chain, chains).verdict === 'drop')
  if (whole !== undefined) return [observation('safe', 'what no rule lets through to a container is dropped', whole)]
  const [part] = found.filter(({ chain }) => chain.rules.length > 0)
  if (part !== undefined)
    return [
      observation('unknown', 'rules of DOCKER-USER speak of some packets: whether they filter every port that containers publish is not known', part),
    ]
  if (input.form !== 'machine' || !enginePaths.some((path) => input.open(path).state === 'text')) return []
  return [
    observation(
      'unknown',
      'ports that containers publish pass by the rules for what arrives, and no rules for DOCKER-USER were found: who reaches them is not known',
    ),
  ]

  function observation(verdict: 'safe' | 'unknown', message: string, by?: UserChain): Observation {
    return {
      concern: 'firewall',
      key: 'DOCKER-USER',
      verdict,
      basis: by === undefined ? 'default' : 'configured',
      stake: 'defence',
      trail: [by?.chain.at ?? input.at],
      message,
      actual: by === undefined ? 'not known here' : `rules in ${by.document.file}`,
      expected: 'DOCKER-USER drops what does not come from the senders that are meant',
      fix: 'publish on 127.0.0.1, or add rules to DOCKER-USER that drop what comes from elsewhere',
    }
  }
}

/** Rules for DOCKER-USER that somebody else keeps. */
export function otherRules(input: ComponentInput, gaps: Gap[]): readonly UserChain[] {
  return others.flatMap((path) => chainIn(input, path, 'DOCKER-USER', gaps)).filter(({ chain }) => chain.rules.length > 0)
}

/** They count where the engine asks for what loads them. */
function ownRules(input: ComponentInput, gaps: Gap[]): readonly UserChain[] {
  const isLoaded = [publishedFiles.unit, publishedFiles.asked].every((path) => input.open(path).state === 'text')
  return isLoaded ? chainIn(input, publishedFiles.ip, publishedChain, gaps) : []
}

function chainIn(input: ComponentInput, path: string, name: string, gaps: Gap[]): readonly UserChain[] {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return []
  const { chains } = readIptables(document, 'ip')
  const chain = chains.find((each) => each.name === name)
  return chain === undefined ? [] : [{ document, chain, chains }]
}
