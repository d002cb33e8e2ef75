import type { Files } from '../files.ts'

/** A machine whose files are at hand: a tree with `etc/` in it, or a folder of loose settings files. */
export interface Machine {
  readonly name: string
  /** The folder that stands for `/`; absent where the files lie loose. */
  readonly tree?: string
  /** Modes and owners of the files are the machine's own. */
  readonly keepsRights: boolean
  readonly files: Files
}
