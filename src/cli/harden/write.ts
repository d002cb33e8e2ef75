import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import { folderMode } from '../../model/own-files.ts'
import type { Workspace } from '../../platforms/workspace.ts'
import type { Draft } from '../../platforms/files.ts'
import { missingFolders } from './apply/snapshot.ts'
import type { Planned } from './plan.ts'
import { changedFiles } from './plan.ts'

/** The copy's folder must be free: nothing of anybody's is written over. */
export function checkTarget(target: string, cwd: string): void {
  const folder = resolve(cwd, target)
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new RingwallError('unwritable', `--write ${target}: there is something in that folder`, { hint: 'name a folder that is not there yet' })
}

/** Copies the folder of the call with the planned changes in it. The folder appears whole or not at all. `finish`: the last hand on it, before it does. */
export async function writeCopy(
  { start, end, folder }: Planned,
  target: string,
  cwd: string,
  finish: (draft: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const to = resolve(cwd, target)
  if (!relative(folder, to).startsWith('..')) {
    throw new RingwallError('unwritable', `--write ${target}: the folder lies inside of what is copied`, { hint: 'name a folder beside it' })
  }
  const draft = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`)
  try {
    mkdirSync(dirname(to), { recursive: true })
    // nobody else looks into it until everything in it has its mode
    mkdirSync(draft, { mode: 0o700 })
    cpSync(folder, draft, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter: (path) => basename(path) !== '.git' })
    for (const { path } of changedFiles(start, end)) writeInto(draft, folder, path, end)
    await finish(draft)
    // it has new secrets, and settings files keep modes in which their programs can read them
    chmodSync(draft, statSync(folder).mode & 0o7770)
    rmSync(to, { recursive: true, force: true })
    renameSync(draft, to)
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true })
    if (cause instanceof RingwallError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RingwallError('unwritable', `--write ${target}: ${reason}`, { cause, hint: 'name a folder that you may write' })
  }
}

function writeInto(copy: string, folder: string, path: string, space: Workspace): void {
  const inside = relative(folder, path)
  if (inside.startsWith('..')) {
    throw new RingwallError('outside-root', `${space.display(path)} is to be changed and lies outside of the folder that is copied`, {
      hint: 'give the folder above as PATH',
    })
  }
  if (space.read(path) === undefined) {
    rmSync(join(copy, inside))
    return
  }
  const bytes = space.bytes(path)
  if (bytes === undefined) throw new RingwallError('unwritable', `${space.display(path)}: its new text cannot be written as it is encoded`)
  writeDraft(join(copy, inside), bytes, space.mode(path), space.drafts.get(path)!)
}

/** A new file has its mode before it has its text. Its owner is changed where this process may. */
function writeDraft(path: string, bytes: Uint8Array, mode: number, { owner, closed }: Draft): void {
  const isRoot = process.getuid?.() === 0
  for (const folder of missingFolders([path])) mkdirSync(folder, { mode: folderMode(folder) })
  const isThere = existsSync(path)
  if (!isThere) writeFileSync(path, '', { mode })
  if (isRoot && !isThere && owner !== undefined) chownSync(path, owner.user, owner.group)
  if (isRoot && isThere && closed?.group !== undefined) chownSync(path, statSync(path).uid, closed.group)
  chmodSync(path, mode)
  writeFileSync(path, bytes)
}
