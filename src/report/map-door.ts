import type { Door } from './map-graph.ts'
import { attributes, escape } from './markup.ts'

/** Published ports, as doors on the lower edge of their component. */
export function drawDoors(doors: readonly Door[], left: number, edge: number): string {
  let x = left
  return doors
    .map(({ text, state, width }) => {
      const rect = `<rect${attributes({ x, y: edge - 7, width, height: 17, rx: 4 })}/>`
      const words = `<text${attributes({ x: x + width / 2, y: edge + 5.5 })}>${escape(text)}</text>`
      x += width + 6
      return `<g class="door ${state}">${rect}${words}</g>`
    })
    .join(' ')
}
