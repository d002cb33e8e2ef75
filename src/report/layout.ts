import { Graph, layout } from '@dagrejs/dagre'
import { placePlainly } from './layout-plain.ts'
import type { Box, Layout, Line, Placed, Point } from './layout-types.ts'

const labelHeight = 16
/** Beyond this the quick ranking is used: the exact one takes seconds. */
const manyBoxes = 150
/** Beyond these nobody can read the picture, and the layout would take minutes. */
const tooMany = { boxes: 400, lines: 500 } as const

/** Places boxes and lines from left to right, groups in frames. The same input gives the same picture. Every line's ends are boxes. */
export function place(boxes: readonly Box[], lines: readonly Line[]): Layout {
  if (boxes.length > tooMany.boxes || lines.length > tooMany.lines) return placePlainly(boxes, lines)
  for (const fenced of [true, false]) {
    const found = attempt(boxes, lines, fenced)
    if (found !== undefined) return found
  }
  return placePlainly(boxes, lines)
}

/** dagre 3.1.3 gives up on some graphs with a bare Error ("Not possible to find intersection inside of the rectangle"). */
function attempt(boxes: readonly Box[], lines: readonly Line[], fenced: boolean): Layout | undefined {
  try {
    return placeAsGraph(boxes, lines, fenced)
  } catch {
    return undefined
  }
}

function placeAsGraph(boxes: readonly Box[], lines: readonly Line[], fenced: boolean): Layout {
  const graph = new Graph({ compound: true, multigraph: true })
  const ranker = boxes.length > manyBoxes ? 'longest-path' : 'network-simplex'
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 30, edgesep: 10, marginx: 16, marginy: 26, ranker })
  const names = new Map(boxes.map(({ id }, index) => [id, `n${index}`]))
  const groups = [...new Set(boxes.flatMap(({ group }) => group ?? []))]
  const frames = new Map(groups.map((group, index) => [group, `g${index}`]))
  for (const frame of frames.values()) graph.setNode(frame, {})
  for (const box of boxes) {
    const name = names.get(box.id)!
    graph.setNode(name, { width: box.width, height: box.height })
    const frame = box.group === undefined ? undefined : frames.get(box.group)
    if (frame !== undefined) graph.setParent(name, frame)
  }
  for (const [index, line] of lines.entries()) {
    graph.setEdge(
      names.get(line.from)!,
      names.get(line.to)!,
      { width: line.labelWidth, height: labelHeight, labelpos: 'c', weight: 2, minlen: 1 },
      `e${index}`,
    )
  }
  for (const [index, fence] of (fenced ? fences(boxes, lines) : []).entries()) {
    graph.setNode(`f${index}`, { width: 1, height: 1 })
    for (const { id } of fence.left) graph.setEdge(names.get(id)!, `f${index}`, { width: 0, height: 0, weight: 1, minlen: 1 }, 'fence')
    for (const { id } of fence.right) graph.setEdge(`f${index}`, names.get(id)!, { width: 0, height: 0, weight: 1, minlen: 1 }, 'fence')
  }
  layout(graph)
  return read(graph, names, frames, lines)
}

/** Groups stand side by side, the least called on the left: between two of them stands an invisible box. */
function fences(boxes: readonly Box[], lines: readonly Line[]): readonly { readonly left: readonly Box[]; readonly right: readonly Box[] }[] {
  const groupOf = new Map(boxes.map(({ id, group }) => [id, group]))
  const calls = new Map<string, number>()
  for (const { group } of boxes) if (group !== undefined) calls.set(group, 0)
  for (const { from, to } of lines) {
    const [caller, called] = [groupOf.get(from), groupOf.get(to)]
    if (caller === called || caller === undefined || called === undefined) continue
    calls.set(called, calls.get(called)! + 1)
  }
  const order = [...calls].toSorted(([, a], [, b]) => a - b).map(([group]) => group)
  return order.slice(1).map((group, index) => ({
    left: boxes.filter((box) => box.group === order[index]),
    right: boxes.filter((box) => box.group === group),
  }))
}

function read(graph: Graph, names: ReadonlyMap<string, string>, frames: ReadonlyMap<string, string>, lines: readonly Line[]): Layout {
  const size = graph.graph() as { readonly width?: number; readonly height?: number }
  return {
    width: whole(size.width),
    height: whole(size.height),
    boxes: new Map([...names].map(([id, name]) => [id, corner(graph.node(name))])),
    groups: new Map([...frames].map(([id, name]) => [id, corner(graph.node(name))])),
    lines: lines.map(({ from, to }, index) => {
      const edge = graph.edge(names.get(from)!, names.get(to)!, `e${index}`) as {
        readonly points?: readonly Point[]
        readonly x?: number
        readonly y?: number
      }
      const points = (edge.points ?? []).map(({ x, y }) => ({ x: whole(x), y: whole(y) }))
      return { points, label: { x: whole(edge.x), y: whole(edge.y) } }
    }),
  }
}

interface Centred {
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
}

function corner({ x = 0, y = 0, width = 0, height = 0 }: Centred): Placed {
  return { x: whole(x - width / 2), y: whole(y - height / 2), width: whole(width), height: whole(height) }
}

/** Whole units keep the bytes alike on every machine; an empty graph has no size (dagre: -Infinity). */
function whole(value: number | undefined): number {
  return value === undefined || !Number.isFinite(value) ? 0 : Math.round(value)
}
