import type { NftStatement, NftWord } from '../nft.ts'
import { parseNft } from '../nft.ts'
import { nftTokens } from '../nft-token.ts'
import type { Block, BlockEditor, BlockRead, BlockStatement } from './blocks.ts'
import { blockEditor, blockPath } from './blocks.ts'
import { indentAt, linesAtEnd, linesBefore } from './place.ts'
import type { Setting } from './settings.ts'

/**
 * Rule sets of nftables: every statement is called `rule`, and its value is its words, with `{`, `,` and `}` of sets as words of their own:
 * `put(text, ['table inet filter', 'chain input', 'rule'], ['tcp', 'dport', '{', '22', ',', '443', '}', 'accept'], { before })`.
 * Whole tables and chains by `addBlock` and `removeBlock`; statements of these begin with `rule` too.
 */
export const nftEdits: Pick<BlockEditor, 'put' | 'drop' | 'addBlock' | 'removeBlock'> = blockEditor({
  read,
  write: (words) => (words.length === 0 || words.some((word) => /["\r\n]/.test(word)) ? [] : [ruleText(words)]),
  line: (_name, written) => written,
  add: (text, path, written, found) => {
    const above = JSON.stringify(path.slice(0, -1))
    const block = read(text).blocks.find((each) => JSON.stringify(each.path) === above)
    if (block === undefined) return path.length === 1 ? [[linesAtEnd(text, written)]] : []
    const { end } = block.inner
    const first = found.settings.find((each) => JSON.stringify(each.path.slice(0, -1)) === above)
    const indent = (first === undefined ? undefined : indentAt(text, first.keySpan.start)) ?? `${indentAt(text, block.span.start) ?? ''}\t`
    const lines = indentAt(text, end) === undefined ? [] : [[linesBefore(text, end, indent + written)]]
    return [...lines, [{ start: end, end, text: ` ${written}; ` }], [{ start: end, end, text: `; ${written}; ` }]]
  },
  print,
})

function read(text: string): BlockRead {
  const { statements, problems } = parseNft(text)
  const settings: Setting<readonly string[]>[] = []
  const blocks: Block[] = []
  const visit = (inner: readonly NftStatement[], above: readonly string[]): void => {
    let number = 0
    for (const { words, block, span } of inner) {
      const value = words.flatMap(flat)
      const path = block === undefined ? [...above, 'rule'] : blockPath(above, value, number)
      settings.push({ path, value, keySpan: { start: span.start, end: span.start }, span, whole: span })
      if (block === undefined) continue
      number++
      const open = nftTokens(text.slice(span.start, span.end)).find(({ kind, text: mark }) => kind === 'mark' && mark === '{')
      const start = span.start + (open?.end ?? 0)
      const end = text.charAt(span.end - 1) === '}' ? span.end - 1 : span.end
      blocks.push({ path, words: value, span, inner: { start, end: Math.max(start, end) } })
      visit(block, path)
    }
  }
  visit(statements, [])
  return { settings, blocks, problems }
}

function flat(word: NftWord): readonly string[] {
  return typeof word === 'string' ? [word] : ['{', ...word.flatMap((item, at) => [...(at === 0 ? [] : [',']), ...item.flatMap(flat)]), '}']
}

function ruleText(words: readonly string[]): string {
  return words
    .map((word) => (/^(?:[{},=]|[^\s{};,"#=\\]+)$/.test(word) ? word : `"${word}"`))
    .join(' ')
    .replaceAll(' , ', ', ')
}

function print({ words, inner }: BlockStatement, indent: string, unit: string): string {
  const deeper = indent + unit
  const lines = inner.map((each) => `${deeper}${'inner' in each ? print(each, deeper, unit) : ruleText(each.slice(1))}\n`)
  return `${ruleText(words)} {\n${lines.join('')}${indent}}`
}
