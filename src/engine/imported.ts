import type { Deployment } from '../model/graph.ts'
import type { Waiver } from '../model/project.ts'
import type { DeploymentReport, Finding } from '../model/report.ts'
import { isOver } from './attestations.ts'
import { reportWaiver } from './judge.ts'
import type { Ledger } from './ledger.ts'
import { nameOf, note } from './ledger.ts'
import { summarise } from './report.ts'
import { expired, matches } from './settle.ts'

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
