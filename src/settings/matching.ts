import { posix } from 'node:path'
import type { ComponentInput } from '../model/input.ts'

/** True when the path has a wildcard of the shell. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path)
}

/**
 * Paths of the component that a shell pattern fits, sorted as glob(3) does in the C locale; any part of it may have wildcards. A star leaves
 * hidden names out, unless a program takes them.
 */
export function matchingPaths(input: ComponentInput, pattern: string, hidden = false): readonly string[] {
  let folders = ['/']
  for (const part of pattern.split('/').filter(Boolean)) {
    const fits = maskOf(part)
    folders = folders.flatMap((folder) => {
      if (!isPattern(part)) return [posix.join(folder, part)]
      return input
        .list(folder)
        .filter((name) => fits.test(name) && (hidden || !name.startsWith('.') || part.startsWith('.')))
        .map((name) => posix.join(folder, name))
    })
  }
  return folders.toSorted()
}

/** One part of a pattern as an expression in which no two stars stand side by side: `*`, `?`, `[a-c]`, `[!x]`. */
export function maskOf(part: string): RegExp {
  let text = ''
  for (let at = 0; at < part.length; at++) {
    const character = part.charAt(at)
    const close = character === '[' ? part.indexOf(']', at + 2) : -1
    if (close !== -1) {
      const inside = part.slice(at + 1, close).replaceAll(/[\\\]^]/g, '\\$&')
      text += `[${inside.startsWith('!') ? `^${inside.slice(1)}` : inside}]`
      at = close
    } else if (character === '*') {
      if (!text.endsWith('[^/]*')) text += '[^/]*'
    } else text += character === '?' ? '[^/]' : character.replace(/[.+^${}()|\\[\]]/, '\\$&')
  }
  try {
    return new RegExp(`^${text}$`)
  } catch {
    // a range that is none, such as [z-a], fits nothing
    return /^(?!)/
  }
}
