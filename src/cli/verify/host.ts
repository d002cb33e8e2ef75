import { changedRights, filesInForce } from '../../engine/verify/in-force/files.ts'
import { programInForce } from '../../engine/verify/in-force/processes.ts'
import { backupAge, isBackupStore, storesInForce } from '../../engine/verify/in-force/stores.ts'
import type { Settled } from '../../engine/verify/snapshot.ts'
import { settle } from '../../engine/verify/snapshot.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { Answer, Learned, OpenSocket } from '../../model/observed.ts'
import type { MachineReader, RunningMachine } from '../../model/running.ts'
import type { Technology } from '../../model/technology.ts'
import { listening } from '../../protocols/proc-net.ts'
import { attempt } from '../../wire/fault.ts'
import { countedSockets } from './sockets.ts'

/** A machine of a deployment, and the way to its files. */
export interface MachinePlace {
  /** Id of the component that is the machine. */
  readonly component: string
  readonly vantage: string
  readonly reader: MachineReader
}

/** What a running machine has in force. Nothing is changed there: its files are read, and its packet filter prints itself. */
export async function askMachine(
  deployment: Deployment,
  { component, vantage, reader }: MachinePlace,
  technologies: readonly Technology[],
  now: Date,
  signal?: AbortSignal,
): Promise<readonly Answer[]> {
  const own = deployment.components.find(({ id, input }) => id === component && input.form === 'machine')
  if (own === undefined) return []
  const ask = async (probe: string, id: string, judge: (machine: RunningMachine) => Learned | undefined): Promise<readonly Answer[]> =>
    answerOf(probe, id, vantage, now, await attempt(() => settle(reader, judge, signal)))
  const judge = technologies.find(({ id }) => id === own.technology)?.inForce
  const programs = deployment.components.filter(({ input }) => input.form === 'process' && input.host === own.input.host)
  const answers = [
    await ask('host/in-force', component, (machine) => {
      const observations = [...(judge?.(own.input, machine) ?? []), ...machineBackups(own, now, machine)]
      return observations.length === 0 ? undefined : { said: `${observations.length} settings of the running system were read`, observations }
    }),
    await ask('host/sockets', component, (machine) => {
      const sockets = socketsOf('/proc/net', machine)
      return sockets === undefined ? undefined : { said: openAndSilent(programs, deployment, sockets), sockets }
    }),
  ]
  for (const program of [own, ...programs]) answers.push(await ask('host/files', program.id, (machine) => filesOf(program, deployment, now, machine)))
  return answers.flat()
}

/** Rights of what it reads, its stores, and how it runs. */
function filesOf(program: Component, deployment: Deployment, now: Date, machine: RunningMachine): Learned | undefined {
  const files = filesInForce(program.input.opened?.() ?? [], machine)
  const stores = deployment.stores.filter(({ component, kept }) => component === program.id && kept === 'bind')
  const places = stores.map((store) => ({ store, path: store.source ?? store.path }))
  const observations = [
    ...changedRights(
      files,
      deployment.files.filter(({ component }) => component === program.id),
    ),
    ...storesInForce(places, machine),
    ...places.flatMap(({ store, path }) => (isBackupStore(path, store.path) ? backupAge(path, store.path, store.trail, now.getTime(), machine) : [])),
    ...programInForce(program, machine),
  ]
  if (files.length === 0 && observations.length === 0) return undefined
  return { said: `rights of ${files.length} files and ${observations.length} facts of stores and processes were read`, files, observations }
}

/** Volumes for backups that the machine itself mounts. */
function machineBackups({ input }: Component, now: Date, machine: RunningMachine): Learned['observations'] & readonly unknown[] {
  const opened = input.open('/etc/fstab')
  const points = opened.state === 'text' ? opened.text.split('\n').flatMap((line) => /^[^#\s]\S*\s+(\/\S+)/.exec(line.trim())?.[1] ?? []) : []
  return points
    .filter((point) => isBackupStore(point))
    .flatMap((point) => backupAge(point, point, [{ file: opened.state === 'text' ? opened.file : '', line: 1 }], now.getTime(), machine))
}

export function socketsOf(folder: string, machine: Pick<RunningMachine, 'text'>): readonly OpenSocket[] | undefined {
  const [four, six] = [machine.text(`${folder}/tcp`), machine.text(`${folder}/tcp6`)]
  return four === undefined ? undefined : [...listening(four), ...listening(six ?? '')]
}

/** With the ports of the machine's own programs on which nothing listens. */
function openAndSilent(programs: readonly Component[], { listeners }: Deployment, sockets: readonly OpenSocket[]): string {
  const own = new Set(programs.map(({ id }) => id))
  const open = new Set(sockets.map(({ port }) => port))
  const silent = listeners.filter(({ component, port }) => own.has(component) && !open.has(port)).map(({ id }) => id)
  return `${countedSockets(sockets)}${silent.length === 0 ? '' : `; no socket takes connections for ${silent.join(', ')}`}`
}

/** The answer that a judgement of a machine makes; none where it said nothing. */
export function answerOf(
  probe: string,
  id: string,
  vantage: string,
  now: Date,
  got: Awaited<ReturnType<typeof attempt<Settled<Learned | undefined>>>>,
): readonly Answer[] {
  const base = {
    probe,
    asked: { id, component: id, host: '', port: 0, protocol: 'tcp' as const },
    vantage,
    at: now.toISOString(),
    milliseconds: 0,
  }
  if (!got.ok) return [{ ...base, outcome: 'unproven', why: got.fault.detail, fault: got.fault, transcript: [] }]
  const { value, denied, read, isCut } = got.value
  const transcript = [{ direction: 'note' as const, text: `${read} files, folders and lists of the running system were asked for`, bytes: 0 }]
  const [first] = denied
  const unproven = [
    ...(first === undefined ? [] : [`${denied.length} of ${read} may not be read (${first.path}: ${first.why})`]),
    ...(isCut ? ['there is more than is read of one machine'] : []),
  ]
  if (value === undefined && unproven.length === 0) return []
  if (value === undefined) return [{ ...base, outcome: 'unproven', why: unproven.join('; '), transcript }]
  return [{ ...base, outcome: 'answered', learned: { ...value, ...(unproven.length === 0 ? {} : { unproven }) }, transcript }]
}
