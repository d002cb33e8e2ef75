import type { Box, Layout, Line, Placed } from './layout-types.ts'
import { place } from './layout.ts'

export interface Frame extends Placed {
  readonly group: string
  /** Its boxes have no line. */
  readonly quiet: boolean
}

export interface MapLayout extends Omit<Layout, 'groups'> {
  readonly frames: readonly Frame[]
}

const gap = 16
const head = 32
const leastWidth = 1000

/** What is connected is laid out as a graph; what is not stands below it in rows, by group. */
export function placeMap(boxes: readonly Box[], lines: readonly Line[]): MapLayout {
  const joined = new Set(lines.flatMap(({ from, to }) => [from, to]))
  const graph = place(
    boxes.filter(({ id }) => joined.has(id)),
    lines,
  )
  const frames: Frame[] = [...graph.groups].map(([group, at]) => ({ ...at, y: at.y - 18, height: at.height + 18, group, quiet: false }))
  const placed = new Map(graph.boxes)
  const full = Math.max(graph.width, leastWidth) - 2 * gap
  let y = joined.size === 0 ? gap : graph.height + gap / 2
  let width = graph.width
  for (const [group, alone] of groupsOf(boxes.filter(({ id }) => !joined.has(id)))) {
    const cell = Math.max(...alone.map((box) => box.width)) + gap
    const row = Math.max(...alone.map((box) => box.height)) + gap
    const columns = Math.min(alone.length, Math.max(1, Math.floor((full - gap) / cell)))
    for (const [index, box] of alone.entries()) {
      const at = { x: 2 * gap + (index % columns) * cell, y: y + head + Math.floor(index / columns) * row }
      placed.set(box.id, { ...at, width: cell - gap, height: box.height })
    }
    const size = { width: Math.max(columns * cell + gap, 230), height: head + Math.ceil(alone.length / columns) * row }
    frames.push({ group, quiet: true, x: gap, y, ...size })
    y += size.height + gap
    width = Math.max(width, size.width + 2 * gap)
  }
  return { width, height: Math.max(graph.height, y), boxes: placed, frames, lines: moor(graph, lines) }
}

/** Lines leave and reach their boxes at the sides, evenly spread in the order in which they come. */
function moor(graph: Layout, lines: readonly Line[]): Layout['lines'] {
  const ends = new Map<string, { readonly line: number; readonly end: 'first' | 'last'; readonly y: number }[]>()
  const turned = lines.map(({ from, to }) => graph.boxes.get(from)!.x > graph.boxes.get(to)!.x)
  for (const [line, { points }] of graph.lines.entries()) {
    if (lines[line]!.from === lines[line]!.to || points.length < 3) continue
    const [leaving, reaching] = turned[line] ? ['left', 'right'] : ['right', 'left']
    push(ends, `${lines[line]!.from}\0${leaving}`, { line, end: 'first', y: points[1]!.y })
    push(ends, `${lines[line]!.to}\0${reaching}`, { line, end: 'last', y: points.at(-2)!.y })
  }
  const moved = graph.lines.map(({ points }) => [...points])
  for (const [key, list] of ends) {
    const [id = '', side] = key.split(/\0(?=left$|right$)/)
    const box = graph.boxes.get(id)!
    for (const [index, { line, end }] of list.toSorted((a, b) => a.y - b.y).entries()) {
      const at = { x: side === 'left' ? box.x : box.x + box.width, y: Math.round(box.y + 8 + ((box.height - 22) * (index + 1)) / (list.length + 1)) }
      moved[line]![end === 'first' ? 0 : moved[line]!.length - 1] = at
    }
  }
  return graph.lines.map(({ label }, index) => ({ label, points: moved[index]! }))
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  map.set(key, [...(map.get(key) ?? []), value])
}

function groupsOf(boxes: readonly Box[]): ReadonlyMap<string, readonly Box[]> {
  const groups = new Map<string, Box[]>()
  for (const box of boxes) {
    const group = box.group ?? ''
    groups.set(group, [...(groups.get(group) ?? []), box])
  }
  return groups
}
