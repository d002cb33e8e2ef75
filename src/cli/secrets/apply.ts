import { resolve } from 'node:path'
import type { Outcome } from '../../engine/harden/carry-out.ts'
import { carryOut } from '../../engine/harden/carry-out.ts'
import { nameOf } from '../../engine/harden/hands.ts'
import type { Begun, DoorChange, EngineRecord, JournalStage } from '../../model/journal.ts'
import type { Phase } from '../../model/remedy.ts'
import { carrierFor } from '../harden/apply/carrier.ts'
import type { ComposeCall } from '../harden/apply/compose.ts'
import { confirmed } from '../harden/apply/confirm.ts'
import type { Patience } from '../harden/apply/engines.ts'
import { engineRecords } from '../harden/apply/engines.ts'
import { filesRead } from '../harden/apply/files-read.ts'
import { snapshot } from '../harden/apply/snapshot.ts'
import type { StateFolder } from '../harden/apply/state-folder.ts'
import { keeping } from '../harden/apply/state-folder.ts'
import { keepValues, swapOf } from '../harden/apply/swap.ts'
import type { Io } from '../io.ts'
import { listOption, textOption } from '../options.ts'
import type { Rotated, Rotations } from './plan.ts'

export interface Applying {
  readonly path: string
  readonly options: Readonly<Record<string, unknown>>
  readonly state: StateFolder
  readonly patience: Patience
}

/**
 * Carries rotations out in the way of `harden --apply`, with its journal and its way back (decision 0025). `undefined` where whoever was
 * asked did not want it. What is in its way is an error before anything is changed.
 */
export async function applyRotations(
  { start, end, deployments, rotated, secrets }: Rotations,
  { path, options, state, patience }: Applying,
  io: Io,
): Promise<{ readonly number: number; readonly outcome: Outcome } | undefined> {
  const call: ComposeCall = { io, secrets }
  const subjects = deployments.map((deployment) => ({ deployment }))
  const program = textOption(options['compose'])
  const records = await engineRecords(
    subjects,
    subjects,
    touchedIn(rotated, ['switch', 'close']),
    {
      ...(program === undefined ? {} : { program }),
      envFiles: listOption(options['envFile']).map((file) => resolve(io.cwd, file)),
      read: filesRead(deployments, start),
      isMachine: path === 'host:',
    },
    call,
  )
  const engines = records.map((record): EngineRecord => (record.kind === 'compose' ? { ...record, isAlone: true } : record))
  const at = path === 'host:' ? path : resolve(io.cwd, path)
  const doors = keeping(state, () => doorsOf(rotated, state))
  io.stderr.write('ringwall: the servers are asked before anything is changed\n')
  await swapOf({ doors, path: at }, state, options, io)?.check()
  if (!(await confirmed('Rotate?', options['yes'] === true))) return undefined
  const number = state.journals.next()
  const begun = keeping(state, () => {
    const phases: readonly Phase[] = doors.some(({ way }) => way === 'beside') ? ['accept', 'switch', 'close'] : ['switch']
    const steps = phases.map((phase) => ({ phase, space: phase === 'accept' ? start : end, tasks: [], runs: {} }))
    const kept = snapshot({ start, stages: steps }, state.objects, true)
    const begins: Begun = {
      event: 'begun',
      schema: 'ringwall.journal/0',
      at: new Date(patience.now()).toISOString(),
      kind: 'apply',
      path: at,
      ...kept,
      // without an own last stage, all that is started anew is so at once
      stages: kept.stages.map((stage) => ({ ...stage, touched: touchedIn(rotated, phases.length === 1 ? ['switch', 'close'] : [stage.phase]) })),
      emptied: [],
      engines,
      doors,
    }
    state.disk.folder(state.journals.folder(number), 0o700)
    state.journals.note(number, begins)
    return begins
  })
  const swap = swapOf(begun, state, options, io)
  const carrier = carrierFor({ number, begun, state, call, patience, force: false, swap, ask: () => Promise.resolve([]) })
  return { number, outcome: await carryOut([begun], true, carrier) }
}

/** Components that are started anew in some of the stages, by deployment. Every deployment that changes is there. */
function touchedIn(rotated: readonly Rotated[], phases: readonly JournalStage['phase'][]): JournalStage['touched'] {
  const all = new Map<string, Set<string>>()
  for (const { secret, shown } of rotated) {
    const name = nameOf({ deployment: secret.deployment })
    const own = all.get(name) ?? new Set()
    all.set(name, own)
    for (const component of phases.includes('switch') ? shown.switches : []) own.add(component)
    for (const component of phases.includes('close') ? shown.restarts : []) own.add(component)
  }
  return Object.fromEntries([...all].map(([name, components]) => [name, [...components]]))
}

function doorsOf(rotated: readonly Rotated[], { objects }: StateFolder): readonly DoorChange[] {
  return rotated.flatMap(({ secret: { way, deployment }, old, next }) => {
    if (way.how !== 'doors') return []
    const values = keepValues(objects, { old, next: next.value })
    return way.doors.map((door) => ({ ...door, deployment: nameOf({ deployment }), values }))
  })
}
