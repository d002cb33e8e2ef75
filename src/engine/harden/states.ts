import type { FileImage, JournalEvent, PlacedFile } from '../../model/journal.ts'
import { begunOf, imagesAfter } from './journal.ts'

/** A run as its journal tells of it. */
export interface Run {
  readonly number: number
  readonly events: readonly JournalEvent[]
}

/** A state that can be gone back to: the files as they were before the run of the same number. */
export interface KeptState {
  readonly number: number
  readonly at: string
  /** What the run after it was, and how it ended. */
  readonly kind: 'apply' | 'rollback'
  readonly to: number | undefined
  readonly end: 'done' | 'taken-back' | 'open'
  readonly files: number
  /** Whether what the run changed is in force: it is done, and nothing went back behind it. */
  readonly isInForce: boolean
}

export function statesOf(runs: readonly Run[]): readonly KeptState[] {
  const inForce = new Set(runsInForce(runs))
  return runs.map(({ number, events }) => {
    const { at, kind, to, before } = begunOf(events)
    return { number, at, kind, to, end: endOf(events), files: before.length, isInForce: inForce.has(number) }
  })
}

function endOf(events: readonly JournalEvent[]): KeptState['end'] {
  if (events.some(({ event }) => event === 'done')) return 'done'
  return events.some(({ event }) => event === 'taken-back') ? 'taken-back' : 'open'
}

/** Numbers of the runs whose changes the files have. A way back takes out what came after the state that it leads to. */
function runsInForce(runs: readonly Run[]): readonly number[] {
  let inForce: number[] = []
  for (const { number, events } of runs) {
    if (endOf(events) !== 'done') continue
    const { kind, to = number } = begunOf(events)
    if (kind === 'apply') inForce.push(number)
    else inForce = inForce.filter((each) => each < to)
  }
  return inForce
}

/** The state before the latest change that is in force; `undefined` where there is none to take back. */
export function latestState(runs: readonly Run[]): number | undefined {
  return runsInForce(runs).at(-1)
}

/** The files as they were before a run: of each the image that the first run from there on found. */
export function imagesAt(runs: readonly Run[], number: number): readonly PlacedFile[] {
  const found = new Map<string, FileImage | null>()
  for (const run of runs) {
    if (run.number < number) continue
    for (const { path, image } of begunOf(run.events).before) if (!found.has(path)) found.set(path, image)
  }
  return [...found].map(([path, image]) => ({ path, image }))
}

/** The files as the runs left them; what differs from it was changed by somebody else. */
export function imagesNow(runs: readonly Run[]): ReadonlyMap<string, FileImage | null> {
  const found = new Map<string, FileImage | null>()
  for (const { events } of runs) {
    const begun = begunOf(events)
    const images = endOf(events) === 'done' ? imagesAfter(begun) : new Map(begun.before.map(({ path, image }) => [path, image]))
    for (const [path, image] of images) found.set(path, image)
  }
  return found
}
