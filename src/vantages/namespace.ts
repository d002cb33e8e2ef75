import { RingwallError } from '../model/error.ts'
import type { Vantage } from '../wire/vantage.ts'
import type { Relayed } from './relayed.ts'
import { relayed } from './relayed.ts'

/** A network namespace of this machine: a process's own, or one that has a name (`ip netns`). */
export type NamespacePlace = { readonly pid: number } | { readonly netns: string }

/** A place that also tells which sockets listen there. */
export interface NamespaceVantage extends Vantage, Pick<Relayed, 'sockets'> {
  readonly datagram: Relayed['datagram']
}

/**
 * Inside another network namespace of this machine. A child of ours enters the network and nothing else (util-linux `nsenter --net`): it keeps
 * our files, and nothing is put where it asks from.
 */
export function namespaceVantage(place: NamespacePlace, name: string): NamespaceVantage {
  const { dial, datagram, sockets, close } = relayed(['nsenter', `--net=${fileOf(place)}`, '--'], name)
  return { name, dial, datagram, sockets, close }
}

function fileOf(place: NamespacePlace): string {
  if ('pid' in place) {
    if (!Number.isInteger(place.pid) || place.pid < 1) throw new RingwallError('usage', `"${String(place.pid)}" is no process`)
    return `/proc/${place.pid}/ns/net`
  }
  if (!/^\w[\w.-]*$/.test(place.netns)) throw new RingwallError('usage', `"${place.netns}" is no name of a network namespace`)
  return `/run/netns/${place.netns}`
}
