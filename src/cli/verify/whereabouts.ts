import type { Placed, Whereabouts } from '../../engine/verify/places.ts'
import { addressHere } from '../../engine/verify/places.ts'
import { view } from '../../model/fact.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import type { Container } from '../../vantages/containers.ts'
import { containersOf } from '../../vantages/containers.ts'
import { engineSocket } from '../../vantages/docker-api.ts'
import { namespaceVantage } from '../../vantages/namespace.ts'
import { attempt } from '../../wire/fault.ts'
import type { Vantage } from '../../wire/vantage.ts'
import { thisMachine } from '../../wire/vantage.ts'
import type { Io } from '../io.ts'
import type { NamedVantage } from './vantages.ts'

export type ContainerPlaces = Pick<Whereabouts, 'containers' | 'noContainers'>

/** A folder's second Compose file is told apart by its name in brackets: the project is the same. */
export function projectOf({ name }: Pick<Deployment, 'name'>): string {
  return name.replace(/ \(.*\)$/, '')
}

/** Where the running containers of deployments offer their ports; the places that are entered for it are let go of by `close`. */
export class Containers {
  readonly #io: Pick<Io, 'env'>
  /** Another network is entered by root alone. */
  readonly mayEnter: boolean
  readonly #vantages = new Map<number, Vantage>()
  readonly #running = new Map<Deployment, Promise<readonly Container[] | string>>()

  constructor(io: Pick<Io, 'env'>, mayEnter: boolean = process.getuid?.() === 0) {
    this.#io = io
    this.mayEnter = mayEnter
  }

  /** What runs of a deployment, asked once; or why nobody knows. */
  running(deployment: Deployment): Promise<readonly Container[] | string> {
    let known = this.#running.get(deployment)
    if (known === undefined) this.#running.set(deployment, (known = this.#ask(deployment)))
    return known
  }

  async #ask(deployment: Deployment): Promise<readonly Container[] | string> {
    if (!deployment.components.some(({ input }) => input.form === 'container')) return []
    const engine = engineSocket(this.#io.env)
    if ('why' in engine) return engine.why
    const project = projectOf(deployment)
    const got = await attempt(() => containersOf(project, { socket: engine.socket, signal: new AbortController().signal, timeout: 10_000 }))
    // there is none on this machine, or it does not run
    if (!got.ok && (got.fault.kind === 'refused' || got.fault.detail === 'ENOENT')) return []
    return got.ok ? got.value : `the container engine was not asked: ${got.fault.detail}`
  }

  /** `named`: network namespaces that the call gives to components. */
  async places(deployment: Deployment, named: readonly NamedVantage[], given: Whereabouts['given']): Promise<ContainerPlaces> {
    const places = await this.#places(deployment)
    const own = named.filter(({ component }) => component !== undefined)
    if (own.length === 0) return places
    return {
      ...places,
      containers: (listener) => placedByName(listener, own, given) ?? placedOnMachine(listener, deployment, own) ?? places.containers?.(listener),
    }
  }

  async #places(deployment: Deployment): Promise<ContainerPlaces> {
    const running = await this.running(deployment)
    if (typeof running === 'string') return { noContainers: running }
    if (running.length === 0) return {}
    return {
      containers: (listener) => {
        const mine = running.filter(({ service }) => service === listener.component)
        return mine.length === 0
          ? `no container of ${listener.component} runs`
          : mine.map((each) => this.#placed(deployment, listener, each, running))
      },
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#vantages.values()].map((vantage) => vantage.close()))
  }

  #placed(deployment: Deployment, listener: Listener, container: Container, running: readonly Container[]): Placed {
    const { name, networkMode, networks } = container
    const { port } = listener
    if (networkMode === 'host') return { vantage: thisMachine, host: '127.0.0.1', port, because: `container ${name} shares this machine's network` }
    const published = container.published.find((each) => each.target === port && each.protocol === 'tcp' && each.port > 0)
    if (published !== undefined)
      return {
        vantage: thisMachine,
        host: addressHere(published.address),
        port: published.port,
        because: `container ${name} publishes it on this machine`,
      }
    const bind = listener.bind === undefined ? undefined : view(listener.bind)
    const onlyInside = bind?.known === true && bind.value === 'loopback'
    const shared = onlyInside ? undefined : neighbour(deployment, listener, container, running)
    if (this.mayEnter && shared !== undefined)
      return {
        vantage: this.inside(shared.by),
        host: shared.address,
        port,
        because: `container ${name} has this address on ${shared.network}, which ${shared.by.name} is on too`,
      }
    if (this.mayEnter)
      return { vantage: this.inside(container), host: '127.0.0.1', port, because: `inside container ${name}: no other one shares a network with it` }
    const own = networks[0]
    return {
      vantage: thisMachine,
      host: own?.address ?? '127.0.0.1',
      port,
      because: `container ${name} has this address; to ask from another container takes root`,
    }
  }

  inside(container: Container): Vantage {
    let vantage = this.#vantages.get(container.pid)
    if (vantage === undefined) this.#vantages.set(container.pid, (vantage = namespaceVantage({ pid: container.pid }, `container ${container.name}`)))
    return vantage
  }
}

/** In the network that the call gives to its component: from another one of those where the call also says its address, else from inside. */
function placedByName(listener: Listener, named: readonly NamedVantage[], given: Whereabouts['given']): readonly Placed[] | undefined {
  const own = named.find(({ component }) => component === listener.component)
  if (own === undefined) return undefined
  const address = given.get(listener.id) ?? given.get(listener.component)
  const other = named.find(({ component }) => component !== listener.component)
  if (address === undefined || other === undefined)
    return [
      {
        vantage: own.vantage,
        host: '127.0.0.1',
        port: listener.port,
        because: `the call says that ${listener.component} runs in ${own.vantage.name}`,
      },
    ]
  return [{ vantage: other.vantage, host: address.host, port: address.port ?? listener.port, because: 'the call names this address' }]
}

/** A program of a machine that the call names a way to: at that machine's loopback, where nothing of the network stands between. */
function placedOnMachine(listener: Listener, { components }: Deployment, named: readonly NamedVantage[]): readonly Placed[] | undefined {
  const input = components.find(({ id }) => id === listener.component)?.input
  const machine = components.find(({ input: { form, host } }) => form === 'machine' && host === input?.host)
  const own =
    input?.form === 'process' ? named.find(({ component, vantage }) => component === machine?.id && vantage.machine !== undefined) : undefined
  if (own === undefined) return undefined
  return [
    { vantage: own.vantage, host: '127.0.0.1', port: listener.port, because: `it runs on ${machine?.id ?? ''}, and the call names the way there` },
  ]
}

interface Shared {
  readonly by: Container
  readonly network: string
  readonly address: string
}

/** A container that clients of the listener run in, else any that shares a network with it. */
function neighbour(deployment: Deployment, listener: Listener, container: Container, running: readonly Container[]): Shared | undefined {
  const clients = new Set(deployment.channels.flatMap(({ from, to }) => (to.kind === 'component' && to.listener === listener.id ? [from] : [])))
  const others = running.filter(({ service, networkMode }) => service !== container.service && networkMode !== 'host')
  const inOrder = [...others.filter(({ service }) => clients.has(service)), ...others.filter(({ service }) => !clients.has(service))]
  for (const by of inOrder) {
    const common = container.networks.find(({ network }) => by.networks.some((other) => other.network === network))
    if (common !== undefined) return { by, ...common }
  }
  return undefined
}
