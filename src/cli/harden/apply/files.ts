import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Carrier } from '../../../engine/harden/carry-out.ts'
import { imagesAfter, imagesBefore, imagesOf, isSameImage } from '../../../engine/harden/journal.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Begun } from '../../../model/journal.ts'
import { folderMode } from '../../../model/own-files.ts'
import type { Disk } from '../../../storage/disk.ts'
import type { Objects } from '../../../storage/objects.ts'
import { digest } from '../../../storage/objects.ts'
import { imageOf, placing } from '../../../storage/placing.ts'

export interface FileCarrierOptions {
  readonly objects: Pick<Objects, 'read'>
  readonly disk: Disk
  /** Folder of the run: what somebody wrote meanwhile is kept there. */
  readonly folder: string
  /** What somebody wrote meanwhile makes place. */
  readonly force: boolean
}

/** The files' part of carrying out. What neither the old nor the new state has is somebody else's, and is not written over. */
export function fileCarrier(
  begun: Pick<Begun, 'before' | 'stages' | 'folders' | 'emptied'>,
  { objects, disk, folder, force }: FileCarrierOptions,
): Pick<Carrier, 'write' | 'finish' | 'restore' | 'tidy'> {
  const place = placing(objects, disk)
  return {
    write(stage) {
      if (stage === 0) {
        place.reserve(begun.before)
        for (const each of begun.folders) if (!existsSync(each)) disk.folder(each, folderMode(each))
      }
      const before = imagesBefore(begun, stage)
      for (const file of begun.stages[stage]?.files ?? []) {
        const there = imageOf(file.path)
        if (isSameImage(there, file.image)) continue
        if (there?.content !== before.get(file.path)?.content)
          throw new RingwallError('unwritable', `${basename(file.path)} was changed by somebody else meanwhile`)
        place.put(file)
      }
    },
    finish() {
      // a journal on a full disk may not have told that everything went back
      const other = [...imagesAfter(begun)].find(([path, image]) => imageOf(path)?.content !== image?.content)
      if (other !== undefined) throw new RingwallError('unwritable', `${basename(other[0])} is not as it was to be`)
    },
    restore() {
      const foreign = begun.before.map(({ path }) => path).filter((path) => isForeign(begun, path))
      if (foreign.length > 0 && !force) throw changedMeanwhile(foreign)
      for (const path of foreign) keepAside(path)
      for (const file of begun.before) place.takeBack(file)
      removeEmpty(begun.folders)
    },
    tidy() {
      for (const { path } of begun.before) place.tidy(path)
      removeEmpty(begun.emptied)
    },
  }

  /** The outermost stands first. */
  function removeEmpty(folders: readonly string[]): void {
    for (const each of folders.toReversed()) if (existsSync(each) && readdirSync(each).length === 0) disk.removeFolder(each)
  }

  function keepAside(path: string): void {
    const content = readFileSync(path)
    const kept = join(folder, `${digest(content).slice(0, 12)}-${basename(path)}`)
    if (!existsSync(kept)) disk.create(kept, content, 0o600)
  }
}

function isForeign(begun: Pick<Begun, 'before' | 'stages'>, path: string): boolean {
  const there = imageOf(path)
  return !imagesOf(begun, path).some((image) => image?.content === there?.content)
}

/** Somebody changed files between: they decide what is to be. */
export function changedMeanwhile(paths: readonly string[]): RingwallError {
  return new RingwallError('unwritable', `${paths.join(', ')}: changed by somebody else meanwhile, and not written over`, {
    hint: 'put back what is wanted, or add --force: what stands there is kept in the state folder',
  })
}
