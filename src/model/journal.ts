import type { Phase } from './remedy.ts'
import type { Overlap } from './secrets-report.ts'

/** A file as it is or is to be. */
export interface FileImage {
  /** SHA-256 of its bytes, which the state folder keeps under this name. */
  readonly content: string
  /** Permission bits. */
  readonly mode: number
  readonly user: number
  readonly group: number
}

/** `null`: there is no file. */
export interface PlacedFile {
  /** Absolute, links followed. */
  readonly path: string
  readonly image: FileImage | null
}

/** One step of a change: after it, files and running programs are a state of their own. */
export interface JournalStage {
  readonly phase: Phase | 'back'
  /** What is another than before the stage. */
  readonly files: readonly PlacedFile[]
  /** Components that have to notice, by deployment. */
  readonly touched: Readonly<Record<string, readonly string[]>>
  /** What runs inside of components once they are well, by deployment; each does the same however often. Absent: nothing. */
  readonly runs?: Readonly<Record<string, readonly { readonly component: string; readonly words: readonly string[] }[]>>
}

/** How the programs of a deployment are told that their files are others. */
export type EngineRecord = ComposeRecord | SystemdRecord

export interface ComposeRecord {
  readonly kind: 'compose'
  readonly deployment: string
  /** `docker compose` or another program, with the words before its options. */
  readonly program: readonly string[]
  readonly project: string
  /** Absolute. */
  readonly folder: string
  readonly files: readonly string[]
  readonly envFiles: readonly string[]
  /** Services that had running containers. */
  readonly running: readonly string[]
  /** Of these, those that were well: what was ill before is nothing to measure by. */
  readonly well: readonly string[]
  /** Services that the changed files add. */
  readonly added: readonly string[]
  /** Only what is touched is made anew: the rest runs on, whatever its files say by now. */
  readonly isAlone?: true
  /** Networks that there were, as the files name them; absent in a journal of before it was noted. */
  readonly networks?: readonly string[] | undefined
  /** Variables of the files that had no value in the environment. */
  readonly unset: readonly string[]
}

export interface SystemdRecord {
  readonly kind: 'systemd'
  readonly deployment: string
  /** Unit by component. */
  readonly units: Readonly<Record<string, string>>
}

/** An account of a running server that gets another password. */
export interface DoorChange {
  readonly deployment: string
  readonly component: string
  readonly listener: string
  readonly user: string
  readonly way: Overlap
  /** Name of the content in the state folder that has both values, as JSON: `old` and `next`. */
  readonly values: string
}

/** A change as a whole, written down before the first file is another. */
export interface Begun {
  readonly event: 'begun'
  readonly schema: 'ringwall.journal/0'
  readonly at: string
  /** A change that is interrupted is taken back; a way back is gone on with. */
  readonly kind: 'apply' | 'rollback'
  /** The number of the state that a way back leads to. */
  readonly to?: number
  /** The path of the call. */
  readonly path: string
  readonly before: readonly PlacedFile[]
  readonly stages: readonly JournalStage[]
  /** Folders that are not there yet, the outermost first. */
  readonly folders: readonly string[]
  /** Folders that earlier runs made: they go at the end of a way back, where nothing is in them. */
  readonly emptied: readonly string[]
  readonly engines: readonly EngineRecord[]
  /** Passwords that running servers are told: in `accept` those that take two, in `switch` the others, in `close` the old ones go. */
  readonly doors?: readonly DoorChange[]
}

/** What a journal tells, one line each. The last one says what holds. */
export type JournalEvent =
  | Begun
  /** Files of a stage are being replaced. */
  | { readonly event: 'writing' | 'written' | 'told' | 'proven'; readonly at: string; readonly stage: number }
  /** From here on everything goes back. */
  | { readonly event: 'failed'; readonly at: string; readonly why: string }
  /** All files are as they were. */
  | { readonly event: 'restored'; readonly at: string }
  /** The old state holds: files and programs. */
  | { readonly event: 'taken-back'; readonly at: string }
  /** The new state holds. */
  | { readonly event: 'done'; readonly at: string; readonly notes: readonly string[] }
  /** Nothing is left beside the files. */
  | { readonly event: 'closed'; readonly at: string }
  /** A step of the way back, or of a rollback, was not possible: the next call tries again. */
  | { readonly event: 'stuck'; readonly at: string; readonly why: string }
