import type { NftItem, NftWord } from '../../formats/nft.ts'
import type { Place } from '../../model/place.ts'
import type { PortSpan, Rule } from './ruleset.ts'
import { portSpan } from './services.ts'

/** Statements that say nothing about whether the rule holds, with the words behind them that are theirs. */
const aside: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['counter', new Set(['packets', 'bytes', 'name'])],
  ['log', new Set(['prefix', 'level', 'flags', 'group', 'snaplen', 'queue-threshold', 'all'])],
  ['comment', new Set()],
  ['nftrace', new Set(['set'])],
])

const finals: ReadonlyMap<string, Rule['verdict']> = new Map([
  ['accept', 'accept'],
  ['drop', 'drop'],
  ['reject', 'drop'],
  ['return', 'return'],
  ['continue', 'none'],
  ['queue', 'none'],
  ['jump', 'jump'],
  ['goto', 'jump'],
])

/** What one rule does, one for each verdict of a verdict map. Words are free of variables. */
export function rulesOf(words: readonly NftWord[], at: Place, sets: ReadonlyMap<string, readonly NftItem[]>): readonly Rule[] {
  let narrowsSource = false
  let isConditional = false
  let ports: readonly PortSpan[] | undefined
  let map: { readonly items: readonly NftItem[]; readonly isPort: boolean } | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (typeof word !== 'string') continue
    const final = finals.get(word)
    if (final !== undefined) {
      const target = words[index + 1]
      const jump = final === 'jump' && typeof target === 'string' ? { target } : {}
      return [{ verdict: final, ...jump, isConditional, narrowsSource, ...(ports === undefined ? {} : { ports }), at }]
    }
    const own = aside.get(word)
    if (own !== undefined) {
      index = skipAside(words, index, own)
      continue
    }
    if (word === 'saddr' || word === 'iif' || word === 'iifname' || word === 'iifgroup' || word === 'ibrname')
      narrowsSource = narrowsSource || !isAny(words[index + 1])
    if (word === 'ct' && words[index + 1] === 'state' && letsNewIn(words[index + 2])) {
      index += 2
      continue
    }
    if (word === 'dport') {
      const next = words[index + 1]
      const operand = next === '==' || next === '=' ? words[index + 2] : next
      if (operand === 'vmap') map = { items: itemsOf(words[index + 2], sets), isPort: true }
      else if (next !== '!=') ports = portsOf(operand, sets)
    } else if (word === 'vmap' && map === undefined) map = { items: itemsOf(words[index + 1], sets), isPort: false }
    if (word !== 'vmap') isConditional = true
  }
  if (map === undefined) return [{ verdict: 'none', isConditional, narrowsSource, ...(ports === undefined ? {} : { ports }), at }]
  return map.items.flatMap((item) => mapped(item, map.isPort, { narrowsSource, ports, at }))
}

function skipAside(words: readonly NftWord[], from: number, own: ReadonlySet<string>): number {
  if (words[from] === 'comment') return from + 1
  let index = from
  while (typeof words[index + 1] === 'string' && own.has(words[index + 1] as string)) index += 2
  return index
}

/** `ip saddr 0.0.0.0/0` is everybody. */
function isAny(word: NftWord | undefined): boolean {
  return word === '0.0.0.0/0' || word === '::/0'
}

/** A condition on `new` holds for every first packet: it narrows nothing that matters. */
function letsNewIn(word: NftWord | undefined): boolean {
  if (word === undefined) return false
  return typeof word === 'string' ? word === 'new' || word.split(',').includes('new') : word.some(([state]) => state === 'new')
}

function itemsOf(word: NftWord | undefined, sets: ReadonlyMap<string, readonly NftItem[]>): readonly NftItem[] {
  if (word === undefined) return []
  if (typeof word !== 'string') return word
  return word.startsWith('@') ? (sets.get(word.slice(1)) ?? []) : [[word]]
}

function portsOf(word: NftWord | undefined, sets: ReadonlyMap<string, readonly NftItem[]>): readonly PortSpan[] {
  return itemsOf(word, sets).flatMap(([first]) => (typeof first === 'string' ? (portSpan(first) ?? []) : []))
}

function mapped(
  item: NftItem,
  isPort: boolean,
  { narrowsSource, ports, at }: { narrowsSource: boolean; ports: readonly PortSpan[] | undefined; at: Place },
): readonly Rule[] {
  const words = item.flatMap((word) => (typeof word === 'string' ? word.split(/(?<=^[^:]*):(?=[a-z])/) : []))
  const index = words.findLastIndex((word) => finals.has(word))
  const verdict = finals.get(words[index] ?? '')
  if (verdict === undefined) return []
  const target = verdict === 'jump' && words[index + 1] !== undefined ? { target: words[index + 1]! } : {}
  const span = isPort ? portSpan(words[0] ?? '') : undefined
  const through = span === undefined ? ports : [span]
  return [{ verdict, ...target, isConditional: true, narrowsSource, ...(through === undefined ? {} : { ports: through }), at }]
}
