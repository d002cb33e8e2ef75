import type { Place } from '../../model/place.ts'

/** Rules of a packet filter, whatever they were written for: nftables, iptables or ufw. */
export interface Ruleset {
  readonly source: 'nftables' | 'iptables' | 'ufw'
  readonly chains: readonly Chain[]
  /** Where it begins. */
  readonly at: Place
}

export interface Chain {
  /** `inet` filters IPv4 and IPv6. */
  readonly family: string
  readonly table: string
  readonly name: string
  /** Of a base chain: where packets enter it. */
  readonly hook?: string
  readonly policy: 'accept' | 'drop'
  readonly at: Place
  readonly policyAt?: Place
  readonly rules: readonly Rule[]
}

export interface Rule {
  readonly verdict: 'accept' | 'drop' | 'jump' | 'return' | 'none'
  /** Of a jump. */
  readonly target?: string
  /** Something of the packet decides whether it holds. */
  readonly isConditional: boolean
  /** The sender's address or the interface decides as well. */
  readonly narrowsSource: boolean
  readonly ports?: readonly PortSpan[]
  readonly at: Place
}

export interface PortSpan {
  readonly from: number
  readonly to: number
}

export interface Outcome {
  readonly verdict: 'accept' | 'drop'
  /** The rule, policy or chain that decides. */
  readonly at: Place
  readonly by: 'rule' | 'policy' | 'chain'
}

const mostJumps = 20

/** What becomes of a packet that no condition fits. */
export function outcomeOf(chain: Chain, chains: readonly Chain[]): Outcome {
  const decided = walk(chain, chains, 0)
  if (decided !== undefined) return decided
  return { verdict: chain.policy, at: chain.policyAt ?? chain.at, by: chain.policyAt === undefined ? 'chain' : 'policy' }
}

function walk(chain: Chain, chains: readonly Chain[], depth: number): Outcome | undefined {
  for (const { verdict, target, isConditional, at } of chain.rules) {
    if (isConditional) continue
    if (verdict === 'accept' || verdict === 'drop') return { verdict, at, by: 'rule' }
    if (verdict === 'return') return undefined
    const next = verdict === 'jump' && depth < mostJumps ? chainNamed(target, chain, chains) : undefined
    const decided = next === undefined ? undefined : walk(next, chains, depth + 1)
    if (decided !== undefined) return decided
  }
  return undefined
}

function chainNamed(name: string | undefined, from: Chain, chains: readonly Chain[]): Chain | undefined {
  return chains.find((chain) => chain.name === name && chain.table === from.table && chain.family === from.family)
}

export interface Admitted {
  readonly ports: readonly PortSpan[]
  readonly at: Place
}

/** Ports that the chain lets everybody reach: accepted whoever sends. */
export function admitted(chain: Chain, chains: readonly Chain[]): readonly Admitted[] {
  const seen = new Set<Chain>([chain])
  const found: Admitted[] = []
  const open = [chain]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { verdict, target, narrowsSource, ports, at } of next.rules) {
      if (narrowsSource) continue
      if (verdict === 'accept' && ports !== undefined) found.push({ ports, at })
      const called = verdict === 'jump' ? chainNamed(target, next, chains) : undefined
      if (called === undefined || seen.has(called)) continue
      seen.add(called)
      open.push(called)
    }
  }
  return found
}
