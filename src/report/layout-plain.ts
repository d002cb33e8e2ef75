import { grouped } from '../model/grouped.ts'
import type { Box, Layout, Line, Placed } from './layout-types.ts'

const gap = 40

/** Each group a column, straight lines: always possible, never beautiful. */
export function placePlainly(boxes: readonly Box[], lines: readonly Line[]): Layout {
  const columns = grouped(boxes, (box) => box.group ?? '')
  const placed = new Map<string, Placed>()
  const groups = new Map<string, Placed>()
  let x = gap
  for (const [group, column] of columns) {
    const width = Math.max(...column.map((box) => box.width))
    let y = gap
    for (const box of column) {
      placed.set(box.id, { x, y, width: box.width, height: box.height })
      y += box.height + gap
    }
    if (group !== '') groups.set(group, { x: x - gap / 2, y: gap / 2, width: width + gap, height: y - gap })
    x += width + 4 * gap
  }
  const height = Math.max(0, ...[...placed.values()].map((box) => box.y + box.height)) + gap
  return { width: x, height, boxes: placed, groups, lines: lines.map(({ from, to }) => straight(placed.get(from)!, placed.get(to)!)) }
}

function straight(from: Placed, to: Placed): Layout['lines'][number] {
  const [start, end] = [from, to].map(({ x, y, width, height }) => ({ x: Math.round(x + width / 2), y: Math.round(y + height / 2) }))
  const label = { x: Math.round((start!.x + end!.x) / 2), y: Math.round((start!.y + end!.y) / 2) }
  return { points: [start!, label, end!], label }
}
