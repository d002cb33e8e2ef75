import { componentOf } from '../../model/lookup.ts'
import type { OpenReason, Phase, Proposal } from '../../model/remedy.ts'
import { isWant } from '../../model/want.ts'
import type { Hands, Subject } from './hands.ts'
import { nameOf } from './hands.ts'

/** A proposal with the deployment that it is for. */
export interface Task {
  readonly key: string
  readonly deployment: string
  readonly remedy: string
  readonly proposal: Proposal
}

export interface Failure {
  readonly reason: OpenReason
  readonly why: string
}

/** Files as they are to be, and how they read. */
export interface State<Space> {
  readonly space: Space
  readonly subjects: readonly Subject[]
}

export interface PhaseEnd<Space> extends State<Space> {
  /** By key of the task. */
  readonly notes: ReadonlyMap<string, readonly string[]>
  /** Files that are another after a task, by its key; a task that changes none has none. */
  readonly files: ReadonlyMap<string, readonly string[]>
  readonly failed: ReadonlyMap<string, Failure>
  /** By key of the task. */
  readonly runs: ReadonlyMap<string, readonly InsideRun[]>
}

/** A program that has to run inside of a component. */
export interface InsideRun {
  readonly component: string
  readonly words: readonly string[]
}

/**
 * Carries out the steps of one phase. A component is touched by one task at a time and read again before the next one, because what a
 * technology changes depends on what stands there; so is a file that deployments share. A task after which files cannot be read as before is
 * not carried out.
 */
export function carryPhase<Space>(
  hands: Hands<Space>,
  { space: start, subjects }: State<Space>,
  tasks: readonly Task[],
  phase: Phase,
): PhaseEnd<Space> {
  const notes = new Map<string, readonly string[]>()
  const failed = new Map<string, Failure>()
  const files = new Map<string, readonly string[]>()
  const runs = new Map<string, readonly InsideRun[]>()
  let state: State<Space> = { space: start, subjects }
  let rest = tasks.filter(({ proposal }) => proposal.steps.some((step) => step.phase === phase))
  while (rest.length > 0) {
    const wave = apart(rest, phase)
    rest = rest.filter((task) => !wave.includes(task))
    state = carryWave(wave, state)
  }
  return { ...state, notes, files, failed, runs }

  function carryWave(wave: readonly Task[], before: State<Space>): State<Space> {
    let after = hands.fork(before.space)
    const done: Task[] = []
    const changedBy = new Map<string, string>()
    for (const task of wave) {
      const trial = hands.fork(after)
      const failure = carryTask(task, trial, before.subjects)
      const others = failure === undefined ? hands.differing(after, trial) : []
      if (failure !== undefined) failed.set(task.key, failure)
      else if (others.some((file) => (changedBy.get(file) ?? task.deployment) !== task.deployment)) later(task)
      else {
        if (others.length > 0) files.set(task.key, others)
        for (const file of others) changedBy.set(file, task.deployment)
        after = trial
        done.push(task)
      }
    }
    if (hands.differing(before.space, after).length === 0) return before
    const state = { space: after, subjects: hands.read(after) }
    const lost = whatIsLost(before.subjects, state.subjects)
    if (lost === undefined) return state
    if (done.length === 1) {
      failed.set(done[0]!.key, { reason: 'file-cannot', why: lost })
      return before
    }
    const half = Math.ceil(done.length / 2)
    return carryWave(done.slice(half), carryWave(done.slice(0, half), before))
  }

  /** Another deployment has changed a file that this one shares: what it would still change is asked once that is read. */
  function later(task: Task): void {
    notes.delete(task.key)
    runs.delete(task.key)
    rest = [...rest, task]
  }

  function carryTask(task: Task, trial: Space, subjects: readonly Subject[]): Failure | undefined {
    const subject = subjects.find((each) => nameOf(each) === task.deployment)
    for (const step of task.proposal.steps) {
      if (step.phase !== phase) continue
      const component = subject === undefined ? undefined : componentOf(subject.deployment, step.component)
      if (subject === undefined || component === undefined) return { reason: 'file-cannot', why: `${step.component} is not there any more` }
      const carried = hands.carry(trial, subject.deployment, component, step.does)
      if ('cannot' in carried) return { reason: carried.reason, why: carried.cannot }
      notes.set(task.key, [...(notes.get(task.key) ?? []), ...carried.notes])
      const inside = (carried.runs ?? []).map((words) => ({ component: step.component, words }))
      runs.set(task.key, [...(runs.get(task.key) ?? []), ...inside])
    }
    return undefined
  }
}

/**
 * The tasks that can be carried out without reading again: those that leave every line where it is, else those of which no two want
 * something of the same component, because what a technology answers rests on what it reads there.
 */
function apart(tasks: readonly Task[], phase: Phase): readonly Task[] {
  const stepsOf = ({ proposal }: Task): Proposal['steps'] => proposal.steps.filter((step) => step.phase === phase)
  const byLine = tasks.filter((task) => stepsOf(task).some(({ does }) => does.kind === 'replaced-secret'))
  const inPlace = byLine.filter((task) => stepsOf(task).every(({ does }) => does.kind === 'replaced-secret'))
  if (inPlace.length > 0) return inPlace
  if (byLine.length > 0) return byLine.slice(0, 1)
  const touched = new Set<string>()
  return tasks.filter((task) => {
    const names = stepsOf(task).flatMap(({ component, does }) => (isWant(does) ? [`${task.deployment}\0${component}`] : []))
    if (names.some((name) => touched.has(name))) return false
    for (const name of names) touched.add(name)
    return true
  })
}

/** What was read before and cannot be read now; `undefined` where nothing is lost. */
function whatIsLost(before: readonly Subject[], after: readonly Subject[]): string | undefined {
  for (const one of before) {
    const other = after.find((each) => nameOf(each) === nameOf(one))
    if (other === undefined) return `${one.deployment.name} could not be read any more`
    const gone = one.deployment.components.find(({ id, technology }) => {
      const found = componentOf(other.deployment, id)
      return found === undefined || found.technology !== technology
    })
    if (gone !== undefined) return `${gone.id} would not be known any more`
    const worse = other.inputs.find(
      ({ file, status }) => status !== 'read' && one.inputs.some((each) => each.file === file && each.status === 'read'),
    )
    if (worse !== undefined) return `${worse.file} could not be read any more: ${worse.gaps[0]?.why ?? 'it has a fault'}`
  }
  return undefined
}
