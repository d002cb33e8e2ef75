import type { ChannelReport, ComponentReport, DeploymentReport, ListenerReport } from '../model/report.ts'
import type { ChannelState } from './channel-words.ts'
import { stateOf, targetOf } from './channel-words.ts'
import type { Box, Line } from './layout-types.ts'
import { printable } from './words.ts'
import { shorten } from './markup.ts'

/** What the map draws, before it is placed. */
export interface MapNode {
  readonly id: string
  readonly kind: 'component' | 'external' | 'unknown'
  readonly title: string
  readonly subtitle: string
  /** Zones beside the one whose frame it stands in. */
  readonly also: string
  readonly doors: readonly Door[]
  readonly component?: ComponentReport
  readonly box: Box
}

/** A port that is published beyond the deployment's own networks. */
export interface Door {
  readonly text: string
  readonly state: ChannelState
  readonly width: number
}

export interface MapEdge {
  readonly channel: ChannelReport
  readonly state: ChannelState
  readonly label: string
  readonly line: Line
}

export interface MapGraph {
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  readonly groups: ReadonlyMap<string, { readonly title: string; readonly internal: boolean }>
}

/** Rough width of a character, in the units of the drawing. */
const characterWidth = 6.6

export function mapGraph(deployment: DeploymentReport): MapGraph {
  const components = deployment.components.map((component) => componentNode(component, deployment))
  const known = new Set(deployment.components.map(({ id }) => id))
  const others = new Map<string, MapNode>()
  const edges = deployment.channels.flatMap((channel): MapEdge[] => {
    if (!known.has(channel.from)) return []
    const to = farEnd(channel, known)
    if (to.node !== undefined) others.set(to.id, to.node)
    const label = printable(channel.port === null ? channel.protocol : `${channel.protocol}:${channel.port}`)
    const line = { from: `c ${channel.from}`, to: to.id, labelWidth: label.length * characterWidth + 28 }
    return [{ channel, state: stateOf(channel), label, line }]
  })
  const groups = new Map(deployment.zones.map(({ name, internal }) => [name, { title: internal ? `${name} (internal)` : name, internal }]))
  return { nodes: [...components, ...others.values()], edges, groups }
}

/** The zone whose frame a component stands in: the one with the fewest components, which says most about it. */
export function homeZone(component: ComponentReport, { zones }: Pick<DeploymentReport, 'zones'>): string | undefined {
  const own = zones.filter(({ name }) => component.zones.includes(name))
  const [first, ...rest] = own
  return rest.reduce((best, zone) => (zone.components.length < best!.components.length ? zone : best), first)?.name
}

function componentNode(component: ComponentReport, deployment: DeploymentReport): MapNode {
  const home = homeZone(component, deployment)
  const doors = doorsOf(component.listeners)
  const title = printable(component.id)
  const product = component.technology === 'unknown' ? 'not recognised' : `${component.technology} ${component.version ?? ''}`.trim()
  const also = component.zones.filter((zone) => zone !== home).map(printable)
  const doorWidth = doors.reduce((sum, { width }) => sum + width + 6, 14)
  const text = Math.max(title.length * 8.2, product.length * 6.8) + 54
  const width = Math.round(Math.min(260, Math.max(150, text, doorWidth)))
  const height = (doors.length > 0 ? 52 : 46) + (also.length > 0 ? 15 : 0) + (doors.length > 0 ? 12 : 0)
  return {
    id: `c ${component.id}`,
    kind: 'component',
    title: shorten(title, 27),
    subtitle: shorten(printable(product), 32),
    also: also.length === 0 ? '' : shorten(`also in ${also.join(', ')}`, Math.floor((width - 54) / 5.6)),
    doors,
    component,
    box: { id: `c ${component.id}`, width, height, ...(home === undefined ? {} : { group: home }) },
  }
}

const doorsShown = 3

function doorsOf(listeners: readonly ListenerReport[]): readonly Door[] {
  const open = listeners.filter(({ exposure }) => exposure === 'host' || exposure === 'internet' || exposure === 'loopback')
  const doors = open.map((listener) => door(`:${listener.port}${listener.exposure === 'loopback' ? ' local' : ''}`, doorState(listener)))
  return doors.length <= doorsShown
    ? doors
    : [...doors.slice(0, doorsShown - 1), door(`+${doors.length - doorsShown + 1}`, worst(doors.slice(doorsShown - 1)))]
}

function door(text: string, state: ChannelState): Door {
  return { text, state, width: Math.round(text.length * 6.2 + 12) }
}

/** A door stands open when what goes through it can be read, or when nobody asks who comes. Over HTTP the application asks, which nobody sees here. */
export function doorState({ tls, authentication, protocol }: Pick<ListenerReport, 'tls' | 'authentication' | 'protocol'>): ChannelState {
  const asks = protocol === 'http' || authentication !== 'none'
  if (tls === 'none' || tls === 'optional' || !asks) return 'open'
  return tls === 'unknown' || (authentication === 'unknown' && protocol !== 'http') ? 'unknown' : 'locked'
}

function worst(doors: readonly Door[]): ChannelState {
  return (['open', 'unknown', 'locked'] as const).find((state) => doors.some((each) => each.state === state)) ?? 'unknown'
}

function farEnd(channel: ChannelReport, known: ReadonlySet<string>): { readonly id: string; readonly node?: MapNode } {
  const host = targetOf(channel)
  if ('component' in channel.to && known.has(host)) return { id: `c ${host}` }
  const kind = 'external' in channel.to ? 'external' : 'unknown'
  const id = `${kind} ${host}`
  const title = shorten(printable(host), 30)
  const width = Math.round(Math.max(120, title.length * 8 + 40))
  const subtitle = kind === 'external' ? 'outside' : 'not placed'
  return { id, node: { id, kind, title, subtitle, also: '', doors: [], box: { id, width, height: 46 } } }
}
