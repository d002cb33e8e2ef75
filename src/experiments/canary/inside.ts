import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Links that are followed at most, as Linux does. */
const mostLinks = 40

/**
 * A path as a program sees it, as this machine sees it: links are followed inside the program's own root, so that none of them leads to
 * files of this machine that are not the program's. Undefined where it is not there.
 */
export async function inside(root: string, path: string): Promise<string | undefined> {
  const left = path.split('/')
  const done: string[] = []
  let links = 0
  while (left.length > 0) {
    const name = left.shift()!
    if (name === '' || name === '.') continue
    if (name === '..') {
      done.pop()
      continue
    }
    const here = join(root, ...done, name)
    const kind = await lstat(here).catch(() => undefined)
    if (kind === undefined) return undefined
    if (!kind.isSymbolicLink()) {
      done.push(name)
      continue
    }
    if (++links > mostLinks) return undefined
    const target = await readlink(here)
    if (target.startsWith('/')) done.length = 0
    left.unshift(...target.split('/'))
  }
  return join(root, ...done)
}

/** A regular file under a folder, or the path itself. */
export interface Listed {
  /** As this machine sees it. */
  readonly file: string
  /** As the program sees it. */
  readonly path: string
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly changed: number
}

const mostFiles = 200_000

export interface Listing {
  readonly files: readonly Listed[]
  /** Some could not be listed, or there are too many. */
  readonly part: boolean
}

/** All regular files at a path; links below it are followed once, inside the program's root (tablespaces and logs lie behind them). */
export async function listInside(root: string, path: string, signal: AbortSignal): Promise<Listing> {
  const files: Listed[] = []
  const left: { readonly path: string; readonly links: number }[] = [{ path, links: 0 }]
  let part = false
  while (left.length > 0) {
    if (signal.aborted || files.length >= mostFiles) return { files, part: true }
    const next = left.pop()!
    const file = await inside(root, next.path)
    const kind = file === undefined ? undefined : await lstat(file).catch(() => undefined)
    if (file === undefined || kind === undefined) continue
    if (kind.isFile()) files.push({ file, path: next.path, size: kind.size, changed: kind.mtimeMs })
    if (!kind.isDirectory()) continue
    const names = await readdir(file, { withFileTypes: true }).catch(() => undefined)
    if (names === undefined) part = true
    for (const each of names ?? []) {
      const links = next.links + (each.isSymbolicLink() ? 1 : 0)
      if (links <= 1) left.push({ path: `${next.path.replace(/\/$/, '')}/${each.name}`, links })
    }
  }
  return { files, part }
}
