import type { Render } from '../model/render.ts'
import type { DeploymentReport } from '../model/report.ts'
import type { Drawing } from './map-svg.ts'
import { drawMap } from './map-svg.ts'
import { mapStyle, palette } from './map-style.ts'
import { attributes, escape } from './markup.ts'

const heading = 44
const legendHeight = 30

/** The maps of all deployments as one drawing, one below the other. */
export const svg: Render = (report) => {
  const drawn = report.deployments.map((deployment) => ({ deployment, drawing: drawMap(deployment) }))
  const width = Math.max(420, ...drawn.map(({ drawing }) => drawing.width))
  let y = 0
  const parts: string[] = []
  for (const { deployment, drawing } of drawn) {
    parts.push(section(deployment, drawing, y))
    y += heading + drawing.height
  }
  const height = y + legendHeight
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'map',
    role: 'graphics-document document',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
  }
  return [
    `<svg${attributes({ ...frame, 'aria-labelledby': 'title description' })}>`,
    `<title id="title">${escape(`Map of ${report.deployments.map(({ name }) => name).join(', ')}`)}</title>`,
    `<desc id="description">${escape(drawn.map(({ deployment, drawing }) => `${deployment.name}: ${drawing.description}`).join(' '))}</desc>`,
    `<style>${palette}\n${mapStyle}\n.map .heading{font-size:17px;font-weight:600}.map .ground{fill:var(--paper)}</style>`,
    `<rect${attributes({ class: 'ground', width, height })}/>`,
    ...parts,
    legend(y),
    '</svg>\n',
  ].join('\n')
}

function section({ name }: DeploymentReport, drawing: Drawing, y: number): string {
  const title = `<text${attributes({ class: 'heading', x: 16, y: y + 30 })}>${escape(name)}</text>`
  return `${title}\n<g${attributes({ transform: `translate(0 ${y + heading})`, role: 'group', 'aria-label': name })}>\n${drawing.body}\n</g>`
}

function legend(y: number): string {
  const entries = [
    ['locked', 'encrypted and verified'],
    ['open', 'open'],
    ['unknown', 'not known'],
  ] as const
  const parts = entries.map(([state, words], index) => {
    const x = 16 + [0, 190, 275][index]!
    return `<g class="${state}"><path class="stroke path" d="M${x} ${y + 10}h30"/><text${attributes({ x: x + 38, y: y + 14 })}>${words}</text></g>`
  })
  return `<g aria-hidden="true">${parts.join('')}</g>`
}
