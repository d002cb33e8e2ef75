import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** The steps in which files come to be. Each is done whole or not at all, or touches nothing that is in use yet. */
export interface Disk {
  /** A file that is not there yet, with its mode from the first byte on, on the disk when it returns. */
  readonly create: (path: string, content: string | Uint8Array, mode: number) => void
  /** Takes the place of what is there. */
  readonly rename: (from: string, to: string) => void
  /** A second name; an error when the name is taken. */
  readonly link: (from: string, to: string) => void
  readonly symlink: (target: string, path: string) => void
  /** With all above it. */
  readonly folder: (path: string, mode: number) => void
  /** A file, or a folder with all in it; nothing when there is none. */
  readonly remove: (path: string) => void
  readonly owner: (path: string, user: number, group: number) => void
  /** Permission bits, whatever the process's own mask. */
  readonly mode: (path: string, mode: number) => void
  /** Adds to the end of a file of ours, on the disk when it returns; a process that ends may leave the beginning of it. */
  readonly append: (path: string, text: string) => void
  /** A folder in which nothing is. */
  readonly removeFolder: (path: string) => void
}

export const realDisk: Disk = {
  create(path, content, mode) {
    const file = openSync(path, 'wx', mode)
    try {
      writeFileSync(file, content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  },
  rename(from, to) {
    renameSync(from, to)
    syncFolder(dirname(to))
  },
  link(from, to) {
    linkSync(from, to)
    syncFolder(dirname(to))
  },
  symlink: symlinkSync,
  folder(path, mode) {
    mkdirSync(path, { recursive: true, mode })
  },
  remove(path) {
    rmSync(path, { recursive: true, force: true })
  },
  owner: chownSync,
  mode: chmodSync,
  append(path, text) {
    const file = openSync(path, 'a', 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    syncFolder(dirname(path))
  },
  removeFolder: rmdirSync,
}

/** A name is on the disk when its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Writes a file whole or not at all; what was there before is in use until then. */
export function replaceFile(disk: Disk, path: string, content: string | Uint8Array, mode: number): void {
  const draft = `${path}.new`
  disk.remove(draft)
  disk.create(draft, content, mode)
  disk.rename(draft, path)
}
