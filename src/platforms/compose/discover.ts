import { join } from 'node:path'
import type { Documents } from './document.ts'
import type { Input } from './input.ts'
import { addGap } from './input.ts'
import { isCompose, isComposeName, isYamlName, mayBeCompose } from './recognise.ts'

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

const mostFolders = 20_000
const mostFiles = 5_000
const deepest = 40

/** Finds the Compose files below a folder, sorted. `notes` is told when there is more than is looked at. */
export function discover(documents: Documents, folder: string, notes: Input): readonly string[] {
  const found: string[] = []
  const limits = { folders: mostFolders }
  walk(folder, 0)
  return found

  function walk(path: string, depth: number): void {
    if (limits.folders-- <= 0 || depth > deepest || found.length >= mostFiles)
      return addGap(notes, 'there are more folders or files than are looked at')
    const entries = documents.files.list(path) ?? []
    for (const entry of entries) {
      if (entry.kind !== 'folder' && isYamlName(entry.name) && isWanted(join(path, entry.name), entry.name, documents))
        found.push(join(path, entry.name))
    }
    for (const entry of entries) if (entry.kind === 'folder' && !skipped.has(entry.name)) walk(join(path, entry.name), depth + 1)
  }
}

function isWanted(path: string, name: string, documents: Documents): boolean {
  if (isComposeName(name)) return true
  const read = documents.files.read(path)
  if (read.state !== 'text' || !mayBeCompose(read.text)) return false
  const document = documents.open(path)
  return document.state === 'read' && isCompose(document.yaml.documents)
}
