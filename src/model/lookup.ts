import type { Channel, Component, Deployment, Listener } from './graph.ts'
import { grouped } from './grouped.ts'
import type { ComponentInput } from './input.ts'

/** A graph that is asked by name, made once for each deployment. */
interface Index {
  readonly inputs: ReadonlyMap<string, ComponentInput>
  readonly components: ReadonlyMap<string, Component>
  readonly listeners: ReadonlyMap<string, Listener>
  readonly offered: ReadonlyMap<string, readonly Listener[]>
  readonly channels: ReadonlyMap<string, Channel>
  readonly incoming: ReadonlyMap<string, readonly Channel[]>
  readonly waiting: ReadonlyMap<string, readonly string[]>
}

const indexes = new WeakMap<Deployment, Index>()

function indexOf(deployment: Deployment): Index {
  let index = indexes.get(deployment)
  if (index === undefined) {
    const { components, listeners, channels } = deployment
    index = {
      inputs: new Map(components.map(({ id, input }) => [id, input])),
      components: new Map(components.map((component) => [component.id, component])),
      listeners: new Map(listeners.map((listener) => [listener.id, listener])),
      offered: grouped(listeners, (listener) => listener.component),
      channels: new Map(channels.map((channel) => [channel.id, channel])),
      incoming: grouped(channels, ({ to }) => (to.kind === 'component' ? to.component : undefined)),
      waiting: waitingOn(components),
    }
    indexes.set(deployment, index)
  }
  return index
}

function waitingOn(components: readonly Component[]): ReadonlyMap<string, readonly string[]> {
  const pairs = components.flatMap(({ id, input }) => input.dependsOn.map((on) => ({ id, on })))
  return new Map([...grouped(pairs, ({ on }) => on)].map(([on, waiting]) => [on, waiting.map(({ id }) => id)]))
}

/** Ids of the components that start only after this one. */
export function dependentsOf(deployment: Deployment, component: string): readonly string[] {
  return indexOf(deployment).waiting.get(component) ?? []
}

/** What the platform told of every component, by id. */
export function inputsOf(deployment: Deployment): ReadonlyMap<string, ComponentInput> {
  return indexOf(deployment).inputs
}

export function componentOf(deployment: Deployment, id: string): Component | undefined {
  return indexOf(deployment).components.get(id)
}

export function listenerOf(deployment: Deployment, id: string | undefined): Listener | undefined {
  return id === undefined ? undefined : indexOf(deployment).listeners.get(id)
}

export function listenersOf(deployment: Deployment, component: string): readonly Listener[] {
  return indexOf(deployment).offered.get(component) ?? []
}

export function channelOf(deployment: Deployment, id: string): Channel | undefined {
  return indexOf(deployment).channels.get(id)
}

/** The channels whose server end is this component. */
export function channelsTo(deployment: Deployment, component: string): readonly Channel[] {
  return indexOf(deployment).incoming.get(component) ?? []
}

/** The listener at the server end of a channel, when both are known. */
export function serverOf(deployment: Deployment, channel: Channel): Listener | undefined {
  return channel.to.kind === 'component' ? listenerOf(deployment, channel.to.listener) : undefined
}

/** Name of a channel's far end, for sentences. */
export function endName(channel: Channel): string {
  return channel.to.kind === 'component' ? channel.to.component : channel.to.host
}
