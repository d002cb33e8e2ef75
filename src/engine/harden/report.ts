import { createTwoFilesPatch } from 'diff'
import type { DeploymentHardening, FileChange, Measure, OpenFinding } from '../../model/hardening.ts'
import type { Deployment } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Answers, LeftOpen, Proposal } from '../../model/remedy.ts'
import type { Finding, Location } from '../../model/report.ts'
import type { Failure, Task } from './carry.ts'
import type { Subject } from './hands.ts'
import { nameOf } from './hands.ts'
import { mask } from './mask.ts'
import type { HardeningPlan } from './plan.ts'

/** A file before and after, as the cli knows them. */
export interface ChangedFile {
  /** As it is shown. */
  readonly file: string
  readonly before: string | undefined
  readonly after: string | undefined
  /** It is no text, and never shown. */
  readonly bytes?: 'new' | 'changed'
  readonly mode?: number
}

/** One deployment's part of a plan. */
export function reportHardening<Space>(before: Subject, plan: HardeningPlan<Space>): DeploymentHardening {
  const name = nameOf(before)
  const after = plan.after.find((each) => nameOf(each) === name) ?? before
  const failing = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ verdict }) => verdict === 'fail')
  const left = new Set(failing(after.findings).map(({ id }) => id))
  const had = new Set(failing(before.findings).map(({ id }) => id))
  const closed = failing(before.findings).filter(({ id }) => !left.has(id))
  const tasks = plan.tasks.filter((task) => task.deployment === name)
  const failed = plan.failed.filter(({ task }) => task.deployment === name)
  const leftOpen = plan.leftOpen.get(name) ?? []
  return {
    name: before.deployment.name,
    root: before.deployment.input.root,
    measures: tasks.map((task) => measure(task, closed, plan, before)),
    closed,
    open: failing(after.findings).map((finding) => ({ finding, ...reasonFor(finding, { tasks, failed, leftOpen }) })),
    added: failing(after.findings).filter(({ id }) => !had.has(id)),
    inputs: after.inputs,
  }
}

function measure<Space>({ key, remedy, proposal }: Task, closed: readonly Finding[], plan: HardeningPlan<Space>, { deployment }: Subject): Measure {
  const answered = closed.filter((finding) => proposal.answers.some((answers) => isAnswered(answers, finding)))
  return {
    id: proposal.id,
    remedy,
    title: proposal.title,
    steps: proposal.steps.map(({ component, phase }) => ({ component, phase })),
    closes: answered.map(({ id }) => id),
    controls: [...new Set(answered.map(({ control }) => control))].toSorted(),
    places: distinct(answered.flatMap((finding) => placesOf(finding, proposal, deployment))),
    files: plan.files.get(key) ?? [],
    requirements: [...new Set(answered.flatMap(({ requirements }) => requirements))].toSorted(),
    risks: proposal.risks,
    notes: [...new Set(plan.notes.get(key) ?? [])],
  }
}

/** What many components miss alike is one finding: only the lines of those that are changed here are told. */
function placesOf({ locations, subject }: Finding, { steps }: Proposal, deployment: Deployment): readonly Location[] {
  if (subject.type !== 'deployment') return locations
  const own = new Set(steps.map(({ component }) => placeKey(componentOf(deployment, component)?.at)))
  const near = locations.filter((place) => own.has(placeKey(place)))
  return near.length === 0 ? locations : near
}

function distinct(places: readonly Location[]): readonly Location[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()]
}

function placeKey(place: Pick<Location, 'file' | 'line'> | undefined): string {
  return place === undefined ? '' : `${place.file}:${place.line}`
}

interface Tried {
  readonly tasks: readonly Task[]
  readonly failed: readonly { readonly task: Task; readonly failure: Failure }[]
  readonly leftOpen: readonly LeftOpen[]
}

/** Why a finding stays: what its remedy said of it, what its proposal failed at, or that there is no remedy. */
function reasonFor(finding: Finding, { tasks, failed, leftOpen }: Tried): Pick<OpenFinding, 'reason' | 'why'> {
  const said = leftOpen.find(({ answers }) => answers.some((each) => isAnswered(each, finding)))
  if (said !== undefined) return { reason: said.reason, why: said.why }
  const failure = failed.find(({ task }) => task.proposal.answers.some((each) => isAnswered(each, finding)))?.failure
  if (failure !== undefined) return failure
  const done = tasks.find(({ proposal }) => proposal.answers.some((each) => isAnswered(each, finding)))
  if (done !== undefined) return { reason: 'no-effect', why: `"${done.proposal.title}" is done, and the finding is still there` }
  return { reason: 'no-remedy', why: finding.fix === '' ? 'there is no remedy for it' : `by hand: ${finding.fix}` }
}

/** Whether a finding is one that is answered. What several components miss alike is one finding of the deployment. */
export function isAnswered({ control, subject }: Answers, finding: Finding): boolean {
  if (control !== finding.control) return false
  return subject === undefined || subject === finding.subject.id || finding.subject.type === 'deployment'
}

/** `secrets`: values that are never shown, with what stands for them. */
export function reportFile({ file, before, after, mode, bytes }: ChangedFile, secrets: ReadonlyMap<string, string>): FileChange {
  const isSecret = bytes !== undefined || (mode !== undefined && (mode & 0o077) === 0 && before === undefined)
  const patch = isSecret ? '' : createTwoFilesPatch(`a/${file}`, `b/${file}`, before ?? '', after ?? '', undefined, undefined, { context: 3 })
  return {
    file,
    is: bytes ?? (before === undefined ? 'new' : after === undefined ? 'gone' : 'changed'),
    mode: mode === undefined ? null : mode.toString(8).padStart(4, '0'),
    isSecret,
    diff: mask(patch.replace(/^=+\n/, ''), secrets),
  }
}
