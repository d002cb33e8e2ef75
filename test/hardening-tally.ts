import type { DeploymentHardening, Hardening, OpenFinding } from '../src/model/hardening.ts'
import type { DeploymentReport, Finding, Report } from '../src/model/report.ts'
import { atLeast } from '../src/model/severity.ts'
import type { Said } from './in-process.ts'

/** What became of the critical and high findings of one deployment. */
export interface Tally {
  readonly name: string
  readonly before: readonly Finding[]
  readonly closed: readonly Finding[]
  readonly open: readonly OpenFinding[]
  /** What an audit of the written result finds, and the plan did not declare. */
  readonly undeclared: readonly Finding[]
  /** What the plan declares as open, and the audit of the result does not find. */
  readonly unseen: readonly OpenFinding[]
}

/** The plan that a call of `harden --format json` printed. */
export function asHardening({ stdout, stderr, exit }: Said): Hardening {
  if (exit !== 0 || stderr !== '') throw new Error(`harden ended with ${exit}: ${stderr}`)
  return JSON.parse(stdout) as Hardening
}

/** @param before,after audits of the folder and of what was written, each by itself */
export function tallies({ deployments }: Hardening, before: Report, after: Report): readonly Tally[] {
  return deployments.map((one) => {
    const [was, is] = [before, after].map((report) => grave(reportOn(one, report)))
    const open = one.open.filter(({ finding }) => isGrave(finding))
    const declared = new Set(open.map(({ finding }) => finding.id))
    const found = new Set(is!.map(({ id }) => id))
    return {
      name: `${one.root} ${one.name}`,
      before: was!,
      closed: was!.filter(({ id }) => !found.has(id)),
      open,
      undeclared: is!.filter(({ id }) => !declared.has(id)),
      unseen: open.filter(({ finding }) => !found.has(finding.id)),
    }
  })
}

/** What is left open of all, from 0 to 1; 0 where there was nothing. */
export function shareLeft(all: readonly Tally[]): number {
  const count = (of: (tally: Tally) => number): number => all.reduce((sum, tally) => sum + of(tally), 0)
  const before = count((tally) => tally.before.length)
  return before === 0 ? 0 : count(({ open, undeclared }) => open.length + undeclared.length) / before
}

function reportOn({ name, root }: DeploymentHardening, { deployments }: Report): DeploymentReport | undefined {
  return deployments.find((each) => each.name === name && each.root === root)
}

function grave(report: DeploymentReport | undefined): readonly Finding[] {
  return (report?.findings ?? []).filter((finding) => finding.verdict === 'fail' && isGrave(finding))
}

function isGrave({ severity }: Finding): boolean {
  return atLeast(severity, 'high')
}
