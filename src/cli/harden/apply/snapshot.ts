import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { RingwallError } from '../../../model/error.ts'
import type { FileImage, JournalStage, PlacedFile } from '../../../model/journal.ts'
import type { Workspace } from '../../../platforms/workspace.ts'
import type { Draft } from '../../../platforms/files.ts'
import type { Objects } from '../../../storage/objects.ts'
import { imageOf } from '../../../storage/placing.ts'
import type { Planned } from '../plan.ts'

export interface Snapshot {
  readonly before: readonly PlacedFile[]
  readonly stages: readonly JournalStage[]
  readonly folders: readonly string[]
}

/** Keeps every file as it is and as it is to be after each stage. Nothing but the state folder is written. */
export function snapshot({ start, plan }: Pick<Planned, 'start' | 'plan'>, objects: Objects): Snapshot {
  const before = new Map<string, PlacedFile>()
  const stages: JournalStage[] = []
  let last: Workspace = start
  for (const { phase, space, tasks } of plan.stages) {
    const files: PlacedFile[] = []
    for (const [drafted, draft] of space.drafts) {
      if (last.read(drafted) === draft.text) continue
      const path = realPath(drafted)
      if (!before.has(path)) before.set(path, { path, image: kept(path, start.read(drafted), objects) })
      files.push({ path, image: made(path, draft, before.get(path)!.image, objects) })
    }
    const touched: Record<string, string[]> = {}
    for (const { deployment, proposal } of tasks)
      for (const step of proposal.steps) if (step.phase === phase) (touched[deployment] ??= []).push(step.component)
    stages.push({ phase, files, touched: Object.fromEntries(Object.entries(touched).map(([name, each]) => [name, [...new Set(each)]])) })
    last = space
  }
  return { before: [...before.values()], stages, folders: missingFolders([...before.keys()]) }
}

/** Through links; of what is not there yet, the folder that is. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const above = dirname(path)
  return above === path ? path : join(realPath(above), basename(path))
}

/** What was planned for must still stand there. */
function kept(path: string, planned: string | undefined, objects: Objects): FileImage | null {
  const image = imageOf(path)
  if ((image === null) !== (planned === undefined)) throw changed(path)
  if (image === null) return null
  const bytes = readFileSync(path)
  if (encodingOf(bytes, planned ?? '') === undefined) throw changed(path)
  objects.keep(bytes)
  return image
}

function made(path: string, { text, mode, owner }: Draft, before: FileImage | null, objects: Objects): FileImage {
  if (before !== null) {
    const bytes = objects.read(before.content)
    const encoding = encodings.find((each) => each.encode(each.decode(bytes)).equals(bytes))!
    const next = encoding.encode(text)
    if (encoding.decode(next) !== text) throw new RingwallError('unwritable', `${basename(path)}: its new text cannot be written as it is encoded`)
    return { ...before, content: objects.keep(next) }
  }
  const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const wanted = owner ?? { user, group }
  if (user !== 0 && (wanted.user !== user || wanted.group !== group))
    throw new RingwallError('usage', `--apply: ${basename(path)} is to belong to user ${wanted.user}, which root alone can do`, {
      hint: 'call it as root',
    })
  return { content: objects.keep(Buffer.from(text)), mode: mode ?? 0o644, user: wanted.user, group: wanted.group }
}

interface Encoding {
  readonly encode: (text: string) => Buffer
  readonly decode: (bytes: Buffer) => string
}

/** As files are read: a text is written back as it was. */
const encodings: readonly Encoding[] = [
  { encode: (text) => Buffer.from(text, 'utf8'), decode: (bytes) => bytes.toString('utf8') },
  {
    encode: (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
    decode: (bytes) => bytes.subarray(2).toString('utf16le'),
  },
  { encode: (text) => Buffer.from(text, 'latin1'), decode: (bytes) => bytes.toString('latin1') },
]

function encodingOf(bytes: Buffer, text: string): Encoding | undefined {
  return encodings.find(({ encode }) => encode(text).equals(bytes))
}

function changed(path: string): RingwallError {
  return new RingwallError('unwritable', `${basename(path)} was changed by somebody else while it was planned for`, { hint: 'run it again' })
}

function missingFolders(paths: readonly string[]): readonly string[] {
  const missing = new Set<string>()
  for (const path of paths) for (let folder = dirname(path); !existsSync(folder); folder = dirname(folder)) missing.add(folder)
  return [...missing].toSorted((one, other) => one.length - other.length)
}
