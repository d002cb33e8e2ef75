import type { DeploymentReport } from '../model/report.ts'
import { encryptionWord, loginWord, targetOf } from './channel-words.ts'
import { placeMap } from './map-place.ts'
import type { MapLayout } from './map-place.ts'
import { drawDoors } from './map-door.ts'
import { drawLine } from './map-line.ts'
import { roleGlyph } from './map-glyph.ts'
import type { MapEdge, MapGraph, MapNode } from './map-graph.ts'
import { mapGraph } from './map-graph.ts'
import { attributes, escape } from './markup.ts'
import { count } from './words.ts'

export interface Drawing {
  readonly width: number
  readonly height: number
  /** Groups and shapes, without the `svg` element around them. */
  readonly body: string
  /** What is to be seen, in one sentence. */
  readonly description: string
}

/** Where a part of the map leads; without it the parts can be focused, and lead nowhere. */
export type Links = (kind: 'component' | 'channel', index: number) => string

/** Draws components in their zones, connections between them, and published ports as doors. */
export function drawMap(deployment: DeploymentReport, links?: Links): Drawing {
  const graph = mapGraph(deployment)
  const placed = placeMap(
    graph.nodes.map((node) => node.box),
    graph.edges.map((edge) => edge.line),
  )
  const body = [...drawZones(graph, placed), ...drawEdges(graph, deployment, placed, links), ...drawNodes(graph, deployment, placed, links)].join(
    '\n',
  )
  return { width: placed.width, height: placed.height, body, description: describe(deployment, graph) }
}

function describe({ components, zones }: DeploymentReport, { edges }: MapGraph): string {
  const of = (state: MapEdge['state']) => edges.filter((edge) => edge.state === state).length
  return `${count(components.length, 'component')} in ${count(zones.length, 'zone')}, ${count(edges.length, 'connection')}: ${of('locked')} locked, ${of('open')} open, ${of('unknown')} unknown.`
}

function drawZones({ groups }: MapGraph, placed: MapLayout): readonly string[] {
  return placed.frames.map(({ group, quiet, x, y, width, height }) => {
    const { title = group, internal = false } = groups.get(group) ?? {}
    const words = quiet ? `${title === '' ? 'no zone' : title}: no known connection` : title
    const frame = attributes({ x, y, width, height, rx: 12 })
    return `<g class="zone${internal ? ' internal' : ''}"><rect${frame}/><text${attributes({ x: x + 14, y: y + 19 })}>${escape(words)}</text></g>`
  })
}

function drawEdges({ edges }: MapGraph, { channels }: DeploymentReport, placed: MapLayout, links: Links | undefined): readonly string[] {
  return edges.map((edge, index) => {
    const words = `${edge.label} from ${edge.channel.from} to ${targetOf(edge.channel)}, ${encryptionWord(edge.channel)}, ${loginWord(edge.channel)}`
    const shape = drawLine(placed.lines[index]!, edge)
    return part(`edge ${edge.state}`, words, shape, links?.('channel', channels.indexOf(edge.channel)))
  })
}

function drawNodes({ nodes }: MapGraph, { components }: DeploymentReport, placed: MapLayout, links: Links | undefined): readonly string[] {
  return nodes.map((node) => {
    const link = node.component === undefined ? undefined : links?.('component', components.indexOf(node.component))
    return part(`node ${node.kind}`, nodeWords(node), drawNode(node, placed), link)
  })
}

/** A link where it leads somewhere, otherwise an image that can be focused: both with their own words. */
function part(style: string, words: string, shape: string, link: string | undefined): string {
  const title = `<title>${escape(words)}</title>`
  if (link === undefined) return `<g${attributes({ class: style, tabindex: 0, role: 'img', 'aria-label': words })}>${title}${shape}</g>`
  return `<a${attributes({ class: style, href: link, 'aria-label': words })}>${title}${shape}</a>`
}

/** Begins with what is written on the node, as WCAG 2.2 (2.5.3) wants it, and goes on with what is drawn. */
function nodeWords({ component, title, subtitle, also, doors }: MapNode): string {
  const written = [title, subtitle, also, ...doors.map(({ text }) => text)].filter((text) => text !== '').join(' ')
  if (component === undefined) return written
  const open = component.listeners.filter(({ exposure }) => exposure === 'host' || exposure === 'internet' || exposure === 'loopback')
  const zones = component.zones.length === 0 ? [] : [`in ${component.zones.join(' and ')}`]
  const published = open.map((each) => `port ${each.port} published on ${each.exposure}, TLS ${each.tls}, ${loginWord(each)}`)
  return [written, ...zones, ...published].join(', ')
}

function drawNode(node: MapNode, placed: MapLayout): string {
  const { x, y, width, height } = placed.boxes.get(node.id)!
  const body = height - (node.doors.length > 0 ? 12 : 0)
  const left = node.component === undefined ? 16 : 40
  const text = (style: string, line: number, words: string) =>
    words === '' ? '' : `<text${attributes({ class: style, x: x + left, y: y + line })}>${escape(words)}</text>`
  return [
    `<rect${attributes({ class: 'body', x, y, width, height: body, rx: node.component === undefined ? body / 2 : 8 })}/>`,
    node.component === undefined ? '' : roleGlyph(node.component.role, x + 12, y + 14),
    [text('name', 20, node.title), text('sub', 36, node.subtitle), text('also', 51, node.also)].join(' '),
    drawDoors(node.doors, x + 10, y + body),
  ].join('')
}
