import { grouped } from '../model/grouped.ts'
import type { Render } from '../model/render.ts'
import type { DeploymentReport, Finding } from '../model/report.ts'
import type { Threshold } from '../model/threshold.ts'
import { failsRun } from '../model/threshold.ts'
import type { Case } from './junit-answers.ts'
import { answerCase } from './junit-answers.ts'
import { attributes, escape } from './markup.ts'

/**
 * JUnit XML as CI servers read it (the schema of Jenkins' xunit plug-in; GitLab reads the same): a test suite for each deployment,
 * a test case for each control and subject, and one for each question to the running system. A failure is what fails the run; what nobody
 * can tell or somebody accepts is skipped; the rest is in its output.
 */
export const junit: Render = ({ deployments }, { failOn = 'high' }) => {
  const suites = deployments.map((deployment) => suite(deployment, failOn))
  const sum = (pick: (each: Suite) => number) => suites.reduce((total, each) => total + pick(each), 0)
  const counts = { tests: sum(({ tests }) => tests), failures: sum(({ failures }) => failures), skipped: sum(({ skipped }) => skipped), errors: 0 }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'ringwall', ...counts })}>\n${suites.map(({ xml }) => xml).join('')}</testsuites>\n`
}

interface Suite {
  readonly xml: string
  readonly tests: number
  readonly failures: number
  readonly skipped: number
}

function suite({ name, findings, passed, answers = [] }: DeploymentReport, threshold: Threshold): Suite {
  const groups = [...grouped(findings, ({ control, subject }) => `${control}\0${subject.id}`).values()]
  const known = new Set(groups.map(([first]) => `${first!.control}\0${first!.subject.id}`))
  const cases = [...groups.map((group) => testCase(group, threshold)), ...answers.map(answerCase)]
  const passes = passed.filter(({ control, subject }) => !known.has(`${control}\0${subject.id}`))
  const count = (state: Case['state']) => cases.filter((each) => each.state === state).length
  const [tests, failures, skipped] = [cases.length + passes.length, count('failed'), count('skipped')]
  const lines = [
    ...cases.map(({ xml }) => xml),
    ...passes.map(({ control, subject }) => `    <testcase${attributes({ classname: control, name: subject.id })}/>\n`),
  ]
  const head = attributes({ name, tests, failures, skipped, errors: 0 })
  return { xml: `  <testsuite${head}>\n${lines.join('')}  </testsuite>\n`, tests, failures, skipped }
}

function testCase(group: readonly Finding[], threshold: Threshold): Case {
  const first = group[0]!
  const failing = group.filter((finding) => failsRun(finding, threshold))
  const state = failing.length > 0 ? 'failed' : group.every(({ verdict }) => verdict !== 'fail') ? 'skipped' : 'passed'
  const [place] = (failing[0] ?? first).locations
  const head = attributes({
    classname: first.control,
    name: first.subject.id,
    ...(place === undefined ? {} : { file: place.file, line: place.line }),
  })
  const inner = { failed: () => failure(failing), skipped: () => skip(group), passed: () => '' }[state]()
  const output = group.filter((finding) => state !== 'skipped' && !failing.includes(finding))
  const rest = output.length === 0 ? '' : `      <system-out>${output.map(words).join('\n')}</system-out>\n`
  return { state, xml: `    <testcase${head}>\n${inner}${rest}    </testcase>\n` }
}

function failure(findings: readonly Finding[]): string {
  const [first] = findings
  return `      <failure${attributes({ type: first!.severity, message: first!.title })}>${findings.map(words).join('\n')}</failure>\n`
}

function skip(findings: readonly Finding[]): string {
  const waiver = findings.find((finding) => finding.waiver !== undefined)?.waiver
  const message =
    waiver === undefined ? `nobody can tell: ${findings[0]!.message}` : `${waiver.owner} accepts it until ${waiver.until}: ${waiver.reason}`
  return `      <skipped${attributes({ message })}/>\n`
}

function words(finding: Finding): string {
  const { severity, verdict, title, message, fix, locations, baseline } = finding
  const lines = [
    `${verdict === 'fail' ? severity : verdict}: ${title}${baseline === undefined ? '' : ` (${baseline})`}`,
    message,
    ...locations.map(({ file, line }) => `at ${file}:${line}`),
    ...(fix === '' ? [] : [`fix: ${fix}`]),
  ]
  return lines.map(escape).join('\n')
}
