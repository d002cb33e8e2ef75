import type { Fact } from '../model/fact.ts'
import { holds, view } from '../model/fact.ts'
import type { Channel, Listener } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { uniquePlaces } from '../model/place.ts'
import type { ConnectionReading } from '../model/technology.ts'
import type { Encryption, Verification } from '../model/vocabulary.ts'
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
    const known = channels.get(channel.id)
    channels.set(channel.id, known === undefined ? channel : merged(known, channel))
  }
  return [...channels.values()]
}

function resolveChannel(
  input: ComponentInput,
  connection: ConnectionReading,
  listeners: ReadonlyMap<string, readonly Listener[]>,
  names: NameTable,
): Channel | undefined {
  const asked = connection.port ?? portOf(connection.protocol, holds(connection.encryption, 'required'))
  const resolution = resolveHost(names, input, connection.host, asked, connection.fromOutside)
  const { end, shared } = resolution
  const { port: _, ...rest } = connection
  if (end.kind !== 'component') return channelTo(end, connection.host, connection.port ?? asked)
  const offered = listeners.get(end.component) ?? []
  const port = resolution.port ?? connection.port ?? soleListener(offered, connection.protocol) ?? asked
  const listener = offered.find((candidate) => candidate.port === port)
  // a component's talk with itself is no connection between components
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

/** The first reading says what the channel is; a later one fills what the first left open, and weakens what it asks for less. */
function merged(first: Channel, second: Channel): Channel {
  const login = view(first.authentication)
  const isOpen = !login.known || (login.value === 'none' && !isLogin(first) && isLogin(second))
  return {
    ...first,
    ...(first.user === undefined && second.user !== undefined ? { user: second.user } : {}),
    ...(first.password === undefined && second.password !== undefined
      ? { password: second.password, passwordKey: second.passwordKey ?? second.key }
      : {}),
    ...(isOpen && view(second.authentication).known ? { authentication: second.authentication } : {}),
    ...(first.authority === undefined && second.authority !== undefined ? { authority: second.authority } : {}),
    encryption: weaker(first.encryption, second.encryption, encryptions),
    verification: weaker(first.verification, second.verification, verifications),
    fromOutside: first.fromOutside === true && second.fromOutside === true,
    evidence: uniquePlaces([...first.evidence, ...second.evidence]),
  }
}

function isLogin(channel: Channel): boolean {
  const seen = view(channel.authentication)
  return channel.password !== undefined || (seen.known && seen.value !== 'none')
}

const encryptions: readonly Encryption[] = ['none', 'optional', 'required']
const verifications: readonly Verification[] = ['none', 'chain', 'name']

/** The second fact only where it is written down, and the first one is open or asks for more. */
function weaker<T>(first: Fact<T>, second: Fact<T>, order: readonly T[]): Fact<T> {
  const [one, other] = [view(first), view(second)]
  if (!other.known || other.basis === 'default') return first
  return !one.known || order.indexOf(other.value) < order.indexOf(one.value) ? second : first
}
