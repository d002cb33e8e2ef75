import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'
import type { NftToken } from './nft-token.ts'
import { nftTokens } from './nft-token.ts'

/** A word of a statement, or a set written in place: `{ 22, 80-90 }`. */
export type NftWord = string | readonly NftItem[]

/** One element of a set; of a map the words hold a `:` between key and value. */
export type NftItem = readonly NftWord[]

/** One command, declaration or rule. */
export interface NftStatement {
  readonly words: readonly NftWord[]
  /** What stands in its braces: `table`, `chain`, `set` and other objects have one. */
  readonly block?: readonly NftStatement[]
  readonly span: Span
}

const mostDepth = 12

/** Words behind which braces hold statements; elsewhere they hold a set. */
const withBlocks = new Set(['table', 'chain', 'set', 'map', 'flowtable', 'counter', 'quota', 'limit', 'ct', 'secmark', 'synproxy', 'meter'])
const verbs = new Set(['add', 'create', 'insert', 'replace'])

/** Reads a script of nft 1.0 into statements; what a rule means is for the reader. */
export function parseNft(text: string): { readonly statements: readonly NftStatement[]; readonly problems: readonly Problem[] } {
  const tokens = nftTokens(text)
  const lines = linesOf(text)
  const problems: Problem[] = []
  let at = 0
  const statements = readStatements(0)
  return { statements, problems }

  function readStatements(depth: number): NftStatement[] {
    const found: NftStatement[] = []
    for (;;) {
      while (tokens[at]?.kind === 'end') at++
      const token = tokens[at]
      if (token === undefined) {
        if (depth > 0) problem(tokens.at(-1), 'a brace does not end')
        return found
      }
      if (isMark(token, '}')) {
        if (depth > 0) return found
        problem(token, 'a brace ends that never began')
        at++
        continue
      }
      found.push(readStatement(depth))
    }
  }

  function readStatement(depth: number): NftStatement {
    const first = tokens[at]!
    let last = first
    const words: NftWord[] = []
    let block: NftStatement[] | undefined
    for (let token = tokens[at]; token !== undefined && token.kind !== 'end' && !isMark(token, '}'); token = tokens[at]) {
      last = token
      if (!isMark(token, '{')) {
        words.push(token.text)
        at++
        continue
      }
      at++
      if (depth >= mostDepth) {
        problem(token, `too complex: braces are nested more than ${mostDepth} deep`)
        at = tokens.length
      } else if (takesBlock(words)) {
        block = readStatements(depth + 1)
        last = tokens[at] ?? last
        at++
        break
      } else {
        words.push(readSet(depth + 1))
        last = tokens[at - 1] ?? last
      }
    }
    return { words, ...(block === undefined ? {} : { block }), span: lines.span(first.start, last.end) }
  }

  function readSet(depth: number): NftItem[] {
    const items: NftItem[] = []
    let item: NftWord[] = []
    for (;;) {
      const token = tokens[at]
      if (token === undefined) {
        problem(tokens.at(-1), 'a brace does not end')
        break
      }
      at++
      if (isMark(token, '}')) break
      if (token.kind === 'end') continue
      if (isMark(token, ',')) {
        if (item.length > 0) items.push(item)
        item = []
      } else if (!isMark(token, '{')) item.push(token.text)
      else if (depth < mostDepth) item.push(readSet(depth + 1))
      else {
        problem(token, `too complex: braces are nested more than ${mostDepth} deep`)
        at = tokens.length
      }
    }
    if (item.length > 0) items.push(item)
    return items
  }

  function problem(token: NftToken | undefined, message: string): void {
    problems.push({ line: token === undefined ? 1 : lines.at(token.start), message })
  }
}

function isMark(token: NftToken, text: string): boolean {
  return token.kind === 'mark' && token.text === text
}

/** `table inet filter {`, `add chain inet filter input {`; a rule such as `ct state { new } accept` has sets alone. */
function takesBlock(words: readonly NftWord[]): boolean {
  const own = typeof words[0] === 'string' && verbs.has(words[0]) ? words.slice(1) : words
  const [first, second] = own
  if (typeof first !== 'string' || !withBlocks.has(first) || own.some((word) => typeof word !== 'string' || word === '=')) return false
  if (first === 'ct') return second === 'helper' || second === 'timeout' || second === 'expectation'
  return own.length <= 4
}
