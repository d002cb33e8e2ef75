import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Fills a folder with so many files of all kinds: the examples of every technology, again and again, each copy in a folder of its own. */
export function mixedFiles(technologies: string, folder: string, wanted: number): number {
  const examples = readdirSync(technologies)
    .flatMap((name) => ['weak', 'hardened'].map((kind) => join(technologies, name, 'examples', kind)))
    .flatMap((path) => {
      const files = filesBelow(path)
      return files === 0 ? [] : [{ path, files }]
    })
  if (examples.length === 0) throw new Error(`${technologies} has no examples`)
  let made = 0
  for (let copy = 0; made < wanted; copy++) {
    const { path, files } = examples[copy % examples.length]!
    const target = join(folder, `part${copy}`)
    mkdirSync(target, { recursive: true })
    cpSync(path, target, { recursive: true })
    made += files
  }
  return made
}

function filesBelow(path: string): number {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
  } catch {
    return 0
  }
}
