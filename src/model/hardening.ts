import type { OpenReason, Phase } from './remedy.ts'
import type { Finding, InputReport, Location } from './report.ts'

/** What `harden` would change: the contract of schema/hardening.json. No secret value is in it. */
export interface Hardening {
  readonly schema: 'ringwall.hardening/0'
  readonly tool: { readonly name: 'ringwall'; readonly version: string }
  readonly deployments: readonly DeploymentHardening[]
  /** Every file that is another afterwards, whichever deployment reads it. */
  readonly files: readonly FileChange[]
}

export interface DeploymentHardening {
  readonly name: string
  readonly root: string
  readonly measures: readonly Measure[]
  /** Findings that are no more afterwards, as the same controls judge the changed files. */
  readonly closed: readonly Finding[]
  readonly open: readonly OpenFinding[]
  /** Findings that were not there before. */
  readonly added: readonly Finding[]
  readonly inputs: readonly InputReport[]
}

/** One proposal that is carried out. */
export interface Measure {
  readonly id: string
  readonly remedy: string
  readonly title: string
  readonly steps: readonly { readonly component: string; readonly phase: Phase }[]
  /** Ids of the findings that it closes. */
  readonly closes: readonly string[]
  /** The controls of these, and where they were seen. */
  readonly controls: readonly string[]
  readonly places: readonly Location[]
  /** Files that it changes or adds. */
  readonly files: readonly string[]
  readonly requirements: readonly string[]
  readonly risks: readonly string[]
  readonly notes: readonly string[]
}

export interface FileChange {
  readonly file: string
  readonly is: 'changed' | 'new' | 'gone'
  /** Permission bits, such as `0600`, where it is new or others lose what they may do with it. */
  readonly mode: string | null
  readonly isSecret: boolean
  /** Unified, values of secrets masked; empty for a file that is a secret as a whole. What is gone is whole in it. */
  readonly diff: string
}

export interface OpenFinding {
  readonly finding: Finding
  readonly reason: OpenReason
  readonly why: string
}
