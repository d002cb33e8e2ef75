import type { NftItem, NftStatement, NftWord } from '../../formats/nft.ts'
import { parseNft } from '../../formats/nft.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'
import { rulesOf } from './nft-rule.ts'
import type { Chain, Rule, Ruleset } from './ruleset.ts'

const deepestInclude = 16

/** Values that variables may stand for in all: each can hold the one before twice. */
const mostValues = 50_000

interface OpenChain extends Omit<Chain, 'rules' | 'hook' | 'policy' | 'policyAt'> {
  hook?: string
  policy: 'accept' | 'drop'
  policyAt?: Place
  readonly rules: { words: readonly NftWord[]; at: Place }[]
}

const families = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'])
const otherObjects = new Set(['flowtable', 'counter', 'quota', 'limit', 'secmark', 'synproxy', 'ct', 'flags', 'comment', 'type', 'typeof'])

/** Runs a script of nft 1.0 as `nft -f` does: later tables and chains of a name add to the earlier ones, until something is flushed. */
export function readNft(input: ComponentInput, main: Document, gaps: Gap[]): Ruleset {
  const chains = new Map<string, OpenChain>()
  const sets = new Map<string, NftItem[]>()
  const defined = new Map<string, readonly NftWord[]>()
  let left = mostValues
  run(main, 0)
  const all = [...chains.values()].map(({ rules, ...chain }): Chain => ({ ...chain, rules: rules.flatMap((rule) => read(chain, rule)) }))
  return { source: 'nftables', chains: all, at: { file: main.file, line: 1 } }

  function read({ family, table }: OpenChain | Omit<OpenChain, 'rules'>, { words, at }: OpenChain['rules'][number]): readonly Rule[] {
    const prefix = `${family} ${table} `
    const own = new Map([...sets].flatMap(([id, items]) => (id.startsWith(prefix) ? [[id.slice(prefix.length), items] as const] : [])))
    return rulesOf(words, at, own)
  }

  function run(document: Document, depth: number): void {
    const { statements, problems } = parseNft(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    for (const statement of statements) command(statement, document, depth)
  }

  function command(statement: NftStatement, document: Document, depth: number): void {
    const words = resolved(statement.words)
    const at = placeAt(document, statement.span)
    const texts = words.map((word) => (typeof word === 'string' ? word : ''))
    const verb = /^(?:add|create|insert|replace|delete|destroy|flush|reset|list|rename)$/.test(texts[0] ?? '') ? texts[0]! : 'add'
    const [object = '', ...rest] = verb === texts[0] ? texts.slice(1) : texts
    if (object === 'include') return include(rest[0] ?? '', document, at, depth)
    if (object === 'define' || object === 'redefine') return define(words)
    if (verb === 'flush' || verb === 'delete' || verb === 'destroy') return remove(verb, object, address(rest))
    if (verb !== 'add' && verb !== 'create' && verb !== 'insert') return
    const { family, table, name, used } = address(rest)
    if (object === 'table') tableBlock(family, table, statement.block ?? [], document, depth)
    else if (object === 'chain') chainBlock(family, table, name, statement.block ?? [], document, at, depth)
    else if (object === 'rule') {
      const rule = { words: words.slice((verb === texts[0] ? 2 : 1) + used), at }
      const chain = chainOf(family, table, name, at)
      if (verb === 'insert') chain.rules.unshift(rule)
      else chain.rules.push(rule)
    } else if (object === 'element') addElements(`${family} ${table} ${name}`, words)
    else if (object === 'set' || object === 'map') setBlock(family, table, name, statement.block ?? [])
  }

  function tableBlock(family: string, table: string, block: readonly NftStatement[], document: Document, depth: number): void {
    for (const statement of block) {
      const words = resolved(statement.words)
      const [object, name] = words
      const at = placeAt(document, statement.span)
      if (object === 'chain' && typeof name === 'string') chainBlock(family, table, name, statement.block ?? [], document, at, depth)
      else if ((object === 'set' || object === 'map') && typeof name === 'string') setBlock(family, table, name, statement.block ?? [])
      else if (object === 'define') define(words)
      else if (object === 'include' && typeof name === 'string')
        included(name, at, depth, (inner) => tableBlock(family, table, parseNft(inner.text).statements, inner, depth + 1))
    }
  }

  function chainBlock(
    family: string,
    table: string,
    name: string,
    block: readonly NftStatement[],
    document: Document,
    at: Place,
    depth: number,
  ): void {
    const chain = chainOf(family, table, name, at)
    for (const statement of block) {
      const words = resolved(statement.words)
      const here = placeAt(document, statement.span)
      const [first, second] = words
      if (first === 'type' && words.includes('hook')) {
        const hook = words[words.indexOf('hook') + 1]
        if (typeof hook === 'string') chain.hook = hook
      } else if (first === 'include' && typeof second === 'string')
        included(second, here, depth, (inner) => chainBlock(family, table, name, parseNft(inner.text).statements, inner, at, depth + 1))
      else if (first === 'define') define(words)
      else if (first !== 'policy' && !(typeof first === 'string' && otherObjects.has(first) && isDeclaration(words)))
        chain.rules.push({ words, at: here })
      const policy = words[words.indexOf('policy') + 1]
      if ((first === 'policy' || first === 'type') && words.includes('policy') && (policy === 'accept' || policy === 'drop')) {
        chain.policy = policy
        chain.policyAt = here
      }
    }
  }

  function setBlock(family: string, table: string, name: string, block: readonly NftStatement[]): void {
    for (const statement of block) {
      const words = resolved(statement.words)
      if (words[0] === 'elements') addElements(`${family} ${table} ${name}`, words)
    }
  }

  function addElements(id: string, words: readonly NftWord[]): void {
    const items = words.find((word) => typeof word !== 'string')
    if (items !== undefined && typeof items !== 'string') sets.set(id, [...(sets.get(id) ?? []), ...items])
  }

  function chainOf(family: string, table: string, name: string, at: Place): OpenChain {
    const id = `${family} ${table} ${name}`
    let chain = chains.get(id)
    if (chain === undefined) chains.set(id, (chain = { family, table, name, policy: 'accept', at, rules: [] }))
    return chain
  }

  function remove(verb: string, object: string, { family, table, name }: Address): void {
    const prefix = object === 'ruleset' ? '' : object === 'table' ? `${family} ${table} ` : `${family} ${table} ${name}`
    if (!['ruleset', 'table', 'chain', 'set', 'map'].includes(object)) return
    for (const [id, chain] of chains) {
      if (object === 'chain' ? id !== prefix : object === 'set' || object === 'map' || !id.startsWith(prefix)) continue
      // flushing a table or chain takes its rules alone
      if (verb === 'flush' && object !== 'ruleset') chain.rules.length = 0
      else chains.delete(id)
    }
    for (const id of sets.keys()) {
      if (object === 'chain' || (verb === 'flush' && object === 'table')) continue
      if (object === 'set' || object === 'map' ? id === prefix : id.startsWith(prefix)) sets.delete(id)
    }
  }

  function include(path: string, document: Document, at: Place, depth: number): void {
    const folder = document.path.slice(0, document.path.lastIndexOf('/'))
    included(path.startsWith('/') ? path : `${folder}/${path}`, at, depth, (inner) => run(inner, depth + 1))
  }

  function included(path: string, at: Place, depth: number, use: (document: Document) => void): void {
    if (depth >= deepestInclude) {
      gaps.push({ why: `includes are nested more than ${deepestInclude} deep`, place: at })
      return
    }
    const absolute = path.startsWith('/') ? path : `/etc/${path}`
    for (const each of isPattern(absolute) ? matchingPaths(input, absolute) : [absolute]) {
      const document = openDocument(input, each, gaps)
      if (document !== undefined) use(document)
      else if (!isPattern(absolute)) gaps.push({ why: `${each} is included and is not here`, place: at })
    }
  }

  function define(words: readonly NftWord[]): void {
    const name = words[1]
    const equals = words.indexOf('=')
    if (typeof name === 'string' && equals !== -1) defined.set(name, words.slice(equals + 1))
  }

  /** Variables are put in; a set in a set is one set. */
  function resolved(words: readonly NftWord[]): readonly NftWord[] {
    return words.flatMap((word): readonly NftWord[] => {
      if (typeof word === 'string') return word.startsWith('$') ? valueOf(word) : [word]
      const items = word.flatMap((item): readonly NftItem[] => {
        const inner = resolved(item)
        const [only] = inner
        return inner.length === 1 && only !== undefined && typeof only !== 'string' ? only : [inner]
      })
      return [items]
    })
  }

  function valueOf(word: string): readonly NftWord[] {
    const value = defined.get(word.slice(1))
    if (value === undefined) return [word]
    const size = value.reduce((sum, each) => sum + (typeof each === 'string' ? 1 : each.length), 0)
    if (size <= left) {
      left -= size
      return value
    }
    if (left >= 0) gaps.push({ why: `too complex: variables stand for more than ${mostValues} values`, place: { file: main.file, line: 1 } })
    left = -1
    return [word]
  }
}

interface Address {
  readonly family: string
  readonly table: string
  readonly name: string
  /** Words that it takes. */
  readonly used: number
}

/** `inet filter input`, or `filter input` of the family ip. */
function address(words: readonly string[]): Address {
  const hasFamily = families.has(words[0] ?? '')
  const [table = '', name = ''] = hasFamily ? words.slice(1) : words
  return { family: hasFamily ? words[0]! : 'ip', table, name, used: hasFamily ? 3 : 2 }
}

/** `comment "..."` and `flags ...` of a chain; `ct state new accept` and `counter accept` are rules. */
function isDeclaration(words: readonly NftWord[]): boolean {
  return (words[0] === 'comment' || words[0] === 'flags') && words.length <= 2
}
