import type { KeyObject } from 'node:crypto'
import type { Hashed } from '../audit/values.ts'
import type { AuditLog } from '../audit/writer.ts'
import type { Decide } from '../decide/decide.ts'
import type { GuardDocument } from '../document/read.ts'
import type { EdgeParts } from '../edge/desk.ts'
import type { Lent, Sources } from '../people/sources.ts'
import type { GuardState } from '../state/types.ts'
import type { EngineState } from './engine.ts'

/** What a guard is made of. */
export interface GuardParts {
  readonly document: GuardDocument
  readonly state: GuardState
  readonly audit: AuditLog
  /** Keyed hashes for the audit log. */
  readonly hash: (value: string) => Hashed
  readonly pepper?: Buffer
  readonly identity?: KeyObject
  /** Where people are known, with what this guard lends them. */
  readonly sources: (lent: Lent) => Sources
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
  /** The text of a file that a site names. */
  readonly read: (file: string) => string
  /** Where HAProxy is told of keys that it judges by itself. */
  readonly edge?: Pick<EdgeParts, 'tell' | 'maps'>
  /** Fingerprints of guard.yaml, and of the engine's configuration as that has it. */
  readonly fingerprints: Pick<EngineState, 'document' | 'expected'>
  /** Takes the time of decisions. */
  readonly timed?: (decide: Decide) => Decide
  /** Told of what went wrong beside the way of a request. */
  readonly trouble: (what: string) => void
}
