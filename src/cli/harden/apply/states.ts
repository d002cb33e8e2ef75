import { begunOf, isOpen } from '../../../engine/harden/journal.ts'
import type { KeptState } from '../../../engine/harden/states.ts'
import { statesOf } from '../../../engine/harden/states.ts'
import type { JournalEvent } from '../../../model/journal.ts'
import type { Io } from '../../io.ts'
import { exit } from '../../io.ts'
import type { StateFolder } from './state-folder.ts'

/** `--states`: what can be gone back to. */
export function listStates({ journals }: StateFolder, format: string, io: Io): number {
  const states = statesOf(journals.all())
  if (format === 'json') io.stdout.write(`${JSON.stringify(states, undefined, 2)}\n`)
  else if (states.length === 0) io.stdout.write('Nothing was applied here.\n')
  else for (const state of states) io.stdout.write(`${line(state)}\n`)
  return exit.clean
}

function line({ number, at, kind, to, end, files, isInForce }: KeptState): string {
  const run = kind === 'apply' ? 'apply' : `rollback to ${to ?? ''}`
  const ended = { done: isInForce ? 'done, in force' : 'done', 'taken-back': 'taken back', open: 'NOT AT ITS END' }[end]
  return `${String(number).padStart(4)}  as it was before the ${run} of ${at}  ${files} ${files === 1 ? 'file' : 'files'}; the ${kind} is ${ended}`
}

/** `--status`: which state holds, and what the next call will do. Nothing is changed. */
export function tellStatus({ journals, path }: StateFolder, io: Io): number {
  const runs = journals.all()
  const open = runs.find(({ events }) => isOpen(events))
  const last = open ?? runs.at(-1)
  if (last === undefined) {
    io.stdout.write('Nothing was applied here.\n')
    return exit.clean
  }
  const { kind, at } = begunOf(last.events)
  io.stdout.write(`${kind} of ${at}: ${sentence(last.events)}\n`)
  const why = last.events.findLast((event) => event.event === 'failed' || event.event === 'stuck')
  if (why?.event === 'failed' || why?.event === 'stuck') io.stdout.write(`it says why: ${why.why}\n`)
  io.stdout.write(`the journal: ${path}/runs/${String(last.number).padStart(4, '0')}/journal\n`)
  if (open === undefined) return exit.clean
  io.stdout.write('the next --apply or --rollback brings it to its end first\n')
  return exit.unfinished
}

/** What holds after the last thing that the journal tells. */
function sentence(events: readonly JournalEvent[]): string {
  const last = events.findLast(({ event }) => event !== 'stuck')!
  switch (last.event) {
    case 'begun':
      return 'the old state holds; nothing was written yet'
    case 'writing':
      return `files of stage ${last.stage + 1} are being written`
    case 'written':
      return `the files of stage ${last.stage + 1} are written, and the programs not told yet`
    case 'told':
      return `the files of stage ${last.stage + 1} are written and the programs told; it is not proven yet`
    case 'proven':
      return `stage ${last.stage + 1} is proven`
    case 'failed':
      return 'it failed, and everything is going back'
    case 'restored':
      return 'the files are the old ones, and the programs not told yet'
    case 'taken-back':
      return 'the old state holds'
    case 'done':
      return reached(events)
    case 'closed':
      return events.some(({ event }) => event === 'done') ? reached(events) : 'the old state holds'
    case 'stuck':
      throw new Error('it was left out above')
  }
}

/** What a run that is done has led to: of a rollback an older state. */
function reached(events: readonly JournalEvent[]): string {
  const { kind, to } = begunOf(events)
  return kind === 'rollback' && to !== undefined ? `the files are as they were before run ${to}` : 'the new state holds'
}
