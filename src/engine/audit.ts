import type { Control } from '../model/control.ts'
import type { Guide } from '../model/guide.ts'
import type { DeploymentInput, InputFile } from '../model/platform.ts'
import type { DeploymentReport, Finding, Report } from '../model/report.ts'
import type { Technology } from '../model/technology.ts'
import { buildDeployment } from './build.ts'
import { judge } from './judge.ts'
import { reportDeployment, reportFailure, summarise } from './report.ts'
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
  judgeAll(found.deployments)
  const rest = found.rest?.() ?? { deployments: [], failures: [] }
  judgeAll(rest.deployments)
  return {
    schema: 'ringwall.report/0',
    tool: { name: 'ringwall', version: options.version },
    deployments: [...[...reports.keys()].map((input) => ownFindings(input, reports)), ...[...found.failures, ...rest.failures].map(reportFailure)],
  }

  function judgeAll(inputs: readonly DeploymentInput[]): void {
    for (const [index, input] of inputs.entries()) {
      options.onDeployment?.(input.name, index, inputs.length)
      const deployment = buildDeployment(input, registry.technologies, options.now)
      const judged = judge(deployment, registry.controls, guidesInForce(deployment, registry.guides, options.guides), options.all)
      reports.set(input, reportDeployment(deployment, judged))
    }
  }
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
