import type { Channel, Deployment } from '../../model/graph.ts'
import { serverOf } from '../../model/lookup.ts'
import type { Reach, Stake } from '../../model/vocabulary.ts'

/** Who can put himself on the path between the two ends: the networks that the traffic crosses. */
export function reachOf(channel: Channel, deployment: Deployment): Reach {
  if (channel.to.kind === 'external') return isPrivateName(channel.to.host) ? 'host' : 'internet'
  if (channel.to.kind === 'unknown') return 'host'
  if (channel.shared.includes('host')) return 'host'
  const encrypted = channel.shared.some((name) => deployment.zones.some((zone) => zone.name === name && zone.encrypted))
  return encrypted ? 'component' : 'zone'
}

/** A name without a dot, a private address or a private suffix is inside somebody's own network. */
function isPrivateName(host: string): boolean {
  return !host.includes('.') || /^(10|127|192\.168|172\.(1[6-9]|2\d|3[01]))\.|\.(local|internal|lan|home|corp|intranet|test|localhost)$/.test(host)
}

/** What is read or changed on the way: a credential opens the data for good. */
export function carriesCredential(channel: Channel): boolean {
  return channel.password !== undefined && channel.password.value !== ''
}

/** Component at the server end, for guides and profiles; the client when the server is none of ours. */
export function concerned(channel: Channel): { component: string; client: string } {
  return { component: channel.to.kind === 'component' ? channel.to.component : channel.from, client: channel.from }
}

/** The product at the far end is not an HTTP page for people but something that programs log in to. */
export function isBackend(channel: Channel, deployment: Deployment): boolean {
  const server = serverOf(deployment, channel)
  return server === undefined ? channel.protocol !== 'http' : server.purpose === 'data' || server.purpose === 'admin'
}

/**
 * What an open path is worth to an attacker. Inside one private network he already sits beside both ends; a credential
 * that crosses a wider network opens the server for good.
 */
export function weight(channel: Channel, deployment: Deployment): { reach: Reach; stake: Stake } {
  const reach = reachOf(channel, deployment)
  return { reach, stake: carriesCredential(channel) && reach !== 'zone' && reach !== 'component' ? 'data' : 'traffic' }
}
