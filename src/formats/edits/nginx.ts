import type { Edit } from '../edit.ts'
import type { Directive } from '../nginx.ts'
import { parseNginx } from '../nginx.ts'
import { readToken } from '../nginx-token.ts'
import { masked } from '../template.ts'
import type { Block, BlockEditor, BlockRead, BlockStatement } from './blocks.ts'
import { blockEditor, blockPath } from './blocks.ts'
import { indentAt, linesAtEnd, linesBehind } from './place.ts'
import type { Setting, SettingsRead } from './settings.ts'

/** nginx.conf. Words may hold variables: a `$` stays one. */
export const nginxEdits: BlockEditor = blockEditor({
  read,
  write: (words) => [words.map(wordText).join(' ')],
  add,
  line: (name, written) => `${name}${written === '' ? '' : ` ${written}`};`,
  print,
  isUnique: (name) => /^(?:location|upstream|events|http|stream|mail)$/.test(name),
})

function print({ words, inner }: BlockStatement, indent: string, unit: string): string {
  const deeper = indent + unit
  const lines = inner.map((each) => ('inner' in each ? print(each, deeper, unit) : `${each.map(wordText).join(' ')};`))
  return `${words.map(wordText).join(' ')} {\n${lines.map((line) => `${deeper}${line}\n`).join('')}${indent}}`
}

interface Place extends Setting<readonly string[]> {
  /** Behind the opening brace. */
  readonly open?: number
}

function read(text: string): BlockRead & { readonly settings: readonly Place[] } {
  const { directives, problems } = parseNginx(text)
  const hidden = masked(text).text
  const settings: Place[] = []
  const blocks: Block[] = []
  const visit = (inner: readonly Directive[], above: readonly string[]): void => {
    let number = 0
    for (const directive of inner) {
      const { name, args, block } = directive
      const words = [name, ...args]
      const path = block === undefined ? [...above, name] : blockPath(above, words, number)
      const place = placeOf(hidden, directive)
      settings.push({ ...place, path, value: args })
      if (block === undefined) continue
      number++
      const close = hidden.charAt(directive.span.end - 1) === '}' ? directive.span.end - 1 : directive.span.end
      blocks.push({ path, words, span: directive.span, inner: { start: place.open ?? close, end: Math.max(place.open ?? 0, close) } })
      visit(block, path)
    }
  }
  visit(directives, [])
  return { settings, blocks, problems }
}

/** Where the words of a directive stand. */
function placeOf(text: string, { span, block }: Directive): Omit<Place, 'path' | 'value'> {
  const name = readToken(text, span.start)
  let start = name.end
  let end = name.end
  let at = name.end
  for (;;) {
    const token = readToken(text, at)
    at = token.end
    if (token.kind !== 'word' || token.end > span.end) break
    if (end === name.end) start = token.start
    end = token.end
  }
  return { keySpan: { start: name.start, end: name.end }, span: { start, end }, whole: span, ...(block === undefined ? {} : { open: at }) }
}

function wordText(word: string): string {
  if (/^[^\s;{}"'#\\]+$/.test(word)) return word
  return `"${word.replace(/["\\\n\r\t]/g, (one) => letters.get(one) ?? one)}"`
}

const letters: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

function add(text: string, path: readonly string[], written: string, { settings }: SettingsRead<readonly string[]>): readonly (readonly Edit[])[] {
  const piece = `${path.at(-1) ?? ''}${written === '' ? '' : ` ${written}`};`
  const above = JSON.stringify(path.slice(0, -1))
  const places: readonly Place[] = settings
  const last = places.findLast((each) => each.open === undefined && JSON.stringify(each.path.slice(0, -1)) === above)?.whole
  const holder = places.find((each) => JSON.stringify(each.path) === above)
  const proposals: Edit[][] = []
  if (last !== undefined) {
    const indent = indentAt(text, last.start)
    if (indent !== undefined) proposals.push([linesBehind(text, last.end, indent + piece)])
    proposals.push([{ start: last.end, end: last.end, text: ` ${piece}` }])
  }
  if (path.length === 1) proposals.push([linesAtEnd(text, piece)])
  if (holder?.open === undefined) return proposals
  const indent = indentAt(text, holder.keySpan.start)
  if (indent !== undefined && /^[ \t]*(?:#[^\n]*)?\r?\n/.test(text.slice(holder.open, holder.open + 400))) {
    const first = places.find((each) => JSON.stringify(each.path.slice(0, -1)) === above)
    const beside = first === undefined ? undefined : indentAt(text, first.keySpan.start)
    proposals.push([linesBehind(text, holder.open, `${beside?.startsWith(indent) === true ? beside : `${indent}    `}${piece}`)])
  }
  return [...proposals, [{ start: holder.open, end: holder.open, text: ` ${piece} ` }]]
}
