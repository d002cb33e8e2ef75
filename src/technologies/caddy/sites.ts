import type { Place } from '../../model/place.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'

/** One line of a Caddyfile with the blocks that it stands in. */
export interface Line {
  readonly words: readonly string[]
  readonly at: Place
}

export interface Site {
  readonly addresses: readonly string[]
  readonly at: Place
  readonly lines: readonly Line[]
}

/** Sites of a Caddyfile (Caddy 2). The block without addresses holds global options; `(name)` blocks are snippets. */
export function sitesOf(document: Document): readonly Site[] {
  const sites: { addresses: string[]; at: Place; lines: Line[] }[] = []
  let depth = 0
  let site: (typeof sites)[number] | undefined
  let pending: string[] = []
  for (const [index, text] of document.text.split('\n').entries()) {
    const words = wordsOf(text)
    const at = placeAt(document, { line: index + 1 })
    if (words.length === 0) continue
    const opens = words.at(-1) === '{'
    if (words[0] === '}') {
      depth = Math.max(0, depth - 1)
      continue
    }
    if (depth === 0) {
      const addresses = [...pending, ...words.filter((word) => word !== '{').flatMap((word) => word.split(','))].filter(Boolean)
      pending = !opens && text.trimEnd().endsWith(',') ? addresses : []
      // a file of one site may go without braces: its first line is the address
      if (opens || (site === undefined && pending.length === 0)) {
        site = { addresses, at, lines: [] }
        sites.push(site)
      } else if (pending.length === 0) site?.lines.push({ words, at })
    } else site?.lines.push({ words: words.filter((word) => word !== '{'), at })
    if (opens) depth++
  }
  return sites
}

function wordsOf(line: string): string[] {
  const words: string[] = []
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\S+)/g)) {
    if (match[3]?.startsWith('#') === true) break
    words.push(match[1] ?? match[2] ?? match[3] ?? '')
  }
  return words
}
