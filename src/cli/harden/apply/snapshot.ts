import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { HardeningPlan } from '../../../engine/harden/plan.ts'
import { RingwallError } from '../../../model/error.ts'
import type { FileImage, JournalStage, PlacedFile } from '../../../model/journal.ts'
import { decode } from '../../../platforms/encoding.ts'
import type { Workspace } from '../../../platforms/workspace.ts'
import type { Objects } from '../../../storage/objects.ts'
import { imageOf } from '../../../storage/placing.ts'

export interface Snapshot {
  readonly before: readonly PlacedFile[]
  readonly stages: readonly JournalStage[]
  readonly folders: readonly string[]
}

/** The steps that files go through. */
export interface Steps {
  readonly start: Workspace
  readonly stages: readonly Pick<HardeningPlan<Workspace>['stages'][number], 'phase' | 'space' | 'tasks' | 'runs'>[]
}

/**
 * Keeps every file as it is and as it is to be after each stage. Nothing but what `objects` is kept in is written.
 * @param isOwner a file that is to be somebody else's is an error where this process cannot give it away; else it stays this process's
 */
export function snapshot({ start, stages: steps }: Steps, objects: Pick<Objects, 'keep'>, isOwner: boolean): Snapshot {
  const before = new Map<string, PlacedFile>()
  const stages: JournalStage[] = []
  let last: Workspace = start
  for (const { phase, space, tasks, runs } of steps) {
    const files: PlacedFile[] = []
    for (const drafted of space.drafts.keys()) {
      if (last.read(drafted) === space.read(drafted)) continue
      const path = realPath(drafted)
      if (!before.has(path)) before.set(path, { path, image: kept(path, start.read(drafted) ?? start.binary(drafted), objects) })
      files.push({ path, image: made(path, drafted, space, before.get(path)!.image) })
    }
    const touched: Record<string, string[]> = {}
    for (const { deployment, proposal } of tasks)
      for (const step of proposal.steps) if (step.phase === phase) (touched[deployment] ??= []).push(step.component)
    stages.push({
      phase,
      files,
      touched: Object.fromEntries(Object.entries(touched).map(([name, each]) => [name, [...new Set(each)]])),
      ...(Object.keys(runs).length === 0 ? {} : { runs }),
    })
    last = space
  }
  return { before: [...before.values()], stages, folders: missingFolders([...before.keys()]) }

  function made(path: string, drafted: string, space: Workspace, before: FileImage | null): FileImage | null {
    const { owner, closed } = space.drafts.get(drafted)!
    if (space.read(drafted) === undefined) return null
    const mode = space.mode(drafted)
    const bytes = space.bytes(drafted)
    if (bytes === undefined) throw new RingwallError('unwritable', `${basename(path)}: its new text cannot be written as it is encoded`)
    const content = objects.keep(bytes)
    const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
    if (before !== null) return { ...before, content, mode, group: user === 0 ? (closed?.group ?? before.group) : before.group }
    const wanted = owner ?? { user, group }
    if (user === 0) return { content, mode, user: wanted.user, group: wanted.group }
    if (isOwner && (wanted.user !== user || wanted.group !== group))
      throw new RingwallError('usage', `${basename(path)} is to belong to user ${wanted.user}, which root alone can do`, { hint: 'call it as root' })
    return { content, mode, user, group }
  }
}

/** Through links; of what is not there yet, the folder that is. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const above = dirname(path)
  return above === path ? path : join(realPath(above), basename(path))
}

/** What was planned for must still stand there. */
function kept(path: string, planned: string | Uint8Array | undefined, objects: Pick<Objects, 'keep'>): FileImage | null {
  const image = imageOf(path)
  if ((image === null) !== (planned === undefined)) throw changed(path)
  if (image === null) return null
  const bytes = readFileSync(path)
  if (planned instanceof Uint8Array ? !bytes.equals(planned) : decode(bytes)?.text !== planned) throw changed(path)
  objects.keep(bytes)
  return image
}

function changed(path: string): RingwallError {
  return new RingwallError('unwritable', `${basename(path)} was changed by somebody else meanwhile`, {
    hint: 'nothing was written: call it again',
  })
}

/** What is not there yet of the folders that lead to files, the outermost first. */
export function missingFolders(paths: readonly string[]): readonly string[] {
  const missing = new Set<string>()
  for (const path of paths) for (let folder = dirname(path); !existsSync(folder); folder = dirname(folder)) missing.add(folder)
  return [...missing].toSorted((one, other) => one.length - other.length)
}
