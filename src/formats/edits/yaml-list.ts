import type { Edit } from '../edit.ts'
import type { Sequence } from '../node.ts'
import { flowAdd, flowRemove } from './flow.ts'
import { joined, linesBehind, withoutLines } from './place.ts'
import { written } from './tree.ts'
import type { Value } from './value.ts'
import { isSame, told, toldValue } from './value.ts'
import type { YamlStyle } from './yaml-text.ts'
import { flowText, itemText, scalarTexts } from './yaml-text.ts'

/** Makes a list that is written out into another: items that stay keep their text, and so do the comments between them. */
export function listEdits(text: string, node: Sequence, wanted: readonly Value[], style: YamlStyle): readonly (readonly Edit[])[] {
  const gaps = gapsOf(
    node.items.map(told),
    wanted.map((each) => toldValue(each)),
  )
  return text.charAt(node.span.start) === '[' ? flow(text, node, wanted, gaps) : [block(text, node, wanted, gaps, style)]
}

/** A stretch of items that do not stay, `end` exclusive, and of those that come in their place. */
interface Gap {
  readonly from: number
  readonly to: number
  readonly wantedFrom: number
  readonly wantedTo: number
}

const mostPairs = 1_000_000

/** What lies between the items of the longest run that both have in the same order. */
function gapsOf(old: readonly unknown[], wanted: readonly unknown[]): readonly Gap[] {
  const width = wanted.length + 1
  const isSmall = (old.length + 1) * width <= mostPairs
  const lengths = new Uint32Array(isSmall ? (old.length + 1) * width : 0)
  for (let i = old.length - 1; isSmall && i >= 0; i--) {
    for (let j = wanted.length - 1; j >= 0; j--) {
      const [diagonal = 0, down = 0, right = 0] = [lengths[(i + 1) * width + j + 1], lengths[(i + 1) * width + j], lengths[i * width + j + 1]]
      lengths[i * width + j] = isSame(old[i], wanted[j]) ? diagonal + 1 : Math.max(down, right)
    }
  }
  const gaps: Gap[] = []
  let [from, wantedFrom, i, j] = [0, 0, 0, 0]
  const close = (): void => {
    if (i > from || j > wantedFrom) gaps.push({ from, to: i, wantedFrom, wantedTo: j })
    from = i + 1
    wantedFrom = j + 1
  }
  while (isSmall && i < old.length && j < wanted.length) {
    if (isSame(old[i], wanted[j])) {
      close()
      i++
      j++
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++
    else j++
  }
  i = old.length
  j = wanted.length
  close()
  return gaps
}

function block(text: string, node: Sequence, wanted: readonly Value[], gaps: readonly Gap[], style: YamlStyle): readonly Edit[] {
  const column = ' '.repeat(node.span.start - text.lastIndexOf('\n', node.span.start - 1) - 1)
  const spans = node.items.map(written)
  const edits: Edit[] = []
  const gone: Edit[] = []
  for (const { from, to, wantedFrom, wantedTo } of gaps) {
    const shared = Math.min(to - from, wantedTo - wantedFrom)
    for (let at = 0; at < shared; at++) {
      const [span, value] = [spans[from + at], wanted[wantedFrom + at]]
      if (span === undefined || value === undefined) continue
      const old = text.slice(span.start, span.end)
      const piece = typeof value === 'object' && value !== null ? itemText(value, column, style) : (scalarTexts(value, old)[0] ?? '')
      edits.push({ start: span.start, end: span.end, text: piece })
    }
    for (const span of spans.slice(from + shared, to)) gone.push(withoutLines(text, { start: text.lastIndexOf('-', span.start - 1), end: span.end }))
    const fresh = wanted.slice(wantedFrom + shared, wantedTo).map((each) => `- ${itemText(each, column, style)}`)
    const before = spans[from + shared - 1]
    if (fresh.length === 0) continue
    const lines = fresh.join(`\n${column}`)
    edits.push(
      before === undefined
        ? { start: node.span.start, end: node.span.start, text: `${lines}\n${column}` }
        : linesBehind(text, before.end, column + lines),
    )
  }
  return [...edits, ...joined(gone)]
}

function flow(text: string, node: Sequence, wanted: readonly Value[], gaps: readonly Gap[]): readonly (readonly Edit[])[] {
  const [gap, ...others] = gaps
  const spans = node.items.map(written)
  const kept = (index: number): number | undefined => {
    let shift = 0
    for (const { from, to, wantedFrom, wantedTo } of gaps) {
      if (index >= wantedFrom && index < wantedTo) return undefined
      if (index >= wantedTo) shift = to - wantedTo
      else if (index < wantedFrom) return index + from - wantedFrom
    }
    return index + shift
  }
  const pieces = wanted.map((each, index) => {
    const span = spans[kept(index) ?? -1]
    return span === undefined ? flowText(each) : text.slice(span.start, span.end)
  })
  const whole = [{ start: node.span.start, end: node.span.end, text: `[${pieces.join(', ')}]` }]
  if (gap === undefined || others.length > 0) return [whole]
  const [goes, comes] = [gap.to - gap.from, gap.wantedTo - gap.wantedFrom]
  const item = node.items[gap.from]
  const value = wanted[gap.wantedFrom]
  if (goes === 1 && comes === 0 && item !== undefined) return [...flowRemove(text, { node: item, span: written(item), holder: node }, 'hash'), whole]
  if (goes === 0 && comes === 1 && gap.from === node.items.length && value !== undefined)
    return [...flowAdd(text, node, flowText(value), 'hash'), whole]
  return [whole]
}
