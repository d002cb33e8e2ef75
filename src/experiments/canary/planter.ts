import type { Protocol } from '../../model/vocabulary.ts'
import type { Asking, Target } from '../../probes/probe.ts'

/** What is written: a random value, and a random name under which it lies. */
export interface Marked {
  /** At most 20 bytes: Redis compresses longer texts in its files (rdb.c, rdbSaveRawString). */
  readonly value: string
  /** Of letters, digits and underscores; people see by it whose it is. */
  readonly name: string
  /** Seconds after which the server removes it by itself, where it can. */
  readonly keptFor: number
}

/** A place where the value may have gone, as the server's own program sees it: a file or a folder. */
export interface Trace {
  readonly path: string
  readonly holds: 'data' | 'log'
}

export interface Traces {
  readonly traces: readonly Trace[]
  /** The file that holds the value when the server has written it. */
  readonly own?: string
  /** Files that only this server has: that they are there, and hold these bytes, shows that its files are the ones that are searched. */
  readonly proof: readonly { readonly path: string; readonly bytes?: Uint8Array }[]
  /** It logs to its standard output or error. */
  readonly logsToOutput: boolean
  /** What is logged, and goes nowhere that is searched: one clause each. */
  readonly open: readonly string[]
}

/** One server, ready to take the value. All members throw `WireError`s alone. */
export interface Planted {
  /** Where it lies, in words: `key ringwall_canary_1f…`. */
  readonly what: string
  /** How a person removes it. */
  readonly removal: string
  /** Writes it. A clause where the server does not let us; then there may be parts to remove all the same. */
  readonly write: () => Promise<string | undefined>
  /** Where the server keeps what it writes, by its own word; `known` is what the map knows of it. */
  readonly traces: (known: readonly Trace[]) => Promise<Traces>
  /** Makes the server write to its files now. A clause where it does not. */
  readonly flush: () => Promise<string | undefined>
  readonly remove: () => Promise<void>
  readonly isGone: () => Promise<boolean>
  readonly end: () => void
}

/** How a value is put into one kind of server, and taken back. */
export interface Planter {
  readonly protocol: Protocol
  /** One clause for the plan: what is written and removed. */
  readonly does: string
  /** Logs in. A clause where there is no safe way to, or the account is refused: then nothing was changed. */
  readonly open: (target: Target, asking: Asking, marked: Marked) => Promise<Planted | string>
}
