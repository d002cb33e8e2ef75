import type { Render } from '../model/render.ts'
import type { DeploymentReport, Finding, GapReport, InputReport, Report } from '../model/report.ts'
import { places, physical } from './sarif-places.ts'
import { rulesOf } from './sarif-rules.ts'
import { printable } from './words.ts'

/** SARIF 2.1.0 (OASIS Standard, Errata 01): one run per call; the deployment of a result stands in its properties. */
export const sarif: Render = (report) => `${JSON.stringify(log(report), undefined, 2)}\n`

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

function log(report: Report): unknown {
  const rules = rulesOf(report)
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const run = {
    tool: { driver: { name: report.tool.name, version: report.tool.version, rules } },
    invocations: [
      { executionSuccessful: true, toolExecutionNotifications: report.deployments.flatMap((deployment) => deployment.inputs.flatMap(notifications)) },
    ],
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that was judged.' } } },
    columnKind: 'utf16CodeUnits',
    results: report.deployments.flatMap((deployment) => deployment.findings.map((finding) => result(finding, deployment, indexes))),
  }
  return { $schema: schema, version: '2.1.0', runs: [run] }
}

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const

/** What nobody could decide is `open`; SARIF (3.27.10) wants no level for anything but a failure. */
function result(finding: Finding, { name }: DeploymentReport, rules: ReadonlyMap<string, number>): unknown {
  const { severity, subject, expected, actual, basis, requirements, references, occurrences } = finding
  const open = finding.verdict === 'unknown'
  const fix = finding.fix === '' ? '' : ` Fix: ${finding.fix}`
  return {
    ruleId: printable(finding.control),
    ruleIndex: rules.get(printable(finding.control)),
    kind: open ? 'open' : 'fail',
    level: open ? 'none' : levels[severity],
    message: { text: printable(`${finding.message}${fix}`) },
    ...places(finding),
    partialFingerprints: { 'ringwall/v1': finding.id },
    ...(finding.verdict === 'waived' ? { suppressions: [{ kind: 'external', status: 'accepted' }] } : {}),
    properties: { deployment: name, severity, subject, expected, actual, basis, requirements, references, occurrences },
  }
}

function notifications(input: InputReport): readonly unknown[] {
  return input.gaps.map((gap) => notification(gap, input))
}

function notification({ file, line, why }: GapReport, input: InputReport): unknown {
  return {
    descriptor: { id: 'gap' },
    level: 'warning',
    message: { text: printable(why) },
    locations: [{ physicalLocation: physical(file ?? input.file, line) }],
  }
}
