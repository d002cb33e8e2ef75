import { createHash } from 'node:crypto'
import type { Control, Failed, FailedVerdict, Judgement, Undecided } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Guide } from '../model/guide.ts'
import { grouped } from '../model/grouped.ts'
import { componentOf } from '../model/lookup.ts'
import type { Place } from '../model/place.ts'
import { placeText, uniquePlaces } from '../model/place.ts'
import type { Waiver } from '../model/project.ts'
import type { Finding, Location, PassedReport, WaiverReport } from '../model/report.ts'
import { atLeast, severities, severity } from '../model/severity.ts'
import type { Severity } from '../model/vocabulary.ts'
import type { Ledger } from './ledger.ts'
import { requirementsOf } from './requirements.ts'
import { settler } from './settle.ts'
import { answersBehind, answersBehindPass } from './verify/behind.ts'

export interface Judged {
  readonly findings: readonly Finding[]
  /** Every passing verdict, where they were asked for. */
  readonly passed: readonly PassedReport[]
  readonly passes: number
  /** What fails and nobody has waived, one by one: what remedies start from. */
  readonly failed: readonly FailedVerdict[]
}

interface Entry {
  readonly control: Control
  readonly judgement: Failed | Undecided
  readonly severity: Severity
  readonly waiver?: Waiver
}

/** Asks every control about the deployment and turns the answers into findings, the worst first. */
export function judge(deployment: Deployment, controls: readonly Control[], guides: readonly Guide[], keepPassed = true, ledger?: Ledger): Judged {
  const settle = ledger === undefined ? undefined : settler(deployment, guides, ledger)
  const entries: Entry[] = []
  const passed: PassedReport[] = []
  let passes = 0
  for (const control of controls) {
    for (const judgement of control.judge(deployment)) {
      if (judgement.verdict === 'pass') pass(control, judgement)
      if (judgement.verdict !== 'fail' && judgement.verdict !== 'unknown') continue
      const settled = settle?.(control, judgement)
      if (settled?.by === 'attestation') pass(control, judgement)
      else entries.push({ control, judgement, severity: severityOf(judgement), ...(settled?.by === 'waiver' ? { waiver: settled.waiver } : {}) })
    }
  }
  const groups = grouped(
    entries,
    ({ control, judgement, waiver }) => `${groupKey(control, judgement)}\0${waiver === undefined ? '' : placeText(waiver.at)}`,
  )
  const findings = [...groups.values()].map((group) => finding(group, deployment, guides))
  const failed = entries.flatMap(({ control, judgement, waiver }) =>
    judgement.verdict === 'fail' && waiver === undefined ? [{ control: control.id, judgement }] : [],
  )
  return { findings: distinct(findings.sort(compareFindings)), passed, passes, failed }

  function pass(control: Control, judgement: Judgement): void {
    passes++
    if (!keepPassed) return
    const requirements = requirementsOf(control.id, judgement, deployment, guides)
    const answer = requirements.length === 0 ? {} : { requirements, locations: judgement.locations.map(location) }
    const answers = answersBehindPass(control.id, judgement, deployment)
    const seen = answers.length === 0 ? {} : { answers }
    passed.push({ control: control.id, subject: { type: control.subject, id: judgement.subject }, ...answer, ...seen })
  }
}

/** Two findings never share an id: what control, subject and discriminator leave alike is counted, in the order of the report. */
export function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, number>()
  const ids = new Map<Finding, string>()
  // the part of a group that is waived does not take the id of the part that is not
  for (const finding of findings.toSorted((one, other) => Number(one.verdict === 'waived') - Number(other.verdict === 'waived'))) {
    const count = (seen.get(finding.id) ?? 0) + 1
    seen.set(finding.id, count)
    ids.set(finding, count === 1 ? finding.id : fingerprint([finding.id, String(count)]))
  }
  return findings.map((finding) => ({ ...finding, id: ids.get(finding)! }))
}

/** A verdict without a severity of its own still has to be seen: unknown is reported as low. */
function severityOf(judgement: Failed | Undecided): Severity {
  return judgement.verdict === 'fail' ? severity(judgement.reach, judgement.stake) : 'low'
}

/** One finding holds what a grouped control misses everywhere, and what several components share through one line. */
function groupKey(control: Control, judgement: Judgement): string {
  if (control.grouped !== undefined) return `${control.id}\0${judgement.verdict}\0${judgement.discriminator ?? ''}`
  const place = judgement.locations[0]
  const where = place === undefined ? judgement.subject : `${place.file}\0${place.line}`
  return `${control.id}\0${judgement.verdict}\0${judgement.discriminator ?? ''}\0${where}`
}

function finding(entries: readonly Entry[], deployment: Deployment, guides: readonly Guide[]): Finding {
  const worst = entries.reduce((one, other) => (isWorse(other, one) ? other : one))
  const { control, judgement } = worst
  const grouped = control.grouped !== undefined && entries.length > 1
  const alone = new Set(entries.map((entry) => entry.judgement.subject)).size === 1
  const subject = grouped && !alone ? { type: 'deployment' as const, id: deployment.name } : { type: control.subject, id: judgement.subject }
  const failed = judgement.verdict === 'fail' ? judgement : undefined
  const answers = [...new Set(entries.flatMap((entry) => answersBehind(entry.judgement, deployment)))]
  // labels of secrets follow the order of appearance, and components join and leave a group: the fingerprint must not change with them
  const lasting = control.grouped !== undefined || /^secret [A-Z]+$/.test(subject.id) ? '' : subject.id
  return {
    id: fingerprint([control.id, deployment.name, lasting, judgement.discriminator ?? '']),
    control: control.id,
    verdict: worst.waiver === undefined ? judgement.verdict : 'waived',
    severity: worst.severity,
    subject,
    title: grouped ? (control.grouped?.title ?? control.title) : control.title,
    message: message(entries, judgement, deployment, grouped),
    expected: failed?.expected ?? '',
    actual: failed?.actual ?? 'unknown',
    fix: failed?.fix ?? '',
    basis: failed?.basis ?? 'configured',
    locations: locations(entries, deployment),
    requirements: [...new Set(entries.flatMap((entry) => requirementsOf(entry.control.id, entry.judgement, deployment, guides)))],
    references: control.documentation.references,
    remedy: null,
    occurrences: entries.length,
    ...(answers.length === 0 ? {} : { answers }),
    ...(worst.waiver === undefined ? {} : { waiver: reportWaiver(worst.waiver) }),
  }
}

export function reportWaiver({ origin, owner, reason, until, at }: Waiver): WaiverReport {
  return { origin, owner, reason, until, file: at.file, line: at.line }
}

/** The worse severity; among equals the subject that comes first, whatever the order of the components. */
function isWorse(one: Entry, other: Entry): boolean {
  if (one.severity !== other.severity) return atLeast(one.severity, other.severity)
  return one.judgement.subject < other.judgement.subject
}

function message(entries: readonly Entry[], judgement: Failed | Undecided, deployment: Deployment, grouped: boolean): string {
  const subjects = [...new Set(entries.map((entry) => entry.judgement.subject))].sort()
  if (grouped && subjects.length > 1) return `${subjects.length} components: ${some(subjects, namesShown)}. ${judgement.message}`
  if (grouped) return `${judgement.message} The same holds in ${entries.length - 1} more ${entries.length === 2 ? 'place' : 'places'}.`
  const others = subjects.filter((subject) => subject !== judgement.subject)
  return `${judgement.message}${profileNote(entries, deployment)}${others.length === 0 ? '' : ` The same line also holds for ${some(others, othersShown)}.`}`
}

const namesShown = 8
const othersShown = 6

function some(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`
}

/** Said only where nothing of it runs without a profile. */
function profileNote(entries: readonly Entry[], deployment: Deployment): string {
  const profiles = entries.map((entry) => profilesOf(entry.judgement, deployment))
  if (profiles.some((list) => list.length === 0)) return ''
  const names = [...new Set(profiles.flat())].sort()
  return ` (profile ${names.join(', ')})`
}

function profilesOf({ component, client }: Judgement, deployment: Deployment): readonly string[] {
  return [component, client].flatMap((id) => (id === undefined ? [] : (componentOf(deployment, id)?.input.profiles ?? [])))
}

/** Every place once, in each judgement's own order: the first is where the effective value is written. Without any, the component's own. */
function locations(entries: readonly Entry[], deployment: Deployment): readonly Location[] {
  const places = [...uniquePlaces(entries.flatMap((entry) => entry.judgement.locations))]
  if (places.length === 0) {
    const component = entries[0]?.judgement.component
    const at = (component === undefined ? undefined : componentOf(deployment, component)?.at) ?? deployment.input.at
    places.push({ file: at.file, line: at.line })
  }
  return places.map(location)
}

function location({ file, line, endLine = line }: Place): Location {
  return { file, line, endLine }
}

/** Stable across runs and machines: without line or basis, so that later runs and other commands find it again. */
export function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16)
}

const verdicts: readonly Finding['verdict'][] = ['fail', 'unknown', 'waived']

export function compareFindings(a: Finding, b: Finding): number {
  const [left, right] = [a, b].map((one) => severities.indexOf(one.severity)) as [number, number]
  return (
    left - right ||
    verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) ||
    compareText(a.control, b.control) ||
    compareText(a.locations[0]?.file ?? '', b.locations[0]?.file ?? '') ||
    (a.locations[0]?.line ?? 0) - (b.locations[0]?.line ?? 0) ||
    compareText(a.subject.id, b.subject.id) ||
    compareText(a.id, b.id)
  )
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
