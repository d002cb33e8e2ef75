import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GuideAnswer, RowAnswer } from '../src/model/answer.ts'
import type { DeploymentReport, Finding, Report } from '../src/model/report.ts'
import { atLeast } from '../src/model/severity.ts'
import { call, project, reportOf } from './in-process.ts'

const folder = join(project, 'examples')
const pairs = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'weak')))

interface Expected {
  readonly file: string
  readonly line: number
  readonly control: string
  readonly requirements: readonly string[]
  readonly why: string
  /** Marked with `!`: judged to be right, and not found yet. */
  readonly later: boolean
}

/** `expected.tsv` of a pair: file, line, control, requirements, why. */
function expectations(pair: string): readonly Expected[] {
  const lines = readFileSync(join(folder, pair, 'expected.tsv'), 'utf8').split('\n')
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const later = line.startsWith('!')
      const [file = '', at = '', control = '', requirements = '', why = ''] = line.slice(later ? 1 : 0).split('\t')
      return { later, file, line: Number(at), control, requirements: requirements === '-' ? [] : requirements.split(','), why }
    })
}

function failures(report: Report): readonly Finding[] {
  return report.deployments.flatMap((deployment) => deployment.findings).filter((finding) => finding.verdict === 'fail')
}

/** What an expectation misses: the finding, or requirements of it. */
function missing(expected: Expected, findings: readonly Finding[]): string | undefined {
  const { file, line, control, requirements, why } = expected
  const here = findings.filter(
    (finding) => finding.control === control && finding.locations.some((place) => place.file === file && place.line === line),
  )
  if (here.length === 0) {
    const others = findings
      .filter((finding) => finding.locations.some((place) => place.file === file && place.line === line))
      .map((finding) => finding.control)
    return `${file}:${line} ${control} (${why}) is not found${others.length === 0 ? '' : `; that line has ${[...new Set(others)].join(', ')}`}`
  }
  const answered = new Set(here.flatMap((finding) => finding.requirements))
  const absent = requirements.filter((id) => !answered.has(id))
  return absent.length === 0 ? undefined : `${file}:${line} ${control} (${why}) does not answer ${absent.join(', ')}`
}

/** The rows of a guide as a folder answers them. */
async function answersOf(guide: string, path: string): Promise<readonly RowAnswer[]> {
  const { stdout } = await call(['guide', guide, path, '--format', 'json', '--fail-on', 'never'])
  return (JSON.parse(stdout) as GuideAnswer).rows
}

function shown(deployment: DeploymentReport): readonly string[] {
  return deployment.findings
    .filter((finding) => finding.verdict === 'fail' && atLeast(finding.severity, 'medium'))
    .map(({ severity, control, locations, message }) => `${severity} ${control} ${locations[0]?.file}:${locations[0]?.line}: ${message}`)
}

it('there is a pair for each guide', () => {
  expect(pairs).toEqual(['coopr', 'cornflow', 'corridor', 'corridor-machines', 'enmeshed', 'hyperswitch'])
})

it('cornflow that uses the administrator of Airflow answers CNF-29', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-'))
  const compose =
    'name: cornflow\nservices:\n  cornflow:\n    image: baobabsoluciones/cornflow:release-v1.3.6\n    environment:\n      AIRFLOW_URL: http://webserver:8080\n      AIRFLOW_USER: boss\n  webserver:\n    image: baobabsoluciones/airflow:release-v1.3.6\n    environment:\n      AIRFLOW_USER: boss\n'
  try {
    writeFileSync(join(folder, 'compose.yaml'), compose)
    const found = failures(await reportOf(folder)).filter(({ control }) => control === 'identity/administrator')
    expect(found.find(({ requirements }) => requirements.includes('CNF-29'))?.locations[0]).toMatchObject({ file: 'compose.yaml', line: 7 })
    writeFileSync(join(folder, 'compose.yaml'), `${compose}      AIRFLOW_LDAP_ENABLE: "True"\n`)
    const directory = failures(await reportOf(folder)).filter(({ requirements }) => requirements.includes('CNF-29'))
    expect(directory).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe.each(pairs)('%s', (pair) => {
  let weak: Report
  let hardened: Report
  beforeAll(async () => {
    weak = await reportOf(join(folder, pair, 'weak'))
    hardened = await reportOf(join(folder, pair, 'hardened'))
  })

  it('has expectations that name lines of its files', () => {
    const expected = expectations(pair)
    expect(expected.length).toBeGreaterThan(20)
    for (const { file, line } of expected) {
      const text = readFileSync(join(folder, pair, 'weak', file), 'utf8').split('\n')[line - 1]
      expect(text?.trim(), `${file}:${line}`).toMatch(/\S/)
    }
  })

  it('weak: everything expected is found, on its line, for its requirements', () => {
    const findings = failures(weak)
    const expected = expectations(pair).filter(({ later }) => !later)
    expect(expected.flatMap((each) => missing(each, findings) ?? [])).toEqual([])
  })

  it('weak: what is marked as not found yet is not found yet', () => {
    const findings = failures(weak)
    const found = expectations(pair).filter((each) => each.later && missing(each, findings) === undefined)
    expect(found.map(({ file, line, control }) => `${file}:${line} ${control} is found: remove its mark`)).toEqual([])
  })

  it('weak: is one deployment, read without a failure', () => {
    expect(weak.deployments).toHaveLength(1)
    expect(weak.deployments[0]?.inputs.filter((input) => input.status === 'failed')).toEqual([])
  })

  it('hardened: nothing of medium severity or above is left', () => {
    expect(hardened.deployments).toHaveLength(1)
    expect(hardened.deployments.flatMap(shown)).toEqual([])
  })

  it('answers its guide: hardened violates no row, weak violates most of what it is asked', async () => {
    const guide = pair.replace('-machines', '')
    const [weakly, hardly] = [await answersOf(guide, `examples/${pair}/weak`), await answersOf(guide, `examples/${pair}/hardened`)]
    expect(hardly.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id)).toEqual([])
    expect(hardly.filter(({ verdict }) => verdict === 'enforced').length).toBeGreaterThanOrEqual(15)
    expect(weakly.filter(({ verdict }) => verdict === 'violated').length).toBeGreaterThanOrEqual(18)
    // what is enforced in the hardened twin is mostly what the weak one violates
    const violated = new Set(weakly.flatMap(({ id, verdict }) => (verdict === 'violated' ? [id] : [])))
    const mended = hardly.filter(({ id, verdict }) => verdict === 'enforced' && violated.has(id))
    expect(mended.length).toBeGreaterThanOrEqual(10)
  })

  it('hardened: every component is recognised or a bridge, and the deployment is really read', () => {
    const [deployment] = hardened.deployments
    expect(deployment?.inputs.filter((input) => input.status === 'failed')).toEqual([])
    expect(deployment?.components.length).toBeGreaterThanOrEqual(4)
    expect(
      deployment?.components
        .filter((component) => component.technology === 'unknown' && !component.id.endsWith('bridge') && !component.zones.includes(component.id))
        .map((component) => component.id)
        .filter((id) => id !== 'egress'),
    ).toEqual([])
    expect(deployment?.summary.pass).toBeGreaterThan(50)
  })
})
