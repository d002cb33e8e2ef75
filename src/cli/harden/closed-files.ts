import { join, relative } from 'node:path'
import type { Hands, Subject } from '../../engine/harden/hands.ts'
import { nameOf } from '../../engine/harden/hands.ts'
import type { HardeningPlan } from '../../engine/harden/plan.ts'
import { closedPath } from '../../model/own-files.ts'
import { findingsOf, remount } from '../../platforms/compose/edit/remount.ts'
import type { Target } from '../../platforms/compose/edit/target.ts'
import { projectFolder } from '../../platforms/compose/edit/target.ts'
import { readerOf } from '../../platforms/host/reader.ts'
import type { Outcome, Workspace } from '../../platforms/workspace.ts'
import { inTurn } from '../../platforms/workspace.ts'
import { judgedOtherwise } from './same-judgement.ts'

type Plan = HardeningPlan<Workspace>

/** What becomes of a file that gets a new secret, and that every user of the machine may read. */
interface Way {
  /** Absolute. */
  readonly path: string
  /** Deployments whose files change for it, as `nameOf` has them. */
  readonly of: readonly string[]
  /** Makes it so in the files of a stage. */
  readonly take: (space: Workspace) => Outcome
  /** For whoever looks at the plan. */
  readonly told: string
  /** Files that are another for it, as they are shown. */
  readonly files: readonly string[]
}

/**
 * No new secret stands where every user of the machine may read it. A file that containers find through a mount goes into a folder that
 * nobody else may enter: the engine leads it through as root, and inside it is read as before, whoever the program runs as. A file of a
 * machine is left to the group of its program. Where neither can be done, or the files would be judged otherwise, the plan says what a
 * person has to do.
 */
export function closeFiles(start: Workspace, plan: Plan, secrets: Iterable<string>, hands: Hands<Workspace>): Plan {
  const last = plan.stages.at(-1)?.space
  const values = [...secrets]
  const open = last === undefined ? [] : readable(start, last, values)
  if (last === undefined || open.length === 0) return plan
  let ways = open.flatMap((path) => wayFor(path, plan.after, last) ?? [])
  for (;;) {
    const taken = take(ways, start, plan, values)
    if ('failed' in taken) {
      ways = ways.filter((way) => way !== taken.failed)
      continue
    }
    const after = ways.length === 0 ? plan.after : hands.read(taken.stages.at(-1)!.space, 'anew')
    const otherwise = new Set(judgedOtherwise(plan.after, after).map(({ subject }) => nameOf(subject)))
    if (otherwise.size === 0) return told({ ...plan, stages: taken.stages, after }, open, ways, last)
    const left = ways.filter(({ of }) => !of.some((name) => otherwise.has(name)))
    ways = left.length < ways.length ? left : []
  }
}

function readable(start: Workspace, end: Workspace, values: readonly string[]): readonly string[] {
  return [...end.drafts.keys()].filter((path) => start.read(path) !== undefined && end.isReadable(path) && hasNew(start, end, path, values))
}

function hasNew(start: Workspace, space: Workspace, path: string, values: readonly string[]): boolean {
  const [before, now] = [start.read(path) ?? '', space.read(path) ?? '']
  return values.some((value) => now.includes(value) && !before.includes(value))
}

/** From the first stage on in which it has a new secret. */
function take(ways: readonly Way[], start: Workspace, { stages }: Plan, values: readonly string[]): Pick<Plan, 'stages'> | { readonly failed: Way } {
  const closed: Plan['stages'][number][] = []
  for (const stage of stages) {
    const space = stage.space.fork()
    for (const way of ways) if (hasNew(start, space, way.path, values) && 'cannot' in way.take(space)) return { failed: way }
    closed.push({ ...stage, space })
  }
  return { stages: closed }
}

function wayFor(path: string, subjects: readonly Subject[], last: Workspace): Way | undefined {
  const services = subjects.flatMap(({ deployment }) =>
    deployment.components.flatMap(({ input }): readonly Target[] => {
      const target = { deployment: deployment.input, component: input, space: last }
      return input.form === 'container' && findingsOf(target, path).length > 0 ? [target] : []
    }),
  )
  const [first] = services
  // in a folder that is mounted may lie what no container is known to read: it is nobody's, and stays where it is
  const hosts = subjects.filter(({ deployment }) => deployment.input.platform === 'host')
  const owners = hosts.filter(({ deployment }) => deployment.input.inputs.some(({ file }) => file === last.display(path)))
  if (owners.length > 0) return leftToGroup(path, owners, last)
  if (first !== undefined) return moved(path, first, services, last)
  const around = hosts.filter(({ deployment }) => !relative(last.path(deployment.input.root), path).startsWith('..'))
  return leftToGroup(path, around, last)
}

function moved(path: string, first: Target, services: readonly Target[], last: Workspace): Way | undefined {
  const folder = projectFolder(first)
  const to = join(folder, closedPath(relative(folder, path)))
  const text = last.read(path)
  // a file with an encoding of its own stays where that is known
  if (text === undefined || last.read(to) !== undefined || !Buffer.from(text, 'utf8').equals(last.bytes(path) ?? Buffer.alloc(0))) return undefined
  const mode = last.mode(path)
  // what a folder brings along, or an image is built of, has to be there
  const isNeeded = services.some(
    (target) => target.component.build !== undefined || findingsOf(target, path).some(({ mount, path: inside }) => inside !== mount.target.value),
  )
  const [was, is] = [last.display(path), last.display(to)]
  return {
    path,
    of: services.map(({ deployment: { root, name } }) => `${root}\0${name}`),
    take(space) {
      const text = space.read(path) ?? ''
      const done = inTurn(services, (target) => remount({ ...target, space }, path, to))
      if ('cannot' in done) return done
      space.put(to, { text, mode })
      if (isNeeded) space.put(path, { text: '' })
      else space.remove(path)
      return done
    },
    told: `${was} is ${is} now, in a folder that no other user of the machine may enter; containers find it where they did${isNeeded ? `, and ${was} is empty` : ''}`,
    files: [is, ...new Set(services.map((target) => target.component.at.file))],
  }
}

/** What programs of a machine read, and files without a program around them. */
function leftToGroup(path: string, subjects: readonly Subject[], last: Workspace): Way | undefined {
  const shown = last.display(path)
  const programs = subjects.flatMap(({ deployment }) => deployment.components.map(({ input }) => input))
  const reader = subjects.length === 0 ? undefined : readerOf(shown, programs)
  if (reader === undefined) return undefined
  return {
    path,
    of: subjects.map(nameOf),
    take(space) {
      space.close(path, reader.group)
      return []
    },
    told: `${shown} is closed to others: ${reader.told}`,
    files: [],
  }
}

/** Says it with the first measure that changes the file. */
function told(plan: Plan, open: readonly string[], ways: readonly Way[], last: Workspace): Plan {
  const [notes, files] = [new Map(plan.notes), new Map(plan.files)]
  for (const path of open) {
    const shown = last.display(path)
    const way = ways.find((each) => each.path === path)
    const concerned = plan.tasks.filter(({ key }) => plan.files.get(key)?.includes(shown) === true)
    for (const { key } of concerned.slice(0, 1)) notes.set(key, [...(notes.get(key) ?? []), way?.told ?? forPerson(shown)])
    if (way === undefined) continue
    for (const { key } of concerned) files.set(key, [...new Set([...(files.get(key) ?? []), ...way.files])])
  }
  return { ...plan, notes, files }
}

function forPerson(file: string): string {
  return `${file} gets a new secret, and every user of the machine may read it: give it to the user of its program, then \`chmod o= ${file}\``
}
