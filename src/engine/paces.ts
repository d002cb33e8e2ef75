import type { Channel, Listener } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { namespaceOwner } from '../model/namespace.ts'
import type { Technology } from '../model/technology.ts'
import { isLoopback } from '../protocols/address.ts'

/** Paths at which passwords are tried are those of what takes TLS for the program, too: the two are in one network namespace. */
export function withPassedPaths(
  listeners: readonly Listener[],
  channels: readonly Channel[],
  all: ReadonlyMap<string, ComponentInput>,
): readonly Listener[] {
  const known = new Map(listeners.map((listener) => [listener.id, listener]))
  const owner = (id: string): string | undefined => {
    const input = all.get(id)
    return input === undefined ? undefined : namespaceOwner(input, all).id
  }
  const passed = new Map(
    channels.flatMap(({ from, to, host }) => {
      if (to.kind !== 'component' || to.listener === undefined || !isLoopback(host) || owner(from) !== owner(to.component)) return []
      const paths = known.get(to.listener)?.logInPaths
      return paths === undefined ? [] : [[from, paths] as const]
    }),
  )
  return listeners.map((listener) => {
    const logInPaths = listener.logInPaths ?? passed.get(listener.component)
    return logInPaths === undefined || listener.protocol !== 'http' ? listener : { ...listener, logInPaths }
  })
}

/** A proxy's channel to a program where passwords are tried, with what the proxy does about it. */
export function paced(
  channel: Channel,
  input: ComponentInput,
  technology: Technology | undefined,
  listeners: ReadonlyMap<string, Listener>,
): Channel {
  const { to, host, port } = channel
  if (technology?.pace === undefined || to.kind !== 'component' || to.listener === undefined) return channel
  const paths = (listeners.get(to.listener)?.logInPaths ?? []).map(({ path }) => path)
  const pace = paths.length === 0 ? undefined : technology.pace(input, { host, ...(port === undefined ? {} : { port }) }, paths)
  return pace === undefined ? channel : { ...channel, pace }
}
