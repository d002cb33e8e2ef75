import { componentOf } from '../../model/lookup.ts'
import type { LeftOpen, Phase, Proposal, Proposed, Remedy, RemedyTools } from '../../model/remedy.ts'
import { phases } from '../../model/remedy.ts'
import type { Failure, InsideRun, PhaseEnd, State, Task } from './carry.ts'
import { carryPhase } from './carry.ts'
import type { Hands, Subject } from './hands.ts'
import { nameOf } from './hands.ts'

/** Proposals of changed files may lead to more; after so many rounds they go in a circle. */
const mostRounds = 16

export interface HardeningPlan<Space> {
  readonly before: readonly Subject[]
  readonly after: readonly Subject[]
  /** What is carried out, in order. */
  readonly tasks: readonly Task[]
  /** The files after each step of the way: every one of them is a state in which the platform works. */
  readonly stages: readonly Stage<Space>[]
  readonly notes: ReadonlyMap<string, readonly string[]>
  /** Files that a task changes, by its key. */
  readonly files: ReadonlyMap<string, readonly string[]>
  /** What could not be carried out, by deployment. */
  readonly failed: readonly { readonly task: Task; readonly failure: Failure }[]
  readonly leftOpen: ReadonlyMap<string, readonly LeftOpen[]>
}

export interface Stage<Space> {
  readonly phase: Phase
  readonly space: Space
  readonly tasks: readonly Task[]
  /** What has to run inside of components once its files are in force, by deployment. */
  readonly runs: Readonly<Record<string, readonly InsideRun[]>>
}

/** Whether a proposal is wanted at all; without a word of it, every one is. */
export type Wanted = (remedy: string, proposal: Proposal, subject: Subject) => boolean

/** findings -> proposals -> changed files, until the remedies have nothing more to propose. */
export async function planHardening<Space>(
  hands: Hands<Space>,
  start: Space,
  remedies: readonly Remedy[],
  tools: (subject: Subject) => MadeTools,
  wanted: Wanted = () => true,
): Promise<HardeningPlan<Space>> {
  const before = hands.read(start)
  let state: State<Space> = { space: start, subjects: before }
  const tried = new Map<string, Task>()
  const failed = new Map<string, Failure>()
  const notes = new Map<string, readonly string[]>()
  const files = new Map<string, readonly string[]>()
  const carried: Task[] = []
  const stages: Stage<Space>[] = []
  let leftOpen = new Map<string, readonly LeftOpen[]>()
  const [first, last] = [proposals(remedies.filter((remedy) => remedy.last !== true)), proposals(remedies.filter((remedy) => remedy.last === true))]
  for (let round = 0; round < mostRounds; round++) {
    const proposed = await propose(state.subjects, first, toolsOn(hands, state.space, tools), wanted)
    let tasks = chosen(proposed.tasks.filter(({ key }) => !tried.has(key)))
    leftOpen = proposed.leftOpen
    if (tasks.length === 0) {
      // those that are asked last try much, and what the others change would have them try it again
      const late = await propose(state.subjects, last, toolsOn(hands, state.space, tools), wanted)
      tasks = late.tasks.filter(({ key }) => !tried.has(key))
      leftOpen = new Map([...leftOpen].map(([name, open]) => [name, [...open, ...(late.leftOpen.get(name) ?? [])]]))
    }
    if (tasks.length === 0) break
    for (const task of tasks) tried.set(task.key, task)
    const found = carryRound(hands, state, tasks, failed)
    for (const [key, each] of found.notes) notes.set(key, each)
    for (const [key, each] of found.files) files.set(key, each)
    carried.push(...found.tasks.filter(({ key }) => found.files.has(key)))
    stages.push(...found.stages)
    state = found.state
  }
  return {
    before,
    after: stages.length === 0 ? before : hands.read(state.space, 'anew'),
    tasks: carried,
    stages,
    notes,
    files,
    failed: [...failed].map(([key, failure]) => ({ task: tried.get(key)!, failure })),
    leftOpen,
  }
}

/**
 * The proposals of one round. One that goes through phases changes files before others are done with what they saw in them: such go alone, a
 * remedy at a time, and the others are asked again.
 */
function chosen(fresh: readonly Task[]): readonly Task[] {
  const isGradual = ({ proposal }: Task): boolean => proposal.steps.some(({ phase }) => phase !== 'close')
  const leading = fresh.find(isGradual)?.remedy
  if (leading !== undefined) return fresh.filter((task) => task.remedy === leading && isGradual(task))
  return fresh
}

/** The tools that a call hands in; what needs the files is added here. */
export type MadeTools = Omit<RemedyTools, 'trouble'>

function toolsOn<Space>(hands: Hands<Space>, space: Space, tools: (subject: Subject) => MadeTools) {
  return (subject: Subject): RemedyTools => ({
    ...tools(subject),
    trouble(id, does) {
      const component = componentOf(subject.deployment, id)
      if (component === undefined) return { reason: 'not-in-files', why: `${id} is not one of the components` }
      const carried = hands.carry(hands.fork(space), subject.deployment, component, does)
      return 'cannot' in carried ? { reason: carried.reason, why: carried.cannot } : undefined
    },
  })
}

type Proposals = (subject: Subject, tools: RemedyTools) => Promise<readonly (readonly [remedy: string, proposed: Proposed])[]>

/** What remedies propose for a deployment. One that was not judged again since is as it was, and so are its proposals. */
function proposals(remedies: readonly Remedy[]): Proposals {
  const known = new WeakMap<Subject, ReturnType<Proposals>>()
  const asked: Proposals = async (subject, tools) => {
    const all: (readonly [string, Proposed])[] = []
    for (const remedy of remedies) {
      const failed = subject.failed.filter(({ control }) => remedy.answers.includes(control))
      for (const each of await remedy.propose({ deployment: subject.deployment, failed }, tools)) all.push([remedy.id, each])
    }
    return all
  }
  return (subject, tools) => {
    const found = known.get(subject) ?? asked(subject, tools)
    known.set(subject, found)
    return found
  }
}

async function propose(subjects: readonly Subject[], ask: Proposals, tools: (subject: Subject) => RemedyTools, wanted: Wanted) {
  const tasks: Task[] = []
  const leftOpen = new Map<string, readonly LeftOpen[]>()
  for (const subject of subjects) {
    const deployment = nameOf(subject)
    const open: LeftOpen[] = []
    for (const [remedy, each] of await ask(subject, tools(subject))) {
      if ('reason' in each) open.push(each)
      else if (wanted(remedy, each, subject)) tasks.push({ key: `${deployment}\0${each.id}`, deployment, remedy, proposal: each })
    }
    leftOpen.set(deployment, open)
  }
  return { tasks, leftOpen }
}

/** All phases of a round's proposals. One that fails in a later phase is taken out as a whole: the round begins anew without it. */
function carryRound<Space>(hands: Hands<Space>, start: State<Space>, tasks: readonly Task[], failed: Map<string, Failure>) {
  for (;;) {
    const alive = tasks.filter(({ key }) => !failed.has(key))
    const notes = new Map<string, readonly string[]>()
    const files = new Map<string, readonly string[]>()
    const stages: Stage<Space>[] = []
    let state = start
    let isWhole = true
    for (const phase of phases) {
      const end = carryPhase(
        hands,
        state,
        alive.filter(({ key }) => !failed.has(key)),
        phase,
      )
      for (const [key, failure] of end.failed) failed.set(key, failure)
      for (const [key, each] of end.notes) notes.set(key, [...(notes.get(key) ?? []), ...each])
      for (const [key, each] of end.files) files.set(key, [...new Set([...(files.get(key) ?? []), ...each])])
      const hasEarlier = [...end.failed.keys()].some((key) => isBegun(alive, key, phase))
      if (hasEarlier) {
        isWhole = false
        break
      }
      if (hands.differing(state.space, end.space).length > 0)
        stages.push({ phase, space: end.space, tasks: alive.filter((task) => takesPart(task, phase, end.failed)), runs: runsOf(alive, end) })
      state = end
    }
    if (isWhole) return { state, stages, notes, files, tasks: alive.filter(({ key }) => !failed.has(key)) }
  }
}

function runsOf<Space>(tasks: readonly Task[], { runs, failed }: PhaseEnd<Space>): Stage<Space>['runs'] {
  const all: Record<string, readonly InsideRun[]> = {}
  for (const { key, deployment } of tasks) {
    const own = failed.has(key) ? [] : (runs.get(key) ?? [])
    if (own.length > 0) all[deployment] = [...(all[deployment] ?? []), ...own]
  }
  return all
}

function takesPart({ key, proposal }: Task, phase: Phase, failed: ReadonlyMap<string, Failure>): boolean {
  return !failed.has(key) && proposal.steps.some((step) => step.phase === phase)
}

/** Whether a task has steps of an earlier phase. */
function isBegun(tasks: readonly Task[], key: string, phase: Phase): boolean {
  const task = tasks.find((each) => each.key === key)
  return task?.proposal.steps.some((step) => phases.indexOf(step.phase) < phases.indexOf(phase)) === true
}
