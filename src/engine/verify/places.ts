import type { Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import { isAnyAddress, isLoopback } from '../../protocols/address.ts'
import { authoritiesOf } from '../certificates.ts'
import type { Vantage } from '../../wire/vantage.ts'

/** Where one listener is reached, and from where. */
export interface Placed {
  readonly vantage: Vantage
  readonly host: string
  readonly port: number
  /** Why it is the listener that the files tell of: one clause. */
  readonly because: string
}

/** What is known of where components run. */
export interface Whereabouts {
  /** This machine. */
  readonly here: Vantage
  /** Addresses that the user named: `redis` or `redis:6379` to host and, where it is another one, port. */
  readonly given: ReadonlyMap<string, { readonly host: string; readonly port?: number }>
  /** The deployment is this machine itself (`host:`): its processes run here. */
  readonly isMachine?: boolean
  /** Addresses of this machine's own interfaces. */
  readonly own: ReadonlySet<string>
  /** Where running containers offer a listener, one for each copy that runs; why none can be asked; or nothing where no container of the deployment is known. */
  readonly containers?: (listener: Listener) => readonly Placed[] | string | undefined
  /** Why nobody knows which containers run. */
  readonly noContainers?: string
}

/**
 * Where a listener is asked. Only what the user named, what runs in a container of this machine and what the files put on this machine
 * is ever asked: a name that merely stands in a file is nobody's consent.
 */
export function place(deployment: Deployment, listener: Listener, where: Whereabouts): readonly Placed[] | string {
  const given = where.given.get(listener.id) ?? where.given.get(listener.component)
  if (given !== undefined)
    return [{ vantage: where.here, host: given.host, port: given.port ?? listener.port, because: 'the call names this address' }]
  const running = where.containers?.(listener)
  if (running !== undefined) return running
  const form = componentOf(deployment, listener.component)?.input.form
  if (form === 'process' && where.isMachine === true)
    return [{ vantage: where.here, host: '127.0.0.1', port: listener.port, because: 'it runs on this machine' }]
  if (form === 'process') return `nothing tells where ${listener.component} runs: name its address with --at ${listener.component}=HOST`
  const published = listener.publications.find(({ port }) => port !== undefined)
  if (published?.port === undefined)
    return `${listener.component} publishes no port for it and no running container of it was found${where.noContainers === undefined ? '' : ` (${where.noContainers})`}: name its address with --at ${listener.id}=HOST:PORT`
  if (!isHere(published.address, where.own))
    return `${published.address}, where the files publish it, is no address of this machine: if it may be asked, name it with --at ${listener.id}=HOST:PORT`
  return [{ vantage: where.here, host: addressHere(published.address), port: published.port, because: 'the files publish it on this machine' }]
}

/** Loopback, every interface, or an address of one. */
function isHere(address: string, own: ReadonlySet<string>): boolean {
  return isLoopback(address) || isAnyAddress(address) || own.has(address)
}

/** Where this machine reaches what is published on an address of it. */
export function addressHere(address: string): string {
  if (isLoopback(address)) return address === 'localhost' ? '127.0.0.1' : address
  if (!isAnyAddress(address)) return address
  return address === '::' ? '::1' : '127.0.0.1'
}

/** What the clients of a deployment go by at one of its listeners. */
export interface Clients {
  /** Names by which they call it. */
  readonly names: readonly string[]
  /** Accounts that they name there or at another listener of the same server. */
  readonly users: readonly string[]
  /** Certificates (PEM) of the authorities that their files name. */
  readonly authorities: readonly string[]
}

export function clientsOf(deployment: Deployment, listener: Listener): Clients {
  const channels = deployment.channels.filter(({ to }) => to.kind === 'component' && to.listener === listener.id)
  const own = new Set(deployment.listeners.flatMap(({ id, component }) => (component === listener.component ? [id] : [])))
  const ofServer = deployment.channels.filter(({ to }) => to.kind === 'component' && to.listener !== undefined && own.has(to.listener))
  const users = ofServer.flatMap(({ user }) => (user === undefined || user.unresolved.length > 0 ? [] : [user.value]))
  const authorities = channels.flatMap((channel) => {
    const client = componentOf(deployment, channel.from)
    return client === undefined ? [] : authoritiesOf(channel, client.input).map((each) => each.toString())
  })
  return { names: unique(channels.map(({ host }) => host)), users: unique(users), authorities: unique(authorities) }
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== ''))].sort()
}
