import type { Claim, Fact } from '../model/fact.ts'
import { view } from '../model/fact.ts'
import type { Channel, Listener } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { namespaceOwner } from '../model/namespace.ts'
import { comparePlaces } from '../model/place.ts'
import type { DeadKey } from '../model/technology.ts'
import { unpublishable } from './listeners.ts'

interface Told {
  /** What the fact is about, where no variable of the component holds it. */
  readonly name: string
  readonly fact: Fact<unknown>
  readonly stake: DeadKey['stake']
}

/** What a component's settings say without effect: dead claims of its listeners and channels, beside the keys that its technology named. */
export function deadKeysOf(
  input: ComponentInput,
  told: readonly DeadKey[],
  listeners: readonly Listener[],
  channels: readonly Channel[],
): readonly DeadKey[] {
  const found: DeadKey[] = [...told]
  for (const { name, fact, stake } of [...listeners.flatMap(factsOfListener), ...channels.flatMap(factsOfChannel)]) {
    for (const claim of fact.claims) {
      if (claim.effect !== 'dead') continue
      const place = claim.trail[0]
      if (place !== undefined && found.some((known) => known.trail[0] !== undefined && comparePlaces(known.trail[0], place) === 0)) continue
      const key = variableOf(input, claim) ?? name
      if (!found.some((known) => known.key === key)) found.push(deadKey(key, claim, fact, stake))
    }
  }
  return found
}

/** `ports` entries that publish nothing, where the network of the component forbids it. */
export function deadPorts(input: ComponentInput, all: ReadonlyMap<string, ComponentInput>, internal: ReadonlySet<string>): readonly DeadKey[] {
  if (input.ports.length === 0) return []
  const owner = namespaceOwner(input, all)
  const why =
    owner === input ? unpublishable(owner, internal) : `it shares the network of ${owner.id}, and only the ports of ${owner.id} are published`
  if (why === undefined) return []
  return [
    {
      key: 'ports',
      trail: input.ports.map((port) => port.at),
      why,
      fix: 'remove the entries, or publish from a component on a network that leads out',
      stake: 'hygiene',
    },
  ]
}

function deadKey(key: string, claim: Claim<unknown>, fact: Fact<unknown>, stake: DeadKey['stake']): DeadKey {
  const live = view(fact)
  const isHarmless = live.known && live.value === claim.value
  return {
    key,
    trail: claim.trail,
    why: claim.why ?? 'the program does not read it',
    fix: `remove ${key}, or set what the program reads`,
    stake: isHarmless ? 'hygiene' : stake,
  }
}

function factsOfListener({ port, tls, authentication, bind }: Listener): readonly Told[] {
  return [
    { name: `TLS of port ${port}`, fact: tls, stake: 'traffic' },
    { name: `authentication of port ${port}`, fact: authentication, stake: 'data' },
    ...(bind === undefined ? [] : [{ name: `address of port ${port}`, fact: bind, stake: 'defence' as const }]),
  ]
}

function factsOfChannel({ key, encryption, verification, authentication }: Channel): readonly Told[] {
  return [
    { name: `${key} (encryption)`, fact: encryption, stake: 'traffic' },
    { name: `${key} (verification)`, fact: verification, stake: 'traffic' },
    { name: `${key} (authentication)`, fact: authentication, stake: 'data' },
  ]
}

function variableOf(input: ComponentInput, claim: Claim<unknown>): string | undefined {
  const place = claim.trail[0]
  if (place === undefined) return undefined
  const here = [...input.env].filter(([, value]) => value.trail[0] !== undefined && comparePlaces(value.trail[0], place) === 0)
  return here.length === 1 ? here[0]?.[0] : undefined
}
