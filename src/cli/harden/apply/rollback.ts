import { carryOut } from '../../../engine/harden/carry-out.ts'
import { begunOf, isSameImage } from '../../../engine/harden/journal.ts'
import type { Run } from '../../../engine/harden/states.ts'
import { imagesAt, imagesNow, latestState } from '../../../engine/harden/states.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Begun, ComposeRecord, EngineRecord, JournalStage } from '../../../model/journal.ts'
import { imageOf } from '../../../storage/placing.ts'
import { readFileSync } from 'node:fs'
import type { Io } from '../../io.ts'
import { exit } from '../../io.ts'
import { carrierFor } from './carrier.ts'
import { confirmed } from './confirm.ts'
import { deliverOutcome } from './deliver.ts'
import type { Patience } from './engines.ts'
import { changedMeanwhile } from './files.ts'
import { secretsAt } from './open-run.ts'
import { missingFolders } from './snapshot.ts'
import type { StateFolder } from './state-folder.ts'
import { doorsBack, swapOf } from './swap.ts'
import { keeping } from './state-folder.ts'

/** Goes back to the files before a run, and tells the programs. A run of its own: what stands there now is a state, too. */
export async function rollback(
  wanted: string | undefined,
  state: StateFolder,
  options: Readonly<Record<string, unknown>>,
  patience: Patience,
  io: Io,
): Promise<number> {
  const runs = state.journals.all()
  const to = wantedState(wanted, runs)
  const after = runs.filter(({ number }) => number >= to)
  const files = imagesAt(runs, to).filter(({ path, image }) => !isSameImage(imageOf(path), image))
  if (files.length === 0) {
    io.stdout.write(`The files are those of state ${to}.\n`)
    return exit.clean
  }
  const known = imagesNow(runs)
  const foreign = files.map(({ path }) => path).filter((path) => imageOf(path)?.content !== known.get(path)?.content)
  if (foreign.length > 0 && options['force'] !== true) throw changedMeanwhile(foreign)
  if (!(await confirmed(`Go back to state ${to}? ${files.length} files change.`, options['yes'] === true))) {
    io.stdout.write('Nothing was changed.\n')
    return exit.clean
  }
  const before = keeping(state, () =>
    files.map(({ path }) => {
      const image = imageOf(path)
      if (image !== null) state.objects.keep(readFileSync(path))
      return { path, image }
    }),
  )
  const doors = keeping(state, () => doorsBack(after, state.objects))
  const number = state.journals.next()
  const begun: Begun = {
    event: 'begun',
    schema: 'ringwall.journal/0',
    at: new Date(patience.now()).toISOString(),
    kind: 'rollback',
    to,
    path: begunOf(after[0]!.events).path,
    before,
    stages: [{ phase: 'back', files, touched: touchedBy(after) }],
    folders: missingFolders(files.flatMap(({ path, image }) => (image === null ? [] : [path]))),
    emptied: [...new Set(after.flatMap(({ events }) => begunOf(events).folders))].toSorted((one, other) => one.length - other.length),
    engines: enginesOf(after),
    ...(doors.length === 0 ? {} : { doors }),
  }
  keeping(state, () => state.journals.note(number, begun))
  const call = { io, secrets: secretsAt(begun.path, options, io) }
  const carrier = carrierFor({
    number,
    begun,
    state,
    call,
    patience,
    force: options['force'] === true,
    swap: swapOf(begun, state, options, io),
    ask: () => Promise.resolve([]),
  })
  const outcome = await carryOut([begun], true, carrier)
  return deliverOutcome(outcome, { number, state, key: undefined, options, now: begun.at }, io)
}

function wantedState(wanted: string | undefined, runs: readonly Run[]): number {
  const numbers = runs.map(({ number }) => number)
  if (wanted === undefined) {
    const latest = latestState(runs)
    if (latest === undefined)
      throw new RingwallError('usage', '--rollback: nothing that was applied here is in force', { hint: '--states lists what there is' })
    return latest
  }
  const number = Number(wanted)
  if (numbers.includes(number)) return number
  throw new RingwallError('usage', `--rollback: there is no state "${wanted}"`, {
    hint:
      numbers.length === 0 ? 'nothing was applied here; PATH stands before the option' : `there are ${numbers.join(', ')}; --states tells of each`,
  })
}

function touchedBy(runs: readonly Run[]): JournalStage['touched'] {
  const all = new Map<string, Set<string>>()
  for (const { events } of runs)
    for (const { touched } of begunOf(events).stages)
      for (const [deployment, components] of Object.entries(touched)) all.set(deployment, new Set([...(all.get(deployment) ?? []), ...components]))
  return Object.fromEntries([...all].map(([deployment, components]) => [deployment, [...components]]))
}

/** As the latest run told each deployment, with the services that any of the runs added and the networks that the first one found. */
function enginesOf(runs: readonly Run[]): readonly EngineRecord[] {
  const latest = new Map<string, EngineRecord>()
  for (const { events } of runs)
    for (const record of begunOf(events).engines) {
      const earlier = latest.get(record.deployment)
      const isBoth = earlier?.kind === 'compose' && record.kind === 'compose'
      const { networks } = isBoth ? earlier : {}
      const added = isBoth ? [...new Set([...earlier.added, ...record.added])] : []
      latest.set(record.deployment, isBoth ? { ...withAll(record, earlier), added, networks } : record)
    }
  return [...latest.values()]
}

/** The others run on only where every run left them alone. */
function withAll({ isAlone, ...record }: ComposeRecord, earlier: ComposeRecord): ComposeRecord {
  return isAlone === true && earlier.isAlone === true ? { ...record, isAlone } : record
}
