import type { Edit, Editor } from '../edit.ts'
import type { Node } from '../node.ts'
import { parseYaml } from '../yaml.ts'
import { flowAdd, flowRemove, membersOf } from './flow.ts'
import { lineStart, linesAtEnd, linesBehind, withoutLines } from './place.ts'
import type { Found } from './tree.ts'
import { treeEditor } from './tree.ts'
import type { TreePath, Value } from './value.ts'
import { isList, isMap, nested } from './value.ts'
import { blockEntry, flowText, keyText, scalarTexts } from './yaml-text.ts'

/** YAML: the document of a number, the first one is 0. Anchors, comments and styles stay. */
export function yamlEdits(document = 0): Editor<TreePath, Value> {
  return treeEditor({
    read: (text) => {
      const { documents, problems } = parseYaml(text)
      return { root: documents[document], others: documents.filter((_, index) => index !== document), problems }
    },
    replace,
    add,
    remove,
  })
}

function replace(text: string, { span, entry, node }: Found, value: Value): readonly (readonly Edit[])[] {
  const old = text.slice(span.start, span.end)
  const texts = isMap(value) || isList(value) ? [flowText(value)] : scalarTexts(value, old)
  if (span.start < span.end) return texts.map((each) => [{ start: span.start, end: span.end, text: each }])
  const behind = (at: number): Edit[][] => texts.map((each) => [{ start: at, end: at, text: ` ${each}` }])
  if (entry === undefined) return behind(node.span.start)
  const colon = text.indexOf(':', entry.keySpan.end) + 1
  const indent = columnOf(text, entry.keySpan.start)
  const block = isMap(value) && value.size > 0 ? blockEntry('', value, indent, unitOf(text)).replace(/^[^\n]*\n/, '') : undefined
  const lines = block === undefined ? [] : [[linesBehind(text, entry.keySpan.end, block)]]
  return [...lines, ...behind(colon), ...behind(span.start)]
}

function add(text: string, holder: Node | undefined, rest: TreePath, value: Value): readonly (readonly Edit[])[] {
  const [step, ...below] = rest
  const inner = nested(below, value)
  if (holder === undefined) return typeof step === 'string' ? [[linesAtEnd(text, blockEntry(step, inner, '', unitOf(text)))]] : []
  if (/[[{]/.test(text.charAt(holder.span.start))) {
    return flowAdd(text, holder, typeof step === 'string' ? `${keyText(step)}: ${flowText(inner)}` : flowText(inner), 'hash')
  }
  if (typeof step === 'number') {
    const column = columnOf(text, holder.span.start)
    return [[linesBehind(text, holder.span.end, `${column}- ${flowText(inner)}`)]]
  }
  const first = membersOf(holder)[0] ?? (holder.kind === 'mapping' && holder.entries.length > 0 ? holder.span : undefined)
  if (first === undefined || step === undefined) return []
  const column = columnOf(text, first.start)
  const piece = blockEntry(step, inner, column, unitOf(text))
  return [[linesBehind(text, holder.span.end, column + piece)], [{ start: first.start, end: first.start, text: `${piece}\n${column}` }]]
}

function remove(text: string, found: Found): readonly (readonly Edit[])[] {
  const { holder, entry, span } = found
  if (holder === undefined) return []
  const open = text.charAt(holder.span.start)
  if (open === '{' || open === '[') return flowRemove(text, found, 'hash')
  const whole = { start: holder.span.start, end: holder.span.end }
  if (entry === undefined) {
    const dash = text.lastIndexOf('-', span.start - 1)
    return [[withoutLines(text, { start: dash, end: span.end })], [{ ...whole, text: '[]' }]]
  }
  const start = entry.keySpan.start
  const next = membersOf(holder).find((each) => each.start > start)
  const own = { start, end: Math.max(entry.keySpan.end, span.end) }
  return [[withoutLines(text, own)], ...(next === undefined ? [] : [[{ start, end: next.start, text: '' }]]), [{ ...whole, text: '{}' }]]
}

/** White space as wide as what stands in front of an offset: `- ` counts as indentation. */
function columnOf(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset).replace(/\S/g, ' ')
}

/** One step of indentation as the file has it. */
function unitOf(text: string): string {
  return /^( {1,8})[^\s#-]/m.exec(text)?.[1] ?? '  '
}
