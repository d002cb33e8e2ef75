import { closeSync, openSync, readSync } from 'node:fs'
import type { Deployment } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Answer, Learned, OpenSocket } from '../../model/observed.ts'
import type { Technology } from '../../model/technology.ts'
import { listening } from '../../protocols/proc-net.ts'
import type { Container } from '../../vantages/containers.ts'
import { thisMachine } from '../../wire/vantage.ts'
import { confinement } from '../confinement.ts'
import { countedSockets } from './sockets.ts'

/** What the running system of this machine has in force, for a deployment that is this machine (`host:`). Nothing is sent: files of `/proc` and `/sys` are read. */
export function askHost(
  deployment: Deployment,
  technologies: readonly Technology[],
  now: string,
  file: (path: string) => string | undefined = smallFile,
): readonly Answer[] {
  return deployment.components.flatMap(({ id, technology, input }): readonly Answer[] => {
    if (input.form !== 'machine') return []
    const sockets = socketsOf('/proc/net', file)
    const observations = technologies.find((each) => each.id === technology)?.inForce?.(input, file) ?? []
    return [
      ...(observations.length === 0
        ? []
        : [answerOf(id, 'host/in-force', { said: `${observations.length} settings of the running system were read`, observations }, now)]),
      ...(sockets === undefined ? [] : [answerOf(id, 'host/sockets', { said: openAndSilent(deployment, sockets), sockets }, now)]),
    ]
  })
}

/** What is known here of the running containers: how the engine confines them, and their own networks' sockets. */
export function askContainers(
  deployment: Deployment,
  running: readonly Container[],
  now: string,
  file: (path: string) => string | undefined = smallFile,
): readonly Answer[] {
  return running.flatMap((container): readonly Answer[] => {
    const { id, service, pid, networkMode } = container
    const component = componentOf(deployment, service)
    if (component === undefined) return []
    const said = 'how it is confined was held against its files'
    const confined = answerOf(service, 'container/confinement', { said, observations: confinement(component.input, container.facts) }, now)
    // the number may be of a process of another machine: the kernel names the container that it is in
    if (file(`/proc/${pid}/cgroup`)?.includes(id) !== true || id === '') return [confined]
    const sockets = /^(?:host|container:.*)$/.test(networkMode) ? undefined : socketsOf(`/proc/${pid}/net`, file)
    return sockets === undefined ? [confined] : [confined, answerOf(service, 'container/sockets', { said: countedSockets(sockets), sockets }, now)]
  })
}

function answerOf(id: string, probe: string, learned: Learned, now: string): Answer {
  return {
    probe,
    asked: { id, component: id, host: '', port: 0, protocol: 'tcp' },
    vantage: thisMachine.name,
    outcome: 'answered',
    learned,
    transcript: [{ direction: 'note', text: 'files below /proc and /sys', bytes: 0 }],
    at: now,
    milliseconds: 0,
  }
}

function socketsOf(folder: string, file: (path: string) => string | undefined): readonly OpenSocket[] | undefined {
  const four = file(`${folder}/tcp`)
  return four === undefined ? undefined : [...listening(four), ...listening(file(`${folder}/tcp6`) ?? '')]
}

/** With the ports of the machine's own programs on which nothing listens. */
function openAndSilent({ components, listeners }: Deployment, sockets: readonly OpenSocket[]): string {
  const own = new Set(components.flatMap(({ id, input }) => (input.form === 'process' ? [id] : [])))
  const open = new Set(sockets.map(({ port }) => port))
  const silent = listeners.filter(({ component, port }) => own.has(component) && !open.has(port)).map(({ id }) => id)
  return `${countedSockets(sockets)}${silent.length === 0 ? '' : `; no socket takes connections for ${silent.join(', ')}`}`
}

const most = 1024 * 1024

function smallFile(path: string): string | undefined {
  if (!/^\/(?:proc|sys)\/[\w./-]+$/.test(path) || path.includes('..')) return undefined
  let handle: number | undefined
  try {
    handle = openSync(path, 'r')
    const bytes = Buffer.alloc(most)
    let length = 0
    // a file of /proc comes a page at a time
    for (let got = -1; got !== 0 && length < most; length += got) got = readSync(handle, bytes, length, most - length, null)
    return bytes.toString('utf8', 0, length)
  } catch {
    return undefined
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
