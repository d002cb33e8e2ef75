import type { Render } from '../model/render.ts'
import type { DeploymentReport, Finding, FixedReport, GapReport, InputReport, Report, RunReport, WaiverReport } from '../model/report.ts'
import { answerNotifications, invocationOf } from './sarif-answers.ts'
import { places, physical } from './sarif-places.ts'
import { rulesOf } from './sarif-rules.ts'
import { printable } from './words.ts'

/** SARIF 2.1.0 (OASIS Standard, Errata 01): one run for us and one for each imported report; the deployment of a result stands in its properties. */
export const sarif: Render = (report) => `${JSON.stringify(log(report), undefined, 2)}\n`

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

function log(report: Report): unknown {
  const own = report.deployments.filter(({ imported }) => imported === undefined)
  const others = report.deployments.flatMap((deployment) => (deployment.imported === undefined ? [] : [{ deployment, tool: deployment.imported }]))
  const runs = [
    run(own, report.tool.name, report.tool.version, report.run),
    ...others.map(({ deployment, tool }) => run([deployment], printable(tool.name), tool.version === null ? undefined : printable(tool.version))),
  ]
  return { $schema: schema, version: '2.1.0', runs }
}

function run(deployments: readonly DeploymentReport[], name: string, version: string | undefined, asked?: RunReport): unknown {
  const rules = rulesOf(deployments)
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const { times, notifications: cut } = invocationOf(asked)
  const told = deployments.flatMap((deployment) => [...deployment.inputs.flatMap(notifications), ...answerNotifications(deployment)])
  return {
    tool: { driver: { name, ...(version === undefined ? {} : { version }), rules } },
    invocations: [{ ...times, executionSuccessful: true, toolExecutionNotifications: [...cut, ...told] }],
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that was judged.' } } },
    columnKind: 'utf16CodeUnits',
    results: deployments.flatMap((deployment) => [
      ...deployment.findings.map((finding) => result(finding, deployment, indexes)),
      ...(deployment.fixed ?? []).map((fixed) => absent(fixed, deployment)),
    ]),
  }
}

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const

/** What nobody could decide is `open`; SARIF (3.27.10) wants no level for anything but a failure. */
function result(finding: Finding, { name }: DeploymentReport, rules: ReadonlyMap<string, number>): unknown {
  const { severity, subject, expected, actual, basis, requirements, references, occurrences, answers } = finding
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
    ...(finding.waiver === undefined ? {} : { suppressions: [suppression(finding.waiver)] }),
    ...(finding.baseline === undefined ? {} : { baselineState: finding.baseline }),
    properties: {
      deployment: name,
      severity,
      subject,
      expected,
      actual,
      basis,
      requirements,
      references,
      occurrences,
      ...(answers === undefined ? {} : { answers }),
    },
  }
}

/** SARIF 3.35: a comment beside the line is `inSource`; the project file is `external`. */
function suppression({ origin, owner, reason, until, file, line }: WaiverReport): unknown {
  return {
    kind: origin === 'inline' ? 'inSource' : 'external',
    status: 'accepted',
    justification: printable(`${reason} (${owner}, until ${until})`),
    location: { physicalLocation: physical(file, line) },
  }
}

/** What the baseline had, and is no more (3.27.24). */
function absent(fixed: FixedReport, { name }: DeploymentReport): unknown {
  return {
    ruleId: printable(fixed.control),
    kind: 'fail',
    level: levels[fixed.severity],
    message: { text: printable(fixed.title) },
    ...places(fixed),
    partialFingerprints: { 'ringwall/v1': fixed.id },
    baselineState: 'absent',
    properties: { deployment: name, severity: fixed.severity, subject: fixed.subject },
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
