import type { Channel, Component, Deployment, Listener } from './graph.ts'

export function componentOf(deployment: Deployment, id: string): Component | undefined {
  return deployment.components.find((component) => component.id === id)
}

export function listenerOf(deployment: Deployment, id: string | undefined): Listener | undefined {
  return id === undefined ? undefined : deployment.listeners.find((listener) => listener.id === id)
}

export function listenersOf(deployment: Deployment, component: string): readonly Listener[] {
  return deployment.listeners.filter((listener) => listener.component === component)
}

/** The listener at the server end of a channel, when both are known. */
export function serverOf(deployment: Deployment, channel: Channel): Listener | undefined {
  return channel.to.kind === 'component' ? listenerOf(deployment, channel.to.listener) : undefined
}

/** Name of a channel's far end, for sentences. */
export function endName(channel: Channel): string {
  return channel.to.kind === 'component' ? channel.to.component : channel.to.host
}
