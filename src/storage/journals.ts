import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalEvent } from '../model/journal.ts'
import type { Disk } from './disk.ts'

/** Journals of runs, one folder each, by number. */
export interface Journals {
  /** Those that were begun, the oldest first. */
  readonly all: () => readonly { readonly number: number; readonly events: readonly JournalEvent[] }[]
  /** The number that the next one gets. */
  readonly next: () => number
  readonly note: (number: number, event: JournalEvent) => void
  /** Folder of a run, for what is kept beside its journal. */
  readonly folder: (number: number) => string
}

export function openJournals(folder: string, disk: Disk): Journals {
  const of = (number: number): string => join(folder, String(number).padStart(4, '0'))
  const numbers = (): readonly number[] =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .flatMap((name) => (/^\d{4,}$/.test(name) ? [Number(name)] : []))
      .toSorted((one, other) => one - other)
  return {
    all: () =>
      numbers().flatMap((number) => {
        const events = readJournal(join(of(number), 'journal'))
        // before it says what it is about, nothing is changed
        return events[0]?.event === 'begun' ? [{ number, events }] : []
      }),
    next: () => (numbers().at(-1) ?? 0) + 1,
    note(number, event) {
      const path = join(of(number), 'journal')
      disk.folder(of(number), 0o700)
      // a line that a process did not finish is closed first
      const isTorn = existsSync(path) && !/(?:^|\n)$/.test(readFileSync(path, 'utf8'))
      disk.append(path, `${isTorn ? '\n' : ''}${JSON.stringify(event)}\n`)
    },
    folder: of,
  }
}

/** What was not written to its end did not happen. */
function readJournal(path: string): readonly JournalEvent[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        // only this program writes it: its shape is not checked further
        return line === '' ? [] : [JSON.parse(line) as JournalEvent]
      } catch {
        return []
      }
    })
}
