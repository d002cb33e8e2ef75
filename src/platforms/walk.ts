import { join } from 'node:path'
import type { Files } from './files.ts'

/** Folders that hold the work of others, or of a version control system. */
const skipped: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  'node_modules',
  'bower_components',
  'vendor',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.terraform',
  '.cache',
  '.npm',
  '.pnpm-store',
  '.yarn',
  '.next',
  '.nuxt',
  '.gradle',
  '.m2',
  '.cargo',
  '.idea',
  '.vs',
  'site-packages',
])

export interface Limits {
  folders: number
  depth: number
}

export const widest: Readonly<Limits> = { folders: 20_000, depth: 40 }

/** Visits the folders below one, each with the names in it, in order. Answers false when there are more than the limits allow. */
export function walk(
  folder: string,
  files: Files,
  visit: (path: string, names: readonly string[], folders: readonly string[]) => boolean | void,
  limits: Readonly<Limits> = widest,
): boolean {
  let left = limits.folders
  return into(folder, 0)

  function into(path: string, depth: number): boolean {
    if (left-- <= 0 || depth > limits.depth) return false
    const entries = files.list(path) ?? []
    const names = entries.filter((entry) => entry.kind !== 'folder').map((entry) => entry.name)
    const folders = entries.filter((entry) => entry.kind === 'folder').map((entry) => entry.name)
    if (visit(path, names, folders) === false) return true
    let complete = true
    for (const name of folders) if (!skipped.has(name)) complete = into(join(path, name), depth + 1) && complete
    return complete
  }
}
