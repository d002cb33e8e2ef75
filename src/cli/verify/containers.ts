import { settle } from '../../engine/verify/snapshot.ts'
import type { Deployment } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Answer, Learned } from '../../model/observed.ts'
import type { MachineReader, RunningMachine } from '../../model/running.ts'
import type { Container } from '../../vantages/containers.ts'
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
    await ask('container/confinement', () => ({
      said: 'how it is confined was held against its files',
      observations: confinement(component.input, container.facts),
    }))
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
