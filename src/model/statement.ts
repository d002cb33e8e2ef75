import type { Phase } from './remedy.ts'
import type { SignatureReport } from './report.ts'
import type { Severity, SubjectType } from './vocabulary.ts'

/** What `harden --apply` did and what the wire says of it: the contract of schema/statement.json. No secret value is in it. */
export interface Statement {
  readonly schema: 'ringwall.statement/0'
  readonly tool: { readonly name: 'ringwall'; readonly version: string }
  /** The state before it, for `--rollback`. */
  readonly state: number
  /** ISO 8601. */
  readonly started: string
  readonly ended: string
  readonly outcome: 'applied' | 'taken-back'
  /** Why it was taken back; `null` where it was not. */
  readonly why: string | null
  readonly stages: readonly { readonly phase: Phase | 'back'; readonly files: readonly string[]; readonly components: readonly string[] }[]
  readonly deployments: readonly DeploymentStatement[]
  readonly notes: readonly string[]
  readonly signature?: SignatureReport
}

export interface DeploymentStatement {
  readonly name: string
  readonly root: string
  readonly measures: readonly { readonly id: string; readonly title: string; readonly closes: readonly string[] }[]
  /** Every finding that was open and that the plan closes. */
  readonly rows: readonly ProofRow[]
  /** What stays open, by id. */
  readonly open: readonly {
    readonly id: string
    readonly control: string
    readonly subject: string
    readonly severity: Severity
    readonly why: string
  }[]
}

export interface ProofRow {
  readonly id: string
  readonly control: string
  readonly subject: { readonly type: SubjectType; readonly id: string }
  readonly severity: Severity
  readonly requirements: readonly string[]
  /** Who said that it was open: the files, or the running system as well. */
  readonly was: 'configured' | 'observed'
  readonly now: ProofNow
  /** What the running system said, in words of ours. */
  readonly said: readonly string[]
}

/**
 * `observed-closed`: the running system was asked, and it is closed. `configured-closed`: it is decided by files alone, which say so.
 * `unproven`: nobody can tell. `open`: the running system is still open.
 */
export type ProofNow = 'observed-closed' | 'configured-closed' | 'unproven' | 'open'
