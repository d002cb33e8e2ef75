import type { Deployment } from '../model/graph.ts'
import type { Imported, ImportedFinding } from '../model/imported.ts'
import type { Waiver } from '../model/project.ts'
import type { DeploymentReport, Finding, ToolReport } from '../model/report.ts'
import { isOver } from './attestations.ts'
import { compareFindings, distinct, fingerprint, reportWaiver } from './judge.ts'
import type { Ledger } from './ledger.ts'
import { nameOf, note } from './ledger.ts'
import { summarise, withoutGraph } from './report.ts'
import { expired, matches } from './settle.ts'

/** What another tool found, as a report of its own: our counts stay ours. */
export function reportImported(file: string, imported: readonly Imported[]): readonly DeploymentReport[] {
  return imported.map(({ tool, findings, gaps }, index): DeploymentReport => {
    const name = imported.length === 1 ? file : `${file} (${tool.name}${index === 0 ? '' : ` ${index + 1}`})`
    const reported = distinct(findings.map((finding) => reportFinding(finding, tool)).toSorted(compareFindings))
    const input = { file, as: tool.format, status: gaps.length === 0 ? 'read' : 'partial', gaps: gaps.map((why) => ({ why })) } as const
    const { summary, ...report } = withoutGraph(name, [input], reported)
    return { ...report, imported: tool, summary }
  })
}

/** `import/trivy/DS-0002`: the tool, then its own rule. The file of the report is no part of the fingerprint: it is another one at every run. */
function reportFinding(finding: ImportedFinding, { name, version }: ToolReport): Finding {
  const { rule, verdict, severity, subject, discriminator, title, message, expected, actual, fix, references, locations } = finding
  const control = `import/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}/${rule}`
  return {
    id: fingerprint([control, subject, discriminator]),
    control,
    verdict,
    severity,
    subject: { type: 'deployment', id: subject },
    title,
    message,
    expected,
    actual,
    fix,
    basis: 'observed',
    locations,
    requirements: [],
    references,
    remedy: null,
    occurrences: 1,
    tool: { name, version, rule },
  }
}

/** Another tool's findings are waived by control, subject and place. There is no graph that a condition could be held against. */
export function waiveImported(report: DeploymentReport, ledger: Ledger, home: Deployment | undefined): DeploymentReport {
  const waivers = [...ledger.books.waivers, ...ledger.books.comments().waivers]
  const findings = report.findings.map((finding): Finding => {
    const subject = { control: finding.control, subjects: [finding.subject.id], components: [], rows: [], places: finding.locations }
    const waiver = waivers.find((each) => matches(each, subject) && accepts(each, ledger, home))
    return waiver === undefined ? finding : { ...finding, verdict: 'waived', waiver: reportWaiver(waiver) }
  })
  return { ...report, findings, summary: summarise({ findings, passes: report.summary.pass }) }
}

function accepts(waiver: Waiver, ledger: Ledger, home: Deployment | undefined): boolean {
  ledger.matched.add(waiver)
  const isExpired = isOver(waiver.until, ledger.now)
  if (home !== undefined && isExpired) note(ledger, home, expired(waiver))
  if (home !== undefined && waiver.when !== undefined) {
    const of = nameOf(waiver)
    const message = `The condition of the ${of} does not hold: of what another tool found, nobody can tell. It is reported again.`
    note(ledger, home, { kind: 'condition', of, place: waiver.at, message, actual: 'the condition does not hold' })
  }
  return !isExpired && waiver.when === undefined
}
