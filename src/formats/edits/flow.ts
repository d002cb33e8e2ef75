import type { Edit } from '../edit.ts'
import type { Node } from '../node.ts'
import { indentAt, lineEnd, withoutLines } from './place.ts'
import type { Found } from './tree.ts'
import { written } from './tree.ts'

interface Range {
  readonly start: number
  readonly end: number
}

/** What opens a comment: `#`, or `//` and the like. */
export type Comments = 'hash' | 'slashes'

/** The members of a mapping or list where they are written, in the order of the text. */
export function membersOf(holder: Node): readonly Range[] {
  const ranges =
    holder.kind === 'mapping'
      ? holder.entries
          .filter((entry) => entry.via.length === 0)
          .map(({ keySpan, value }) => ({ start: keySpan.start, end: Math.max(keySpan.end, written(value).end) }))
      : holder.kind === 'sequence'
        ? holder.items.map(written)
        : []
  return ranges.toSorted((one, other) => one.start - other.start)
}

/** Adds a member between brackets: on a line of its own where the last one has one. */
export function flowAdd(text: string, holder: Node, piece: string, comments: Comments): readonly (readonly Edit[])[] {
  const last = membersOf(holder).at(-1)
  const open = holder.span.start + 1
  if (last === undefined) return [[insert(open, piece)]]
  const proposals: (readonly Edit[])[] = []
  const indent = indentAt(text, last.start)
  const comma = commaBehind(text, last.end, comments)
  if (indent !== undefined) {
    const from = comma === undefined ? last.end : comma + 1
    const end = lineEnd(text, from)
    if (skipTrivia(text, from, comments) >= end) {
      const line = insert(end, `\n${indent}${piece}${comma === undefined ? '' : ','}`)
      proposals.push(comma === undefined ? [insert(last.end, ','), line] : [line])
    }
  }
  return [...proposals, [insert(last.end, `, ${piece}`)], [insert(open, `${piece}, `)]]
}

/** Takes a member out with the comma that it no longer needs. */
export function flowRemove(text: string, { holder, entry, span }: Found, comments: Comments): readonly (readonly Edit[])[] {
  if (holder === undefined) return []
  const members = membersOf(holder)
  const start = entry?.keySpan.start ?? span.start
  const index = members.findIndex((each) => each.start === start)
  const own = members[index]
  if (own === undefined) return []
  const [before, after] = [members[index - 1], members[index + 1]]
  const comma = commaBehind(text, own.end, comments)
  const all = { start: own.start, end: comma === undefined ? own.end : comma + 1 }
  const isAlone = indentAt(text, own.start) !== undefined && skipTrivia(text, all.end, comments) >= lineEnd(text, all.end)
  const lines = isAlone ? [withoutLines(text, all)] : []
  const proposals: (readonly Edit[])[] = []
  if (after !== undefined || (comma !== undefined && isAlone)) proposals.push(lines)
  if (after !== undefined) proposals.push([{ start: own.start, end: after.start, text: '' }])
  else if (before !== undefined) {
    const between = commaBehind(text, before.end, comments)
    if (between !== undefined && isAlone && comma === undefined) proposals.push([{ start: between, end: between + 1, text: '' }, ...lines])
    proposals.push([{ start: before.end, end: own.end, text: '' }])
  } else proposals.push([{ start: holder.span.start + 1, end: holder.span.end - 1, text: '' }])
  return proposals.filter((edits) => edits.length > 0 && edits.every((edit, at) => at === 0 || edit.start >= (edits[at - 1]?.end ?? 0)))
}

function insert(at: number, text: string): Edit {
  return { start: at, end: at, text }
}

function commaBehind(text: string, from: number, comments: Comments): number | undefined {
  const at = skipTrivia(text, from, comments)
  return text.charAt(at) === ',' ? at : undefined
}

/** The next offset that is neither white space nor part of a comment. */
function skipTrivia(text: string, from: number, comments: Comments): number {
  let at = from
  while (at < text.length) {
    const isLine = comments === 'hash' ? text.charAt(at) === '#' : text.startsWith('//', at)
    if (/\s/.test(text.charAt(at))) at++
    else if (isLine) at = lineEnd(text, at)
    else if (comments === 'slashes' && text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2)
      at = close === -1 ? text.length : close + 2
    } else break
  }
  return at
}
