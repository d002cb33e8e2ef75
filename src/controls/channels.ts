import type { Channel, Deployment } from '../model/graph.ts'
import { componentOf, inputsOf, serverOf } from '../model/lookup.ts'
import { namespaceOwner, sharesHostNetwork } from '../model/namespace.ts'
import type { Protocol, Reach, Stake } from '../model/vocabulary.ts'
import { isLoopback, isPrivateName } from '../protocols/address.ts'

/** Who can put himself on the path between the two ends: the networks that the traffic crosses. */
export function reachOf(channel: Channel, deployment: Deployment): Reach {
  if (channel.to.kind === 'external' && isLoopback(channel.host) && isProcess(channel.from, deployment)) return 'component'
  if (channel.to.kind === 'external') return isPrivateName(channel.to.host) ? 'host' : 'internet'
  if (channel.to.kind === 'unknown') return 'host'
  if (staysInside(channel, deployment) || isEncryptedPath(channel, deployment)) return 'component'
  if (isBetweenMachines(channel.from, channel.to.component, deployment)) return 'host'
  // from the host itself to a port that it publishes: the way ends on a bridge of this machine
  if (isLoopback(channel.host)) return 'zone'
  return channel.shared.includes('host') ? 'host' : 'zone'
}

/** Both ends are in one network namespace, and the client uses its loopback: nobody stands between them. */
export function staysInside(channel: Channel, deployment: Deployment): boolean {
  if (channel.to.kind !== 'component' || !isLoopback(channel.host)) return false
  const [from, to] = [namespaceOf(channel.from, deployment), namespaceOf(channel.to.component, deployment)]
  return from !== undefined && from === to
}

/** Every network that both ends share encrypts by itself. */
export function isEncryptedPath(channel: Channel, deployment: Deployment): boolean {
  return channel.shared.length > 0 && channel.shared.every((name) => deployment.zones.some((zone) => zone.name === name && zone.encrypted))
}

/** Name of the network namespace that a component runs in. */
export function namespaceOf(id: string, deployment: Deployment): string | undefined {
  const component = componentOf(deployment, id)
  if (component === undefined) return undefined
  const owner = namespaceOwner(component.input, inputsOf(deployment))
  return sharesHostNetwork(owner) ? `network of ${owner.host ?? 'the host'}` : owner.id
}

/** Two machines: what they say to each other crosses a cable, not a bridge inside of one. */
function isBetweenMachines(from: string, to: string, deployment: Deployment): boolean {
  return [from, to].every((id) => isProcess(id, deployment)) && namespaceOf(from, deployment) !== namespaceOf(to, deployment)
}

function isProcess(id: string, deployment: Deployment): boolean {
  return componentOf(deployment, id)?.input.form === 'process'
}

/** What is read or changed on the way: a credential opens the data for good. */
export function carriesCredential(channel: Channel): boolean {
  return channel.password !== undefined && channel.password.value !== ''
}

/** Component at the server end, for guides and profiles; the client when the server is none of ours. */
export function concerned(channel: Channel): { component: string; client: string } {
  return { component: channel.to.kind === 'component' ? channel.to.component : channel.from, client: channel.from }
}

/** Protocols that know no login of a program, or whose servers commonly ask for none. */
const withoutLogin: ReadonlySet<Protocol> = new Set(['http', 'tcp', 'grpc', 'otlp', 'syslog', 'smtp', 'debug', 'jmx'])

/** The product at the far end is not an HTTP page for people but something that programs log in to. */
export function isBackend(channel: Channel, deployment: Deployment): boolean {
  const server = serverOf(deployment, channel)
  return server === undefined ? !withoutLogin.has(channel.protocol) : server.purpose === 'data' || server.purpose === 'admin'
}

/**
 * What an open path is worth to an attacker. Inside one private network he already sits beside both ends; a credential
 * that crosses a wider network opens the server for good.
 */
export function weight(channel: Channel, deployment: Deployment): { reach: Reach; stake: Stake } {
  const reach = reachOf(channel, deployment)
  return { reach, stake: carriesCredential(channel) && reach !== 'zone' && reach !== 'component' ? 'data' : 'traffic' }
}
