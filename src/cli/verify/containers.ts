import { userOf } from '../../engine/verify/in-force/processes.ts'
import { backupAge, isBackupStore, storesInForce } from '../../engine/verify/in-force/stores.ts'
import { settle } from '../../engine/verify/snapshot.ts'
import type { Deployment } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Answer, Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { MachineReader, RunningMachine } from '../../model/running.ts'
import type { Container, RunningMount } from '../../vantages/containers.ts'
import { attempt } from '../../wire/fault.ts'
import { thisMachine } from '../../wire/vantage.ts'
import { confinement } from '../confinement.ts'
import { answerOf, socketsOf } from './host.ts'
import { countedSockets } from './sockets.ts'

/** What is known here of the running containers: how the engine confines them, and their own networks' sockets. */
export async function askContainers(
  deployment: Deployment,
  running: readonly Container[],
  reader: MachineReader,
  now: Date,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const container of running) {
    const component = componentOf(deployment, container.service)
    if (component === undefined) continue
    const ask = async (probe: string, judge: (machine: RunningMachine) => Learned | undefined): Promise<void> => {
      answers.push(...answerOf(probe, container.service, thisMachine.name, now, await attempt(() => settle(reader, judge))))
    }
    await ask('container/confinement', (machine) => {
      const runsAs = isHere(container, machine) ? userOf(container.pid, machine) : undefined
      return {
        said: `how it is confined was held against its files${runsAs === undefined ? '' : `; its process runs as user ${runsAs}`}`,
        observations: confinement(component.input, container.facts),
        ...(runsAs === undefined ? {} : { runsAs }),
      }
    })
    await ask('container/stores', (machine) => {
      const observations = isHere(container, machine) ? storesOf(component.id, deployment, container, now, machine) : []
      return observations.length === 0 ? undefined : { said: `${observations.length} facts of its stores were read`, observations }
    })
    await ask('container/sockets', (machine) => {
      if (!isHere(container, machine) || /^(?:host|container:.*)$/.test(container.networkMode)) return undefined
      const sockets = socketsOf(`/proc/${container.pid}/net`, machine)
      return sockets === undefined ? undefined : { said: countedSockets(sockets), sockets }
    })
  }
  return answers
}

/** The number may be of a process of another machine: the kernel names the container that it is in. */
function isHere({ id, pid }: Container, machine: Pick<RunningMachine, 'text'>): boolean {
  return id !== '' && machine.text(`/proc/${pid}/cgroup`)?.includes(id) === true
}

/** Its stores and what it mounts for backups, where they lie on this machine. */
function storesOf(id: string, deployment: Deployment, { facts }: Container, now: Date, machine: RunningMachine): readonly Observation[] {
  const stores = deployment.stores.filter(({ component }) => component === id)
  const places = stores.flatMap((store) => {
    const path = outside(store.path, facts.mounts)
    return path === undefined ? [] : [{ store, path }]
  })
  const input = componentOf(deployment, id)?.input
  const backups = (input?.mounts ?? []).filter(({ source, target }) => isBackupStore(source?.value, target.value))
  return [
    ...storesInForce(places, machine),
    ...backups.flatMap(({ target, at }) => {
      const path = outside(target.value, facts.mounts)
      return path === undefined ? [] : backupAge(path, target.value, [at], now.getTime(), machine)
    }),
  ]
}

/** Where a path inside of the container lies outside: below the deepest mount that holds it. */
function outside(path: string, mounts: readonly RunningMount[]): string | undefined {
  const own = mounts.filter(({ target, source }) => source.startsWith('/') && (path === target || path.startsWith(`${target}/`)))
  const [deepest] = own.toSorted((a, b) => b.target.length - a.target.length)
  return deepest === undefined ? undefined : `${deepest.source}${path.slice(deepest.target.length)}`
}
