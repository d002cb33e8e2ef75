import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FileImage, PlacedFile } from '../model/journal.ts'
import type { Disk } from './disk.ts'
import type { Objects } from './objects.ts'
import { digest } from './objects.ts'

/**
 * Puts files in the place of others so that each is always whole, the old or the new one. A second name of the old file stays beside it
 * until the run is over: the way back then takes no space on the disk, and brings back the very file.
 */
export interface Placing {
  /** Before the first change: the second names. */
  readonly reserve: (files: readonly PlacedFile[]) => void
  readonly put: (file: PlacedFile) => void
  /** The file as it was. Done twice it changes nothing. */
  readonly takeBack: (file: PlacedFile) => void
  /** What stands beside the file goes. */
  readonly tidy: (path: string) => void
}

export function placing(objects: Pick<Objects, 'read'>, disk: Disk): Placing {
  const put = ({ path, image }: PlacedFile): void => {
    const draft = draftOf(path)
    disk.remove(draft)
    if (image === null) {
      disk.remove(path)
      return
    }
    disk.create(draft, objects.read(image.content), 0o600)
    const made = lstatSync(draft)
    if (made.uid !== image.user || made.gid !== image.group) disk.owner(draft, image.user, image.group)
    disk.mode(draft, image.mode)
    disk.rename(draft, path)
  }
  return {
    put,
    reserve(files) {
      for (const { path, image } of files) {
        disk.remove(oldOf(path))
        if (image !== null) linkOrNothing(path, oldOf(path), disk)
      }
    },
    takeBack(file) {
      const { path, image } = file
      const old = oldOf(path)
      disk.remove(draftOf(path))
      if (image === null) {
        if (existsSync(path)) disk.remove(path)
        return
      }
      if (imageOf(path)?.content === image.content && isRights(path, image)) {
        disk.remove(old)
        return
      }
      if (existsSync(old) && digest(readFileSync(old)) === image.content && isRights(old, image)) disk.rename(old, path)
      else put(file)
    },
    tidy(path) {
      for (const beside of [oldOf(path), draftOf(path)]) if (existsSync(beside)) disk.remove(beside)
    },
  }
}

/** A file system that knows no second names has the way back write the file anew. */
function linkOrNothing(path: string, old: string, disk: Disk): void {
  try {
    disk.link(path, old)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK' && code !== 'ENOSYS') throw error
  }
}

function isRights(path: string, { mode, user, group }: FileImage): boolean {
  const there = lstatSync(path)
  return (there.mode & 0o7777) === mode && there.uid === user && there.gid === group
}

/** A file as it is; `null` where there is none. What is no regular file throws. */
export function imageOf(path: string): FileImage | null {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined) return null
  if (!there.isFile()) throw new Error(`${path} is no regular file`)
  return { content: digest(readFileSync(path)), mode: there.mode & 0o7777, user: there.uid, group: there.gid }
}

/** Hidden, and with an end that no program takes for a file of its own. */
function draftOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.ringwall-new`)
}

function oldOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.ringwall-old`)
}
