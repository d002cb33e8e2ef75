import { isAbsolute } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import { canary } from '../../experiments/canary/canary.ts'
import { diskBelow } from '../../experiments/canary/disk.ts'
import { planters } from '../../experiments/canary/index.ts'
import type { Root } from '../../experiments/canary/look.ts'
import type { Trace } from '../../experiments/canary/planter.ts'
import { rootFor } from '../../experiments/canary/roots.ts'
import type { Probe, Target } from '../../probes/probe.ts'
import { isLoopback } from '../../protocols/address.ts'
import type { CanaryOptions } from './canary-options.ts'
import { ownAddresses } from './own-addresses.ts'
import { sleep } from '../sleep.ts'
import type { Containers } from './whereabouts.ts'

/** Bytes that one search reads at most. */
const mostBytes = 4 * 1024 ** 3

/** The experiments that the call allows, each for one listener; a name into which nothing can be written is an error of the call. */
export function canaries(
  deployments: readonly Deployment[],
  { named, ...how }: CanaryOptions,
  containers: Containers,
): ReadonlyMap<Listener, readonly Probe[]> {
  const probes = new Map<Listener, readonly Probe[]>()
  for (const name of named) {
    const found = deployments.flatMap((deployment) => {
      const listener = deployment.listeners.find((each) => (each.id === name || each.component === name) && planterOf(each) !== undefined)
      return listener === undefined ? [] : [{ deployment, listener }]
    })
    if (found.length === 0)
      throw new RingwallError('usage', `--canary: "${name}" is no component into which a value can be written`, {
        hint: `name one that speaks ${planters.map(({ protocol }) => protocol).join(', ')}`,
      })
    for (const { deployment, listener } of found) {
      const planter = planterOf(listener)!
      const root = (target: Target): Promise<Root | string> => rootOf(target, deployment, how, containers)
      probes.set(listener, [canary(planter, { root, diskBelow, sleep, flush: how.flush, wait: how.wait, bytes: mostBytes })])
    }
  }
  return probes
}

function planterOf({ protocol }: Listener): (typeof planters)[number] | undefined {
  return planters.find((each) => each.protocol === protocol)
}

async function rootOf(
  { component, host, port }: Target,
  deployment: Deployment,
  { looks }: Pick<CanaryOptions, 'looks'>,
  containers: Containers,
): Promise<Root | string> {
  const stores = deployment.stores
    .filter((store) => store.component === component && isAbsolute(store.path) && (store.holds === 'data' || store.holds === 'logs'))
    .map(({ path, holds }): Trace => ({ path, holds: holds === 'logs' ? 'log' : 'data' }))
  const running = await containers.running(deployment)
  const own = typeof running === 'string' ? [] : running.filter(({ service }) => service === component)
  if (own.length > 1) return 'several copies of it run: its files cannot be told from those of the others'
  const [container] = own
  if (container !== undefined) {
    // where the engine keeps what a container prints, unless it is told otherwise (Docker, "json-file")
    const log = `/var/lib/docker/containers/${container.id}/${container.id}-json.log`
    return rootFor({ at: { container: container.name, pid: container.pid, log }, stores, looks })
  }
  if (!isLoopback(host) && !ownAddresses().has(host)) return `${host} is another machine: its files are not seen from here`
  return rootFor({ at: { port }, stores, looks })
}
