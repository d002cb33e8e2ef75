import type { ChannelState } from './channel-words.ts'
import type { Point } from './layout-types.ts'
import { attributes, escape } from './markup.ts'

interface Labelled {
  readonly state: ChannelState
  readonly label: string
  readonly line: { readonly labelWidth: number }
}

/** A connection: its curve, the tip at the server's end, and the plate with lock and port. */
export function drawLine({ points, label }: { readonly points: readonly Point[]; readonly label: Point }, edge: Labelled): string {
  const path = curve(points)
  const width = Math.round(edge.line.labelWidth - 6)
  const left = Math.round(label.x - width / 2)
  return [
    `<path class="hit" d="${path}"/><path class="stroke path" d="${path}"/>`,
    tip(points),
    `<rect${attributes({ class: 'plate', x: left, y: label.y - 9, width, height: 18, rx: 5 })}/>`,
    glyph(edge.state, left + 6, label.y),
    `<text${attributes({ class: 'label', x: left + 19, y: label.y + 4 })}>${escape(edge.label)}</text>`,
  ].join('')
}

/** Level at every corner of the layout, as lines between columns are drawn. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  const steps = rest.map((point, index) => {
    const middle = Math.round((points[index]!.x + point.x) / 2)
    return `C${middle} ${points[index]!.y} ${middle} ${point.y} ${point.x} ${point.y}`
  })
  return `M${first.x} ${first.y}${steps.join('')}`
}

const tipLength = 8

function tip(points: readonly Point[]): string {
  const end = points.at(-1)
  const before = points.at(-2)
  if (end === undefined || before === undefined) return ''
  const base = end.x + (end.x < before.x ? tipLength : -tipLength)
  return `<path class="tip" d="M${end.x} ${end.y}L${base} ${end.y - 4}L${base} ${end.y + 4}Z"/>`
}

/** A closed padlock, an open one, or a question mark: readable without colour. */
function glyph(state: ChannelState, x: number, y: number): string {
  if (state === 'unknown') return `<path class="stroke lock" d="M${x + 1} ${y - 2}a3 3 0 1 1 4.5 2.6q-1.5 .8-1.5 2.2M${x + 4} ${y + 5}v.8"/>`
  const shackle = state === 'locked' ? `M${x + 2} ${y - 1}v-2a2.5 2.5 0 0 1 5 0v2` : `M${x + 2} ${y - 1}v-3a2.5 2.5 0 0 1 5 0`
  return `<path class="stroke lock" d="M${x} ${y - 1}h9v6h-9z${shackle}"/>`
}
