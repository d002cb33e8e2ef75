import type { Disk } from '../src/storage/disk.ts'
import { realDisk } from '../src/storage/disk.ts'

/** What ends a run in the middle. */
export class Ended extends Error {}

/**
 * A disk whose process ends at step `last`: that step is not done (a file is left half written), and nothing after it, not even what
 * would clean up. `steps` counts.
 */
export function endingDisk(last: number): { readonly disk: Disk; readonly steps: () => number } {
  let steps = 0
  const step = <A extends readonly unknown[]>(work: (...args: A) => void, half?: (...args: A) => void) => {
    return (...args: A): void => {
      steps++
      if (steps < last) return work(...args)
      if (steps === last) half?.(...args)
      throw new Ended()
    }
  }
  const disk: Disk = {
    create: step(realDisk.create, (path, content, mode) => realDisk.create(path, content.slice(0, content.length / 2), mode)),
    rename: step(realDisk.rename),
    link: step(realDisk.link),
    symlink: step(realDisk.symlink),
    folder: step(realDisk.folder),
    remove: step(realDisk.remove),
    owner: step(realDisk.owner),
    mode: step(realDisk.mode),
    append: step(realDisk.append, (path, text) => realDisk.append(path, text.slice(0, text.length / 2))),
    removeFolder: step(realDisk.removeFolder),
  }
  return { disk, steps: () => steps }
}

/**
 * A disk on which step `from` and every later one fails with ENOSPC. `isFull`: only what needs space does; names are still given, changed
 * and taken away, as on a disk that is full.
 */
export function failingDisk(from: number, isFull: boolean): { readonly disk: Disk; readonly steps: () => number } {
  let steps = 0
  const step = <A extends readonly unknown[]>(work: (...args: A) => void, takesSpace: boolean) => {
    return (...args: A): void => {
      steps++
      if (steps >= from && (takesSpace || !isFull)) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
      work(...args)
    }
  }
  const disk: Disk = {
    create: step(realDisk.create, true),
    append: step(realDisk.append, true),
    folder: step(realDisk.folder, true),
    symlink: step(realDisk.symlink, true),
    rename: step(realDisk.rename, false),
    link: step(realDisk.link, false),
    remove: step(realDisk.remove, false),
    owner: step(realDisk.owner, false),
    mode: step(realDisk.mode, false),
    removeFolder: step(realDisk.removeFolder, false),
  }
  return { disk, steps: () => steps }
}
