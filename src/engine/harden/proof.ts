import type { DeploymentReport, Finding, Report } from '../../model/report.ts'
import { atLeast } from '../../model/severity.ts'
import type { ProofRow } from '../../model/statement.ts'

export interface Proof {
  readonly rows: readonly ProofRow[]
  /** Why it is none; empty where everything that can be seen is closed. */
  readonly against: readonly string[]
}

/** Of one deployment: what the running system said before and says now of what a plan closes. */
export interface Asked {
  readonly before: DeploymentReport
  readonly now: DeploymentReport
  /** Components that were changed: what is new elsewhere is not the plan's doing. */
  readonly touched: ReadonlySet<string>
  /** Sockets of the running components now. */
  readonly ports: OpenPorts
  /** Findings that the changed files have. */
  readonly foreseen: readonly Finding[]
}

/** Of every component whose sockets were read, the ports that take connections, on whatever address. */
export type OpenPorts = ReadonlyMap<string, ReadonlySet<number>>

/**
 * What was seen open must be seen closed: no answer, and an answer that proves nothing, are no proof. What files alone decide is closed in
 * the files. And nothing that is worse may be seen that was not there.
 */
export function prove(closed: readonly Finding[], asked: Asked): Proof {
  const rows = closed.map((finding) => rowOf(finding, asked))
  const open = rows.filter(({ now: is }) => is === 'open').map(({ control, subject }) => `${subject.id} is still open on the wire (${control})`)
  const unproven = rows
    .filter(({ now: is, was }) => is === 'unproven' && was === 'observed')
    .map(({ control, subject }) => `${subject.id} was seen open and is not seen closed (${control})`)
  return { rows, against: [...open, ...unproven, ...worse(asked)] }
}

/**
 * What must not be at any stage: findings that were not there and are seen now, and servers that fell silent. Of what little weighs only
 * that of certificates counts: a client that verifies is turned away by it, whatever the risk of it is.
 */
export function worse({ before, now, touched, foreseen }: Omit<Asked, 'ports'>): readonly string[] {
  const known = new Set(before.findings.map(({ id }) => id))
  const planned = new Set(foreseen.map(({ id }) => id))
  const added = now.findings.filter(
    ({ id, control, verdict, basis, severity, subject }) =>
      verdict === 'fail' &&
      basis === 'observed' &&
      (atLeast(severity, 'medium') || (control === 'channel/certificate' && !planned.has(id))) &&
      !known.has(id) &&
      isTouched(subject.id, touched),
  )
  const answered = answeringIn(before)
  const asked = new Set((now.answers ?? []).map(({ listener }) => listener))
  const answers = answeringIn(now)
  const silent = [...answered].filter((id) => isTouched(id, touched) && asked.has(id) && !answers.has(id))
  return [
    ...added.map(({ message, subject, control }) => `${subject.id}: ${message.replace(/\.$/, '')} (${control})`),
    ...silent.map((id) => `${id} answered before and does not now`),
  ]
}

/** What nobody planned for and is seen since a change, in sentences: for whoever asks why a program is not well. */
export function unforeseen({ before, now, touched, foreseen }: Omit<Asked, 'ports'>): readonly string[] {
  const known = new Set([...before.findings, ...foreseen].map(({ id }) => id))
  const fresh = now.findings.filter(({ id, verdict, subject }) => verdict === 'fail' && !known.has(id) && isTouched(subject.id, touched))
  return fresh.map(({ subject, message }) => `${subject.id}: ${message.replace(/\.$/, '')}`)
}

function rowOf({ id, control, subject, severity, requirements }: Finding, { before, now, ports }: Asked): ProofRow {
  const seen = before.findings.find((each) => each.id === id)
  const was = seen?.basis === 'observed' || (seen?.answers ?? []).length > 0 ? 'observed' : 'configured'
  const row = (is: ProofRow['now'], said: readonly string[]): ProofRow => ({ id, control, subject, severity, requirements, was, now: is, said })
  const left = now.findings.find((each) => each.id === id)
  if (left !== undefined) return row(left.verdict === 'fail' ? 'open' : 'unproven', saidIn(now, left.answers ?? []))
  const answers = now.passed.find((each) => each.control === control && each.subject.id === subject.id)?.answers ?? []
  if (answers.length > 0) return row('observed-closed', saidIn(now, answers))
  const door = doorOf(subject.id)
  if (door !== undefined && !isListener(door, now)) {
    // the door is no more: what the kernel says of the component's sockets is the proof
    const open = ports.get(door.component)
    if (open?.has(door.port) === true) return row('open', [`port ${door.port} of ${door.component} still takes connections`])
    // sockets without a single one would be those of something that does not run
    if (open !== undefined && open.size > 0)
      return row('observed-closed', [`nothing takes connections on port ${door.port} of ${door.component} any more`])
  }
  return row(was === 'observed' ? 'unproven' : 'configured-closed', [])
}

/** The listener that a finding is about: its own, or that of a connection. */
function doorOf(subject: string): { readonly component: string; readonly port: number } | undefined {
  const [, component, port] = /^(?:.*->)?([^>]+):(\d+)$/.exec(subject) ?? []
  return component === undefined ? undefined : { component, port: Number(port) }
}

function isListener({ component, port }: { readonly component: string; readonly port: number }, { components }: DeploymentReport): boolean {
  return components.some(({ id, listeners }) => id === component && listeners.some((each) => each.port === port))
}

function saidIn({ answers = [] }: DeploymentReport, ids: readonly string[]): readonly string[] {
  return answers.flatMap(({ id, said, vantage }) => (ids.includes(id) && said !== null ? [`${said} (from ${vantage})`] : []))
}

function answeringIn({ answers = [] }: DeploymentReport): ReadonlySet<string> {
  return new Set(answers.flatMap(({ listener, outcome }) => (outcome === 'answered' ? [listener] : [])))
}

/** Listeners are `component:port`, connections `component->component:port`. */
function isTouched(subject: string, touched: ReadonlySet<string>): boolean {
  return subject.split('->').some((end) => touched.has(end) || touched.has(end.replace(/:\d+$/, '')))
}

/** The report of a deployment among all of a run. */
export function deploymentIn(report: Report, { name, root }: Pick<DeploymentReport, 'name' | 'root'>): DeploymentReport | undefined {
  return report.deployments.find((each) => each.name === name && each.root === root)
}
