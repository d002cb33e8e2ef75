import { lstatSync, readlinkSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Links that are followed on one way, as Linux has it. */
const mostLinks = 40

/**
 * Where a path of a machine lies below the folder that stands for its `/`. Links are followed inside of the tree, absolute ones too,
 * as a program on that machine would. `undefined` for a loop.
 */
export function inTree(tree: string, path: string): string | undefined {
  let links = 0
  const open = parts(path)
  const done: string[] = []
  while (open.length > 0) {
    const part = open.shift()!
    if (part === '..') {
      done.pop()
      continue
    }
    const target = linkAt(join(tree, ...done, part))
    if (target === undefined) {
      done.push(part)
      continue
    }
    if (++links > mostLinks) return undefined
    if (target.startsWith('/')) done.length = 0
    open.unshift(...parts(target))
  }
  return join(tree, ...done)
}

function parts(path: string): string[] {
  return path.split(posix.sep).filter((part) => part !== '' && part !== '.')
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}
