import type { Begun, FileImage, JournalEvent, PlacedFile } from '../../model/journal.ts'

/** What a run does to files. */
type Files = Pick<Begun, 'before' | 'stages'>

/** What a journal says has to happen next. */
export type NextStep =
  | { readonly do: 'write' | 'tell' | 'prove'; readonly stage: number }
  /** Everything goes back: the files, then the programs. */
  | { readonly do: 'restore' | 'tell-back' }
  | { readonly do: 'finish' }
  /** The state holds; what was beside the files goes. */
  | { readonly do: 'tidy' }
  | { readonly do: 'nothing' }

/** Next step of a run that is under way. Events that only say why something is not done yet do not count. */
export function nextStep(events: readonly JournalEvent[]): NextStep {
  const last = events.findLast(({ event }) => event !== 'stuck')
  if (last === undefined) return { do: 'nothing' }
  switch (last.event) {
    case 'begun':
      return { do: 'write', stage: 0 }
    case 'writing':
      return { do: 'write', stage: last.stage }
    case 'written':
      return { do: 'tell', stage: last.stage }
    case 'told':
      return { do: 'prove', stage: last.stage }
    case 'proven':
      return last.stage + 1 < begunOf(events).stages.length ? { do: 'write', stage: last.stage + 1 } : { do: 'finish' }
    case 'failed':
      return { do: 'restore' }
    case 'restored':
      return { do: 'tell-back' }
    case 'done':
    case 'taken-back':
      return { do: 'tidy' }
    case 'closed':
      return { do: 'nothing' }
    case 'stuck':
      throw new Error('it was left out above')
  }
}

/** Whether the run that wrote it left something to do. */
export function isOpen(events: readonly JournalEvent[]): boolean {
  return nextStep(events).do !== 'nothing'
}

/**
 * Why a run that was ended in the middle goes back; `undefined` where it goes on: it was proven to its end, it is on its way back
 * already, or it is a rollback, whose end is the older state.
 */
export function whyBack(events: readonly JournalEvent[]): string | undefined {
  const next = nextStep(events)
  if (begunOf(events).kind === 'rollback') return undefined
  if (next.do !== 'write' && next.do !== 'tell' && next.do !== 'prove') return undefined
  const during = { write: 'its files were written', tell: 'the programs were told', prove: 'it was proven' }[next.do]
  return `the run was ended in stage ${next.stage + 1} before ${during}`
}

export function begunOf(events: readonly JournalEvent[]): Begun {
  const [first] = events
  if (first?.event !== 'begun') throw new Error('a journal begins with what it is about')
  return first
}

/** The files before a stage, by path. */
export function imagesBefore({ before, stages }: Files, stage: number): ReadonlyMap<string, FileImage | null> {
  return new Map([...before, ...stages.slice(0, stage).flatMap(({ files }) => files)].map(({ path, image }) => [path, image]))
}

/** The files once it is done. */
export function imagesAfter(begun: Files): ReadonlyMap<string, FileImage | null> {
  return imagesBefore(begun, begun.stages.length)
}

export function isSameImage(one: FileImage | null, other: FileImage | null): boolean {
  if (one === null || other === null) return one === other
  return one.content === other.content && one.mode === other.mode && one.user === other.user && one.group === other.group
}

/** Every image that a run gives a file. */
export function imagesOf({ before, stages }: Files, path: string): readonly (FileImage | null)[] {
  return [...before, ...stages.flatMap(({ files }) => files)].flatMap((file: PlacedFile) => (file.path === path ? [file.image] : []))
}
