import type { Evidence, GuideAnswer, RowAnswer, RowVerdict } from '../model/answer.ts'
import type { Applicability, GuardAbility, Guide, Means, Requirement, Selector } from '../model/guide.ts'
import type { AttestationReport, ComponentReport, DeploymentReport, Finding, PassedReport, Report } from '../model/report.ts'
import { compareVersions } from '../protocols/version.ts'
import type { Fronts } from './fronts.ts'
import { frontsOf } from './fronts.ts'

/**
 * Answers a guide row by row from a report that was made with it in force and with all passing verdicts. The worst of what was judged
 * counts: one place that violates a row violates it, and what nobody can tell is never enforced.
 */
export function answerGuide(guide: Guide, report: Report): GuideAnswer {
  const evidence = evidenceByRow(report)
  const components = report.deployments.flatMap((deployment) => deployment.components)
  const attested = new Map(
    (report.attestations ?? []).flatMap((attestation) => (attestation.row === undefined ? [] : [[attestation.row, attestation] as const])),
  )
  const guards = new Set(
    guide.requirements.flatMap(({ guarded = [] }) => guarded.flatMap(({ answeredBy }) => answeredBy.flatMap(({ technology = [] }) => technology))),
  )
  const seen = { components, unread: unreadPlace(report.deployments), fronts: frontsOf(report.deployments, guards, guide.technologies) }
  const rows = guide.requirements.map((requirement) => answerRow(requirement, evidence.get(requirement.id) ?? [], attested.get(requirement.id), seen))
  return {
    guide: guide.id,
    title: guide.title,
    deployments: report.deployments.map(({ name }) => name),
    rows,
    summary: {
      violated: count(rows, 'violated'),
      waived: count(rows, 'waived'),
      unknown: count(rows, 'unknown'),
      attested: count(rows, 'attested'),
      enforced: count(rows, 'enforced'),
      'not-applicable': count(rows, 'not-applicable'),
    },
  }
}

function count(rows: readonly RowAnswer[], verdict: RowVerdict): number {
  return rows.filter((row) => row.verdict === verdict).length
}

/** What was read, as far as rows ask about it. */
interface Seen {
  readonly components: readonly ComponentReport[]
  /** A first place of a file that describes components, and that could not be read whole. */
  readonly unread: string | undefined
  readonly fronts: Fronts
}

/** Files of variables describe no component: what they lack is said where it is used. */
function unreadPlace(deployments: readonly DeploymentReport[]): string | undefined {
  const input = deployments.flatMap(({ inputs }) => inputs).find(({ as, status }) => as !== 'env' && status !== 'read')
  if (input === undefined) return undefined
  const line = input.gaps.find(({ line: at }) => at !== undefined)?.line
  return line === undefined ? input.file : `${input.file}:${line}`
}

function evidenceByRow(report: Report): ReadonlyMap<string, readonly Evidence[]> {
  const found = new Map<string, Evidence[]>()
  for (const deployment of report.deployments) {
    for (const finding of deployment.findings) add(finding.requirements, ofFinding(finding, deployment))
    for (const passed of deployment.passed) add(passed.requirements ?? [], ofPassed(passed, deployment))
  }
  return found

  function add(rows: readonly string[], evidence: Evidence): void {
    for (const row of rows) found.set(row, [...(found.get(row) ?? []), evidence])
  }
}

function ofFinding({ verdict, control, subject, message, fix, locations, answers }: Finding, { name }: DeploymentReport): Evidence {
  return { verdict, deployment: name, control, subject: subject.id, message, fix, locations, ...(answers === undefined ? {} : { answers }) }
}

function ofPassed({ control, subject, locations = [], answers }: PassedReport, { name }: DeploymentReport): Evidence {
  const seen = answers === undefined ? {} : { answers }
  return { verdict: 'pass', deployment: name, control, subject: subject.id, message: '', fix: '', locations, ...seen }
}

function answerRow(requirement: Requirement, evidence: readonly Evidence[], attestation: AttestationReport | undefined, seen: Seen): RowAnswer {
  const answer = withGuard(verdictOf(requirement, evidence, attestation, seen), requirement, seen.fronts)
  const { applies } = requirement
  if (applies === undefined || answer.verdict === 'not-applicable' || !versionUnknown(applies, seen.components)) return answer
  return { ...answer, why: `${answer.why} It is asked because the version of ${applies.technology} is not known.` }
}

/** What the guard does, or could do, about a row that is asked. */
function withGuard(answer: RowAnswer, requirement: Requirement, fronts: Fronts): RowAnswer {
  const { guarded = [] } = requirement
  if (guarded.length === 0 || answer.verdict === 'not-applicable') return answer
  const state = fronts.does(requirement, answer.evidence) ? 'does' : fronts.isThere ? 'could' : 'absent'
  const all = (list: (one: GuardAbility) => readonly string[]): readonly string[] => [...new Set(guarded.flatMap(list))]
  return {
    ...answer,
    guard: { state, does: guarded.map(({ does }) => does), verify: all(({ verify }) => verify), attacks: all(({ attacks }) => attacks) },
  }
}

function verdictOf(requirement: Requirement, evidence: readonly Evidence[], attestation: AttestationReport | undefined, seen: Seen): RowAnswer {
  const { id, text, applies, means = [] } = requirement
  const base = { id, text, means, evidence }
  const elsewhere = applies === undefined ? undefined : outside(applies, seen.components)
  if (elsewhere !== undefined) return { ...base, evidence: [], verdict: 'not-applicable', why: elsewhere, settle: '' }
  const { fronts } = seen
  const isGuarded = fronts.does(requirement, evidence)
  const covered = isGuarded ? evidence.filter((one) => one.verdict !== 'pass' && fronts.covers(requirement, one)) : []
  // half of what a row takes is not it
  const isHalf = (one: Evidence): boolean => requirement.guarded !== undefined && !isGuarded && one.verdict === 'pass' && fronts.isOwn(one)
  const counted = evidence.filter((one) => !covered.includes(one) && !isHalf(one))
  const isOwnMerit = covered.length === 0 && counted.some((one) => !fronts.isOwn(one))
  const failing = counted.filter(({ verdict }) => verdict === 'fail')
  const open = counted.filter(({ verdict }) => verdict === 'unknown')
  const waived = counted.filter(({ verdict }) => verdict === 'waived')
  if (failing.length > 0) return { ...base, verdict: 'violated', why: told(failing), settle: failing[0]!.fix }
  // what is waived was found: nobody's word makes it right
  if (waived.length === 0 && attestation !== undefined && attestation.invalid === null) {
    const { by, until, statement, file, line } = attestation
    const word: Evidence = {
      verdict: 'attested',
      deployment: '',
      control: '',
      subject: id,
      message: statement,
      fix: '',
      locations: [{ file, line, endLine: line }],
    }
    return { ...base, evidence: [word, ...evidence], verdict: 'attested', why: `${by} attests it until ${until}.`, settle: '' }
  }
  if (open.length > 0) return { ...base, verdict: 'unknown', why: told(open), settle: settledBy(requirement, true) }
  if (waived.length > 0) return { ...base, verdict: 'waived', why: told(waived), settle: '' }
  if (isGuarded && !isOwnMerit) return { ...base, ...inFront(requirement, covered, fronts) }
  if (counted.length > 0)
    return {
      ...base,
      verdict: 'enforced',
      why: `${counted.length === 1 ? 'It was judged once, and passed' : `It was judged in ${counted.length} places, and passed in all`}${seenWords(counted)}.`,
      settle: '',
    }
  return { ...base, ...unjudged(requirement, seen) }
}

/** The guard does it, for all programs that the guide is about or only for some. */
function inFront({ guarded = [] }: Requirement, covered: readonly Evidence[], { beside }: Fronts): Pick<RowAnswer, 'verdict' | 'why' | 'settle'> {
  const [first] = beside
  if (first !== undefined)
    return {
      verdict: 'unknown',
      why: `The guard does it, but ${beside.length === 1 ? first : `${first} (and ${beside.length - 1} more)`}.`,
      settle: 'A site in guard.yaml for each program, and no other door of it that is open.',
    }
  if (guarded.some(({ wayOut }) => wayOut === true))
    return {
      verdict: 'unknown',
      why: 'The guard does it, and nothing that was read says that the program has no other way out.',
      settle: 'A network for the program from which only the guard leads out.',
    }
  const alone = covered.length === 0 ? '' : `, and the program itself, which does not, is reached through it alone: ${told(covered)}`
  return { verdict: 'enforced', why: `The guard in front does it${alone.replace(/\.$/, '')}.`, settle: '' }
}

/** How much of it the running system said itself. */
function seenWords(evidence: readonly Evidence[]): string {
  const seen = evidence.filter(({ answers = [] }) => answers.length > 0).length
  if (seen === 0) return ''
  return seen === evidence.length ? ', as the running system says' : `, ${seen} of them as the running system says`
}

/** Nothing was judged: either nothing of the kind is there, or what is there says nothing about it. */
function unjudged(requirement: Requirement, { components, unread }: Seen): Pick<RowAnswer, 'verdict' | 'why' | 'settle'> {
  const { answeredBy } = requirement
  if (answeredBy.length === 0) return { verdict: 'unknown', why: 'No file can tell.', settle: settledBy(requirement, false) }
  const wanted = answeredBy.filter((selector) => !concerns(selector, components))
  if (wanted.length === answeredBy.length) {
    const names = [...new Set(answeredBy.flatMap(({ technology = [], from = [], role = [] }) => [...technology, ...from, ...role]))]
    const nothing = `Nothing that was read is ${names.join(' or ')}`
    if (unread === undefined) return { verdict: 'not-applicable', why: `${nothing}.`, settle: '' }
    return { verdict: 'unknown', why: `${nothing}, but ${unread} could not be read whole.`, settle: 'A file that can be read whole.' }
  }
  return { verdict: 'unknown', why: 'What it is about is there, and nothing that was read says how it is.', settle: settledBy(requirement, true) }
}

/** Something that the selector could be about is among the components. */
function concerns({ technology, from, role }: Selector, components: readonly ComponentReport[]): boolean {
  return (
    [technology, from].every((names) => names === undefined || components.some((component) => names.includes(component.technology))) &&
    (role === undefined || components.some((component) => role.includes(component.role)))
  )
}

/** Why the row is not asked of these versions; a version that is not known leaves it in force. */
function outside({ technology, from, before, because }: Applicability, components: readonly ComponentReport[]): string | undefined {
  const versions = components.filter((component) => component.technology === technology).map(({ version }) => version)
  const isOut = (version: string | null): boolean =>
    version !== null &&
    ((from !== undefined && compareVersions(version, from) < 0) || (before !== undefined && compareVersions(version, before) >= 0))
  return versions.length > 0 && versions.every(isOut) ? sentence(because) : undefined
}

function versionUnknown({ technology }: Applicability, components: readonly ComponentReport[]): boolean {
  return components.some((component) => component.technology === technology && component.version === null)
}

const words: Readonly<Record<Means, string>> = {
  verify: '`ringwall verify` asks the running system',
  attestation: 'an attestation in ringwall.yaml says who vouches for it, with what, until when',
  guard: '`ringwall guard` in front of the program',
  harden: '`ringwall harden` changes both ends',
}

/** `stated`: the files could tell, and a plain setting would do. */
function settledBy({ means = [], attest, guarded = [] }: Requirement, stated: boolean): string {
  const ways = means
    .filter((each) => each !== 'harden' && (each !== 'guard' || guarded.length > 0))
    .map((each) => (each === 'attestation' && attest !== undefined ? `an attestation in ringwall.yaml: ${attest}` : words[each]))
  if (stated) ways.unshift('a file that states it, or a version that is named in ringwall.yaml')
  if (ways.length === 0) ways.push(words.attestation)
  return sentence(ways.join('; or '))
}

/** The first judgement's words; how many say the same is in the evidence. */
function told(evidence: readonly Evidence[]): string {
  const [first] = evidence
  return evidence.length === 1 ? first!.message : `${first!.message} (and ${evidence.length - 1} more)`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
