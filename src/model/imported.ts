import type { Location, ToolReport } from './report.ts'
import type { Severity } from './vocabulary.ts'

/** What one run of another tool found. */
export interface Imported {
  readonly tool: ToolReport
  readonly findings: readonly ImportedFinding[]
  /** What was left out, and why. */
  readonly gaps: readonly string[]
}

export interface ImportedFinding {
  /** The tool's own id of the rule. */
  readonly rule: string
  readonly verdict: 'fail' | 'unknown'
  readonly severity: Severity
  /** What it is about: a file, an image, a host. */
  readonly subject: string
  /** Tells findings of one rule on one subject apart, where lines do not. */
  readonly discriminator: string
  readonly title: string
  readonly message: string
  readonly expected: string
  readonly actual: string
  readonly fix: string
  readonly references: readonly string[]
  readonly locations: readonly Location[]
}
