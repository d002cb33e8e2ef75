import { basename, dirname, join, relative, sep } from 'node:path'

/** A folder whose files make one deployment. */
export interface Root {
  readonly folder: string
  readonly paths: readonly string[]
}

interface Folder {
  readonly path: string
  readonly own: string[]
  readonly children: Map<string, Folder>
}

/**
 * Which of these files belong together. A folder that holds files itself is one deployment with all below it. Of folders side by side,
 * those that hold other files each are parts of one whole; those that hold files of the same name are alternatives, each for itself
 * (`weak` and `hardened`, `staging` and `production`).
 */
export function rootsOf(top: string, paths: readonly string[]): readonly Root[] {
  const tree: Folder = { path: top, own: [], children: new Map() }
  for (const path of paths) folderAt(tree, relative(top, dirname(path)).split(sep).filter(Boolean)).own.push(path)
  return roots(tree)
}

function folderAt(from: Folder, parts: readonly string[]): Folder {
  let folder = from
  for (const part of parts) {
    let next = folder.children.get(part)
    if (next === undefined) folder.children.set(part, (next = { path: join(folder.path, part), own: [], children: new Map() }))
    folder = next
  }
  return folder
}

function roots(folder: Folder): readonly Root[] {
  if (folder.own.length > 0) return [whole(folder)]
  const children = [...folder.children.values()]
  if (children.length > 1 && children.some(({ own }) => own.length > 0) && areParts(children)) return [whole(folder)]
  return children.flatMap(roots)
}

function areParts(children: readonly Folder[]): boolean {
  const seen = new Set<string>()
  for (const child of children) {
    const names = new Set(below(child).map((path) => basename(path)))
    for (const name of names) {
      if (seen.has(name)) return false
      seen.add(name)
    }
  }
  return true
}

function whole(folder: Folder): Root {
  return { folder: folder.path, paths: below(folder) }
}

function below(folder: Folder): readonly string[] {
  return [...folder.own, ...[...folder.children.values()].flatMap(below)]
}
