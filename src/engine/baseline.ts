import type { DeploymentReport, Finding, FixedReport, Report } from '../model/report.ts'
import { atLeast } from '../model/severity.ts'
import { summarise } from './report.ts'

/** What is used of an earlier report. */
export interface Baseline {
  /** The file, as the call names it. */
  readonly file: string
  readonly deployments: readonly BaselineDeployment[]
}

export interface BaselineDeployment {
  readonly name: string
  /** Name of the tool whose findings these are. */
  readonly tool?: string
  readonly findings: readonly BaselineFinding[]
}

export type BaselineFinding = FixedReport & Pick<Finding, 'verdict' | 'occurrences'>

/** Holds a report against an earlier one, finding by finding, by their fingerprints. */
export function compare(report: Report, baseline: Baseline): Report {
  const before = new Map(baseline.deployments.map((deployment) => [keyOf(deployment.name, deployment.tool), deployment.findings]))
  const judged = new Set(report.deployments.map(({ name, imported }) => keyOf(name, imported?.name)))
  return {
    ...report,
    deployments: report.deployments.map((deployment) =>
      compareDeployment(deployment, before.get(keyOf(deployment.name, deployment.imported?.name)) ?? []),
    ),
    baseline: {
      file: baseline.file,
      missing: baseline.deployments.filter(({ name, tool }) => !judged.has(keyOf(name, tool))).map(({ name }) => name),
    },
  }
}

/** A tool's report may have another name at every run. */
function keyOf(name: string, tool: string | undefined): string {
  return tool === undefined ? `deployment ${name}` : `tool ${tool}`
}

function compareDeployment(deployment: DeploymentReport, before: readonly BaselineFinding[]): DeploymentReport {
  const earlier = new Map(before.map((finding) => [finding.id, finding]))
  const findings = deployment.findings.map((finding): Finding => ({
    ...finding,
    baseline: isUnchanged(finding, earlier.get(finding.id)) ? 'unchanged' : 'new',
  }))
  const now = new Set(findings.map(({ id }) => id))
  const fixed = before
    .filter(({ id, verdict }) => verdict === 'fail' && !now.has(id))
    .map(({ id, control, severity, subject, title, locations }): FixedReport => ({ id, control, severity, subject, title, locations }))
  const summary = {
    ...summarise({ findings, passes: deployment.summary.pass }),
    new: findings.filter((finding) => finding.verdict === 'fail' && finding.baseline === 'new').length,
    fixed: fixed.length,
  }
  return { ...deployment, findings, fixed, summary }
}

/** The same fault, and no worse: not more severe, not in more places, and not one that was open or accepted before and fails now. */
function isUnchanged(finding: Finding, before: BaselineFinding | undefined): boolean {
  if (before === undefined) return false
  if (finding.verdict !== 'fail') return true
  return before.verdict === 'fail' && atLeast(before.severity, finding.severity) && finding.occurrences <= before.occurrences
}
