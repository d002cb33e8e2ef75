import type { JournalEvent } from '../../model/journal.ts'
import { begunOf, nextStep, whyBack } from './journal.ts'

/** What carrying out does to the world, handed in. Every one may be done again after it was done, or after a half of it was. Errors tell why not. */
export interface Carrier {
  /** Writes an event down; it is on the disk when it returns. */
  readonly note: (event: JournalEvent) => void
  readonly write: (stage: number) => void
  /** The programs take the files of a stage. Gives what whoever called should know. */
  readonly tell: (stage: number) => Promise<readonly string[]>
  readonly prove: (stage: number) => Promise<readonly string[]>
  readonly restore: () => void
  readonly tellBack: () => Promise<readonly string[]>
  /** Everything is proven: what is to be kept of it is kept. */
  readonly finish: (notes: readonly string[]) => void
  readonly tidy: () => void
  /** ISO 8601. */
  readonly now: () => string
  /** A sentence for whoever calls; no secret is in it. */
  readonly reason: (error: unknown) => string
}

export type Outcome =
  | { readonly end: 'done'; readonly notes: readonly string[] }
  /** The old state holds. */
  | { readonly end: 'taken-back'; readonly why: string; readonly notes: readonly string[] }
  /** Neither holds as a whole, and the next call goes on. */
  | { readonly end: 'stuck'; readonly why: string; readonly failed: string | undefined }

/**
 * Brings a run to its end, from wherever its journal stands: forward until something fails, then back. `isNew`: it was begun by this
 * process; one that another process left is taken back, or gone on with where only its end is missing.
 */
export async function carryOut(before: readonly JournalEvent[], isNew: boolean, carrier: Carrier): Promise<Outcome> {
  const events: JournalEvent[] = [...before]
  const isRollback = begunOf(events).kind === 'rollback'
  const notes: string[] = []
  let failed = failureIn(events)
  const interrupted = isNew ? undefined : whyBack(events)
  if (interrupted !== undefined) fail(interrupted)
  for (;;) {
    const next = nextStep(events)
    try {
      switch (next.do) {
        case 'write':
          note({ event: 'writing', at: carrier.now(), stage: next.stage })
          carrier.write(next.stage)
          note({ event: 'written', at: carrier.now(), stage: next.stage })
          break
        case 'tell':
          notes.push(...(await carried(() => carrier.tell(next.stage))))
          note({ event: 'told', at: carrier.now(), stage: next.stage })
          break
        case 'prove':
          notes.push(...(await carried(() => carrier.prove(next.stage))))
          note({ event: 'proven', at: carrier.now(), stage: next.stage })
          break
        case 'finish':
          carrier.finish(notes)
          note({ event: 'done', at: carrier.now(), notes })
          break
        case 'restore':
          carrier.restore()
          noteIfPossible({ event: 'restored', at: carrier.now() })
          break
        case 'tell-back':
          notes.push(...(await carrier.tellBack()))
          noteIfPossible({ event: 'taken-back', at: carrier.now() })
          break
        case 'tidy':
          carrier.tidy()
          noteIfPossible({ event: 'closed', at: carrier.now() })
          break
        case 'nothing':
          return failed === undefined ? { end: 'done', notes } : { end: 'taken-back', why: failed, notes }
      }
    } catch (error) {
      const why = carrier.reason(error)
      if (next.do === 'write' || next.do === 'tell' || next.do === 'prove' || next.do === 'finish') fail(why)
      else {
        noteIfPossible({ event: 'stuck', at: carrier.now(), why })
        return { end: 'stuck', why, failed }
      }
    }
  }

  function note(event: JournalEvent): void {
    carrier.note(event)
    events.push(event)
  }

  /** On the way back a journal that cannot be written must not stop it: each of its steps may be done twice. */
  function noteIfPossible(event: JournalEvent): void {
    events.push(event)
    try {
      carrier.note(event)
    } catch {
      // what the journal says last is done again by the next call
    }
  }

  function fail(why: string): void {
    failed = why
    noteIfPossible({ event: 'failed', at: carrier.now(), why })
  }

  /** Whoever asks for the older state gets it, whatever the programs make of it: what failed is told. */
  async function carried(work: () => Promise<readonly string[]>): Promise<readonly string[]> {
    if (!isRollback) return work()
    try {
      return await work()
    } catch (error) {
      return [carrier.reason(error)]
    }
  }
}

function failureIn(events: readonly JournalEvent[]): string | undefined {
  const found = events.find(({ event }) => event === 'failed')
  return found?.event === 'failed' ? found.why : undefined
}
