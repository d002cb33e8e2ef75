import { linkSync, lstatSync, mkdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import { openFiles } from '../../platforms/files.ts'
import type { Disk } from '../../storage/disk.ts'
import { realDisk } from '../../storage/disk.ts'
import type { Planned } from './plan.ts'
import { changedFiles } from './plan.ts'

interface Written {
  readonly path: string
  /** What is to take its place, and what it was, under names of their own beside it. */
  readonly draft: string
  readonly kept: string | undefined
}

/**
 * Writes a plan into the files themselves. Every text lies beside its place first; then they take their places one by one, and at the
 * first fault all of them go back. Files that somebody changed since they were read are an error before anything is written.
 */
export function writeInPlace({ start, end, root, folder }: Planned, disk: Disk = realDisk): void {
  const changes = changedFiles(start, end)
  const now = openFiles(root, folder)
  for (const { path, file, before } of changes) {
    const found = now.read(path)
    if (
      (found.state === 'text' ? found.text : undefined) !== before ||
      (before === undefined && lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    )
      throw new RingwallError('unwritable', `--in-place: ${file} was changed by somebody else meanwhile`, {
        hint: 'nothing was written: call it again',
      })
  }
  const written: Written[] = []
  const placed: Written[] = []
  const folders: string[] = []
  try {
    for (const { path: shown, after } of changes) {
      const there = statSync(shown, { throwIfNoEntry: false })
      // a link stays one: what it leads to is changed
      const path = there === undefined ? shown : realpathSync(shown)
      const { mode = 0o644, owner } = end.drafts.get(shown)!
      const made = mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      if (made !== undefined) folders.push(made)
      const draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`)
      const kept = there === undefined ? undefined : join(dirname(path), `.${basename(path)}.${process.pid}.old`)
      written.push({ path, draft, kept })
      disk.create(draft, after, 0o600)
      const [user, group] = there === undefined ? [owner?.user, owner?.group] : [there.uid, there.gid]
      if (user !== undefined && group !== undefined && process.getuid?.() === 0) disk.owner(draft, user, group)
      disk.mode(draft, there === undefined ? mode : there.mode & 0o7777)
      if (kept !== undefined) disk.link(path, kept)
    }
    for (const each of written) {
      disk.rename(each.draft, each.path)
      placed.push(each)
    }
  } catch (cause) {
    for (const { path, kept } of placed.toReversed()) {
      rmSync(path, { force: true })
      if (kept !== undefined) linkSync(kept, path)
    }
    for (const { draft, kept } of written) for (const each of [draft, kept]) if (each !== undefined) rmSync(each, { force: true })
    for (const each of folders.toReversed()) rmSync(each, { recursive: true, force: true })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RingwallError('unwritable', `--in-place: ${reason}`, { cause, hint: 'nothing is changed: everything went back' })
  }
  for (const { kept } of written) if (kept !== undefined) rmSync(kept, { force: true })
}
