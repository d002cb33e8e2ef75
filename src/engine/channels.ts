import type { Channel, Listener } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import { comparePlaces } from '../model/place.ts'
import type { ConnectionReading } from '../model/technology.ts'
import { portOf } from '../protocols/ports.ts'
import type { NameTable } from './resolve.ts'
import { resolveHost } from './resolve.ts'

/** The client ends of one component, each led to its server. Equal edges become one channel with all their evidence. */
export function buildChannels(
  input: ComponentInput,
  connections: readonly ConnectionReading[],
  listeners: ReadonlyMap<string, readonly Listener[]>,
  names: NameTable,
): readonly Channel[] {
  const channels = new Map<string, Channel>()
  for (const connection of connections) {
    const channel = resolveChannel(input, connection, listeners, names)
    if (channel === undefined) continue
    const key = `${channel.id} ${channel.protocol}`
    const known = channels.get(key)
    channels.set(key, known === undefined ? channel : merged(known, channel))
  }
  return [...channels.values()]
}

function resolveChannel(
  input: ComponentInput,
  connection: ConnectionReading,
  listeners: ReadonlyMap<string, readonly Listener[]>,
  names: NameTable,
): Channel | undefined {
  const asked = connection.port ?? portOf(connection.protocol, false)
  const resolution = resolveHost(names, input, connection.host, asked)
  const { end, shared } = resolution
  const { port: _, ...rest } = connection
  if (end.kind !== 'component') return channelTo(end, connection.host, connection.port ?? asked)
  const offered = listeners.get(end.component) ?? []
  const port = resolution.port ?? connection.port ?? soleListener(offered, connection.protocol) ?? asked
  const listener = offered.find((candidate) => candidate.port === port)
  // a component's talk with itself over loopback is no connection between components, unless nothing listens there
  if (end.component === input.id) return undefined
  return channelTo({ ...end, ...(listener === undefined ? {} : { listener: listener.id }) }, end.component, port)

  function channelTo(to: Channel['to'], name: string, at: number | undefined): Channel {
    return {
      ...rest,
      id: `${input.id}->${name}${at === undefined ? '' : `:${at}`}`,
      from: input.id,
      to,
      ...(at === undefined ? {} : { port: at }),
      shared: resolution.throughHost ? ['host'] : shared,
      evidence: connection.trail,
    }
  }
}

function soleListener(offered: readonly Listener[], protocol: string): number | undefined {
  const speaking = offered.filter((listener) => listener.protocol === protocol)
  return speaking.length === 1 ? speaking[0]?.port : undefined
}

/** The first reading says what the channel is; a later one fills only what the first left open. */
function merged(first: Channel, second: Channel): Channel {
  return {
    ...first,
    ...(first.user === undefined && second.user !== undefined ? { user: second.user } : {}),
    ...(first.password === undefined && second.password !== undefined ? { password: second.password, authentication: second.authentication } : {}),
    ...(first.authority === undefined && second.authority !== undefined ? { authority: second.authority } : {}),
    fromOutside: first.fromOutside === true && second.fromOutside === true,
    evidence: uniquePlaces([...first.evidence, ...second.evidence]),
  }
}

export function uniquePlaces(places: readonly Place[]): readonly Place[] {
  const kept: Place[] = []
  for (const place of places) if (!kept.some((other) => comparePlaces(other, place) === 0)) kept.push(place)
  return kept
}
