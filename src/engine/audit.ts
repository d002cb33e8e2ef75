import type { Control } from '../model/control.ts'
import type { Guide } from '../model/guide.ts'
import type { DeploymentInput, InputFile } from '../model/platform.ts'
import type { Deployment } from '../model/graph.ts'
import type { DeploymentReport, Finding, InputReport, Report } from '../model/report.ts'
import type { Technology } from '../model/technology.ts'
import { buildDeployment } from './build.ts'
import { waiveImported } from './imported.ts'
import { compareFindings, judge } from './judge.ts'
import type { Books, Ledger } from './ledger.ts'
import { closingNotes, longWaivers, openLedger } from './ledger.ts'
import { reportAttestation, reportDeployment, reportFailure, summarise } from './report.ts'
import { guidesInForce } from './requirements.ts'

/** Everything that the engine needs to know, handed in: it names no product and no control itself. */
export interface Registry {
  readonly technologies: readonly Technology[]
  readonly controls: readonly Control[]
  readonly guides: readonly Guide[]
}

export interface AuditOptions {
  readonly version: string
  /** ISO 8601; what expires is held against it. */
  readonly now: string
  /** Also the passing verdicts. */
  readonly all: boolean
  /** Guide ids asked for by name; none: those that the components bring. */
  readonly guides: readonly string[]
  /** What other tools found. */
  readonly imported?: readonly DeploymentReport[]
  /** What somebody accepts and vouches for. */
  readonly books?: Books
  /** Adds what was asked of the running system. */
  readonly observe?: (deployment: Deployment) => Deployment
  /** Called before each deployment, for progress. */
  readonly onDeployment?: (name: string, index: number, total: number) => void
}

/** What the platforms found. */
export interface Found {
  readonly deployments: readonly DeploymentInput[]
  readonly failures: readonly InputFile[]
  /** Deployments made of files that none of the others read: asked for when those were read. */
  readonly rest?: () => { readonly deployments: readonly DeploymentInput[]; readonly failures: readonly InputFile[] }
}

/** discover -> read -> judge: what the platforms found becomes the report. */
export function audit(found: Found, registry: Registry, options: AuditOptions): Report {
  const reports = new Map<DeploymentInput, DeploymentReport>()
  const ledger = options.books === undefined ? undefined : openLedger(options.books, options.now)
  const noted = new Map<DeploymentInput, Deployment>()
  const [controls, last] = [
    registry.controls.filter(({ after }) => after === undefined),
    registry.controls.filter(({ after }) => after !== undefined),
  ]
  judgeAll(found.deployments)
  const rest = found.rest?.() ?? { deployments: [], failures: [] }
  judgeAll(rest.deployments)
  const imported = (options.imported ?? []).map((report) => (ledger === undefined ? report : waiveImported(report, ledger, [...noted.values()][0])))
  if (ledger !== undefined) closeBooks(ledger)
  return {
    schema: 'ringwall.report/0',
    tool: { name: 'ringwall', version: options.version },
    deployments: [
      ...[...reports.keys()].map((input) => ownFindings(input, reports)),
      ...[...found.failures, ...rest.failures].map(reportFailure),
      ...imported,
    ],
    ...(ledger === undefined || ledger.books.attestations.length === 0 ? {} : { attestations: ledger.books.attestations.map(reportAttestation) }),
  }

  function judgeAll(inputs: readonly DeploymentInput[]): void {
    for (const [index, input] of inputs.entries()) {
      options.onDeployment?.(input.name, index, inputs.length)
      const built = buildDeployment(input, registry.technologies, options.now)
      const deployment = options.observe?.(built) ?? built
      const judged = judge(deployment, controls, guidesInForce(deployment, registry.guides, options.guides), options.all, ledger)
      reports.set(input, reportDeployment(deployment, judged))
      if (ledger !== undefined && (noted.size === 0 || ledger.notes.has(deployment.name))) noted.set(input, deployment)
    }
  }

  /** Judges the books themselves. What concerns no deployment more than another stands with the first. */
  function closeBooks(open: Ledger): void {
    for (const [index, [input, deployment]] of [...noted].entries()) {
      const isFirst = index === 0
      const notes = [...(open.notes.get(deployment.name) ?? []), ...(isFirst ? closingNotes(open, registry.controls, registry.guides) : [])]
      const report = withFindings(reports.get(input)!, judge({ ...deployment, notes }, last, []).findings)
      reports.set(input, isFirst ? { ...report, inputs: [...report.inputs, ...booksInput(open)] } : report)
    }
  }
}

function withFindings(report: DeploymentReport, more: readonly Finding[]): DeploymentReport {
  const findings = [...report.findings, ...more].toSorted(compareFindings)
  return { ...report, findings, summary: summarise({ findings, passes: report.summary.pass }) }
}

/** The project file is an input, too; gaps of comments name their own files. */
function booksInput(ledger: Ledger): readonly InputReport[] {
  const gaps = longWaivers(ledger)
  const { file } = ledger.books
  if (file === undefined && gaps.length === 0) return []
  return [{ file: file ?? gaps[0]!.file!, as: file === undefined ? 'comment' : 'project', status: gaps.length === 0 ? 'read' : 'partial', gaps }]
}

/** A variant reports only what its base does not: each file is judged once, by the deployment that owns it. */
function ownFindings(input: DeploymentInput, reports: ReadonlyMap<DeploymentInput, DeploymentReport>): DeploymentReport {
  const report = reports.get(input)!
  const base = input.variantOf === undefined ? undefined : [...reports].find(([other]) => other !== input && other.name === input.variantOf)?.[1]
  if (base === undefined) return report
  const known = new Set(base.findings.map(identity))
  const findings = report.findings.filter((finding) => !known.has(identity(finding)))
  return { ...report, findings, summary: summarise({ findings, passes: report.summary.pass }) }
}

function identity(finding: Finding): string {
  const places = finding.locations.map((location) => `${location.file}:${location.line}`)
  return [finding.control, finding.verdict, finding.subject.type === 'deployment' ? '' : finding.subject.id, ...places].join('\0')
}
