import { join } from 'node:path'
import { addGap } from '../input.ts'
import type { Input } from '../input.ts'
import { walk } from '../walk.ts'
import type { Documents } from './document.ts'
import { isCompose, isComposeName, isYamlName, mayBeCompose, renderedName } from './recognise.ts'

const mostFiles = 5_000

/** Finds the Compose files below a folder, sorted. `notes` is told when there is more than is looked at. */
export function discover(documents: Documents, folder: string, notes: Input): readonly string[] {
  const found: string[] = []
  const complete = walk(folder, documents.files, (path, names) => {
    const there = new Set(names)
    for (const name of names) {
      // what a template was rendered to is what runs
      const isSource = renderedName(name) !== name && there.has(renderedName(name))
      if (isYamlName(name) && !isSource && isWanted(join(path, name), name, documents)) found.push(join(path, name))
    }
    return found.length < mostFiles
  })
  if (!complete || found.length >= mostFiles) addGap(notes, 'there are more folders or files than are looked at')
  return found
}

function isWanted(path: string, name: string, documents: Documents): boolean {
  if (isComposeName(name)) return true
  const read = documents.files.read(path)
  if (read.state !== 'text' || !mayBeCompose(read.text)) return false
  const document = documents.open(path)
  return document.state === 'read' && isCompose(document.yaml.documents)
}
