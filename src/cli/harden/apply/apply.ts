import type { KeyObject } from 'node:crypto'
import { resolve } from 'node:path'
import { carryOut } from '../../../engine/harden/carry-out.ts'
import type { Begun, JournalStage } from '../../../model/journal.ts'
import type { Statement } from '../../../model/statement.ts'
import { boundedText } from '../../bounded.ts'
import type { Io } from '../../io.ts'
import { exit } from '../../io.ts'
import { listOption, textOption } from '../../options.ts'
import type { Planned } from '../plan.ts'
import { planFor, recordIssued } from '../plan.ts'
import { fillStore } from '../store.ts'
import { carrierFor } from './carrier.ts'
import { confirmed } from './confirm.ts'
import { filesRead } from './files-read.ts'
import type { ComposeCall } from './compose.ts'
import { deliverOutcome } from './deliver.ts'
import type { Patience } from './engines.ts'
import { engineRecords } from './engines.ts'
import { explaining, proving } from './proving.ts'
import { snapshot } from './snapshot.ts'
import type { StateFolder } from './state-folder.ts'
import { keeping } from './state-folder.ts'
import { draftStatement, keepStatement, withRows } from './statement.ts'
import { askWire } from './wire.ts'

export interface ApplyOptions {
  readonly path: string
  readonly options: Readonly<Record<string, unknown>>
  readonly state: StateFolder
  readonly patience: Patience
  readonly key: KeyObject | undefined
  /** Shows the plan before anybody is asked. */
  readonly show: (planned: Planned) => Promise<void>
}

/** Plans, asks, and carries the plan out stage by stage. Whatever is in its way is said before anything is changed. */
export async function apply({ path, options, state, patience, key, show }: ApplyOptions, io: Io): Promise<number> {
  const now = (): string => new Date(patience.now()).toISOString()
  const trusted = listOption(options['trust']).map((file) => boundedText(resolve(io.cwd, file), `--trust ${file}`))
  const planned = await planFor(path, options, now(), io)
  if (planned.plan.stages.length === 0) {
    io.stdout.write('Nothing is to be changed.\n')
    return exit.clean
  }
  const { plan, authority } = planned
  const authorities = [...trusted, ...(authority === undefined ? [] : [authority.trust])]
  const call: ComposeCall = { io, secrets: planned.secrets }
  const stages = touchedByAll(planned)
  const program = textOption(options['compose'])
  const engines = await engineRecords(
    plan.before,
    plan.after,
    stages,
    {
      ...(program === undefined ? {} : { program }),
      envFiles: listOption(options['envFile']).map((file) => resolve(io.cwd, file)),
      read: filesRead(
        plan.before.map(({ deployment }) => deployment),
        planned.start,
      ),
      isMachine: path === 'host:',
    },
    call,
  )
  await show(planned)
  if (!(await confirmed('Apply it?', options['yes'] === true))) {
    io.stdout.write('Nothing was changed.\n')
    return exit.clean
  }
  fillStore(plan.tasks, options, io)
  const touched = new Set(Object.values(stages).flat())
  const ask = (): ReturnType<typeof askWire> => askWire(path, options, { touched, authorities }, now(), io)
  io.stderr.write('ringwall: the running system is asked before anything is changed\n')
  const before = await ask()
  const number = state.journals.next()
  const folder = state.journals.folder(number)
  const { begun, draft } = keeping(state, () => {
    const begins: Begun = {
      event: 'begun',
      schema: 'ringwall.journal/0',
      at: now(),
      kind: 'apply',
      path: path === 'host:' ? path : resolve(io.cwd, path),
      ...snapshot({ start: planned.start, stages: plan.stages }, state.objects, true),
      emptied: [],
      engines,
    }
    state.disk.folder(folder, 0o700)
    const first = draftStatement(number, planned, begins)
    keepStatement(folder, first, state.disk)
    state.journals.note(number, begins)
    return { begun: begins, draft: first }
  })
  let statement: Statement = draft
  const carrier = carrierFor({
    number,
    begun,
    state,
    call,
    patience,
    force: options['force'] === true,
    swap: undefined,
    explain: explaining({ planned, begun, before, ask }),
    ask: proving({
      planned,
      begun,
      before,
      ask,
      patience,
      onRows(rows) {
        statement = withRows(statement, rows)
        keepStatement(folder, statement, state.disk)
      },
    }),
  })
  const outcome = await carryOut([begun], true, carrier)
  if (outcome.end === 'done') recordIssued(planned)
  return deliverOutcome(outcome, { number, state, key, options, now: now() }, io)
}

/** Components of every deployment that some stage touches. */
function touchedByAll({ plan }: Planned): JournalStage['touched'] {
  const all: Record<string, string[]> = {}
  for (const { tasks } of plan.stages)
    for (const { deployment, proposal } of tasks) for (const { component } of proposal.steps) (all[deployment] ??= []).push(component)
  return Object.fromEntries(Object.entries(all).map(([name, each]) => [name, [...new Set(each)]]))
}
