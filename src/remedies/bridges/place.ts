import type { Channel, Deployment } from '../../model/graph.ts'
import { componentOf, endName, inputsOf } from '../../model/lookup.ts'
import { inOneNamespace } from '../../model/namespace.ts'

/** A name that no other service has. */
export function sidecarName(channel: Channel, deployment: Deployment): string {
  const plain = `${channel.from}-to-${endName(channel)}`
  return componentOf(deployment, plain) === undefined ? plain : `${plain}-${channel.port ?? 'bridge'}`
}

/** Who listens on a port of the network namespace of a component, so that nobody else can. */
export function occupant(id: string, port: number, deployment: Deployment): string | undefined {
  const inputs = inputsOf(deployment)
  const own = inputs.get(id)
  if (own === undefined) return undefined
  return deployment.listeners.find((listener) => {
    const other = inputs.get(listener.component)
    return listener.port === port && other !== undefined && (other === own || inOneNamespace(own, other, inputs))
  })?.component
}
