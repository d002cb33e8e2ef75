import type { Edit } from '../edit.ts'
import type { Node } from '../node.ts'
import { parseYaml } from '../yaml.ts'
import { flowAdd, flowRemove, membersOf } from './flow.ts'
import { lineEnd, lineStart, linesAtEnd, linesBehind, withoutLines } from './place.ts'
import type { Found, Merged, TreeEditor } from './tree.ts'
import { treeEditor } from './tree.ts'
import type { TreePath, Value } from './value.ts'
import { isList, isMap, nested } from './value.ts'
import { listEdits } from './yaml-list.ts'
import { blockEntry, blockLines, blockMap, flowText, itemText, keyText, scalarTexts, styleOf } from './yaml-text.ts'

/** YAML: the document of a number, the first one is 0. Anchors, comments and styles stay. */
export function yamlEdits(document = 0): TreeEditor {
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

function replace(text: string, { span, entry, node, holder, below }: Found, value: Value): readonly (readonly Edit[])[] {
  const old = text.slice(span.start, span.end)
  const style = styleOf(text)
  const texts = isMap(value) || isList(value) ? [flowText(value)] : scalarTexts(value, old)
  const inPlace = texts.map((each) => [{ start: span.start, end: span.end, text: each }])
  const colon = entry === undefined ? -1 : text.indexOf(':', entry.keySpan.end) + 1
  const isBlock = holder !== undefined && !/[[{]/.test(text.charAt(holder.span.start))
  const proposals: (readonly Edit[])[] = []
  if (node.via.length === 0 && node.kind === 'sequence' && isList(value) && value.length > 0) proposals.push(...listEdits(text, node, value, style))
  else if (node.via.length === 0 && node.kind === 'mapping' && isMap(value) && value.size > 0 && !old.startsWith('{')) {
    proposals.push([{ start: span.start, end: span.end, text: blockMap(value, columnOf(text, span.start), style) }])
  } else if (isBlock && entry !== undefined && text.slice(colon, span.start).trim() === '') {
    const indent = columnOf(text, entry.keySpan.start)
    const [name, ...deeper] = below?.path ?? []
    if (below !== undefined && typeof name === 'string' && node.kind === 'mapping') {
      const inner = indent + style.unit
      const own = blockEntry(name, nested(deeper, below.value), inner, style)
      proposals.push([{ start: colon, end: span.end, text: `\n${inner}<<: ${old}\n${inner}${own}` }])
    }
    const lines = blockLines(value, indent, style)
    if (lines !== undefined) {
      if (span.start === span.end) proposals.push([linesBehind(text, entry.keySpan.end, lines)])
      proposals.push([{ start: colon, end: Math.max(colon, span.end), text: `\n${lines}` }])
    }
  }
  if (span.start < span.end) return [...proposals, ...inPlace]
  const behind = (at: number): Edit[][] => texts.map((each) => [{ start: at, end: at, text: ` ${each}` }])
  return entry === undefined ? behind(node.span.start) : [...proposals, ...behind(colon), ...behind(span.start)]
}

function add(
  text: string,
  holder: Node | undefined,
  rest: TreePath,
  value: Value,
  _above?: TreePath,
  _root?: Node,
  merged?: Merged,
): readonly (readonly Edit[])[] {
  const [step, ...below] = rest
  const inner = nested(below, value)
  const style = styleOf(text)
  if (holder === undefined) return typeof step === 'string' ? [[linesAtEnd(text, blockEntry(step, inner, '', style))]] : []
  if (/[[{]/.test(text.charAt(holder.span.start))) {
    return flowAdd(text, holder, typeof step === 'string' ? `${keyText(step)}: ${flowText(inner)}` : flowText(inner), 'hash')
  }
  const column = columnOf(text, holder.span.start)
  const members = membersOf(holder)
  const gap = areSeparate(text, members) ? '\n' : ''
  if (typeof step === 'number')
    return [[linesBehind(text, behindComments(text, holder.span.end, column), `${gap}${column}- ${itemText(inner, column, style)}`)]]
  const first = members[0] ?? (holder.kind === 'mapping' && holder.entries.length > 0 ? holder.span : undefined)
  if (first === undefined || step === undefined) return []
  const own = columnOf(text, first.start)
  const piece = blockEntry(step, inner, own, style)
  const short = merged === undefined || below.length > 0 ? undefined : besideAlias(text, step, merged, own)
  return [
    ...(short === undefined ? [] : [[linesBehind(text, behindComments(text, holder.span.end, own), gap + own + short)]]),
    [linesBehind(text, behindComments(text, holder.span.end, own), gap + own + piece)],
    [linesBehind(text, holder.span.end, own + piece)],
    [{ start: first.start, end: first.start, text: `${piece}\n${own}` }],
  ]
}

/** What a merge key brings in under its own anchor is named again, with the one value beside it. */
function besideAlias(text: string, step: string | number, { node, path: [name, ...deeper], value }: Merged, own: string): string | undefined {
  const anchor = /&([^\s,[\]{}]+)[ \t]*(?:#[^\n]*)?\s*$/.exec(text.slice(Math.max(0, node.span.start - 400), node.span.start))?.[1]
  if (anchor === undefined || node.kind !== 'mapping' || typeof name !== 'string' || typeof step !== 'string') return undefined
  const style = styleOf(text)
  const inner = own + style.unit
  return `${keyText(step)}:\n${inner}<<: *${anchor}\n${inner}${blockEntry(name, nested(deeper, value), inner, style)}`
}

/** Whether a blank line stands between any two members. */
function areSeparate(text: string, members: readonly { readonly start: number; readonly end: number }[]): boolean {
  return (
    members.length > 1 && members.every(({ end }, at) => at === members.length - 1 || /\n[ \t\r]*\n/.test(text.slice(end, members[at + 1]?.start)))
  )
}

/** Comments right behind the last member that stand deeper belong to it. */
function behindComments(text: string, end: number, column: string): number {
  let at = end
  for (;;) {
    const next = text.indexOf('\n', at) + 1
    const line = next === 0 ? '' : text.slice(next, lineEnd(text, next))
    if (!line.startsWith(`${column} `) || !line.trimStart().startsWith('#')) return at
    at = next + line.length
  }
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
