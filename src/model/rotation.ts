import type { FileChange } from './hardening.ts'
import type { Overlap } from './secrets-report.ts'

/** How secrets get other values while the service is up, or what came of it: the contract of schema/rotation.json. No value is in it. */
export interface RotationReport {
  readonly schema: 'ringwall.rotation/0'
  readonly tool: { readonly name: 'ringwall'; readonly version: string }
  readonly secrets: readonly PlannedRotation[]
  readonly files: readonly FileChange[]
  /** `unfinished`: neither done nor taken back. */
  readonly outcome: 'planned' | 'rotated' | 'taken-back' | 'unfinished'
  /** Why it was taken back, or is not at its end. */
  readonly why: string | null
  /** What --rollback goes back to; `null` of a plan. */
  readonly state: number | null
}

export interface PlannedRotation {
  readonly name: string
  readonly deployment: string
  /** Accounts of running servers; empty where no server keeps the value. */
  readonly doors: readonly { readonly listener: string; readonly user: string; readonly way: Overlap }[]
  /** Components that are started anew when the files have the next value. */
  readonly switches: readonly string[]
  /** Servers that are started anew in the end, because their own health check says the value. */
  readonly restarts: readonly string[]
  readonly risks: readonly string[]
}
