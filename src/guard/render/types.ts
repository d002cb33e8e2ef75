import type { GuardDocument } from '../document/read.ts'

/** One file of an engine's configuration, in the guard's folder. */
export interface RenderedFile {
  readonly name: string
  readonly text: string
  /** Never shown; readable by the engine's user alone. */
  readonly isSecret: boolean
}

/** Writes the configuration of an engine: pure, the same for the same document. `secret` gives the value of a named one. */
export type Render = (document: GuardDocument, secret: (name: string) => string) => readonly RenderedFile[]

/** Sockets in the guard's folder. */
export const sockets = { decisions: 'decide.sock', portal: 'portal.sock', manage: 'manage.sock', upgrades: 'upgrades.sock' } as const
