import type { Place } from '../../model/place.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'

/** One line of a Caddyfile. */
export interface Line {
  readonly words: readonly string[]
  readonly at: Place
  /** Path of the file that it stands in. */
  readonly path: string
  /** First words of the blocks of the site that it stands in, from the outermost: `reverse_proxy`, `transport`. */
  readonly within: readonly string[]
  /** The line that opens the innermost of these blocks. */
  readonly opener?: Line
}

export interface Site {
  readonly addresses: readonly string[]
  /** Path of the file that it begins in. */
  readonly path: string
  readonly at: Place
  readonly lines: readonly Line[]
}

/** Finds what an `import` names beside snippets: files, by a pattern that starts at the folder of the file that says so. */
export type Import = (pattern: string, from: string) => readonly Document[]

const mostLines = 20_000
const deepestImport = 8

/** Sites of a Caddyfile (Caddy 2). The block without addresses holds global options; `(name)` blocks are snippets, put in where they are imported. */
export function sitesOf(document: Document, imported: Import = () => []): readonly Site[] {
  const sites = blocksOf(document, imported, 0)
  const snippets = new Map(
    sites.flatMap((site) => (site.addresses[0]?.startsWith('(') === true ? [[site.addresses[0].slice(1, -1), site] as const] : [])),
  )
  return sites
    .filter(({ addresses }) => addresses[0]?.startsWith('(') !== true)
    .map((site) => ({ ...site, lines: filled(site.lines, snippets, imported, 0) }))
}

function filled(lines: readonly Line[], snippets: ReadonlyMap<string, Site>, imported: Import, depth: number): readonly Line[] {
  if (depth > deepestImport) return []
  return lines
    .flatMap((line): readonly Line[] => {
      const [name, pattern = ''] = line.words
      if (name !== 'import') return [line]
      const inner = snippets.get(pattern)?.lines ?? imported(pattern, line.path).flatMap((document) => linesOf(document))
      return filled(inner, snippets, imported, depth + 1).map((one) => ({ ...one, within: [...line.within, ...one.within] }))
    })
    .slice(0, mostLines)
}

/** A file that is imported inside of a site: its lines, without addresses. */
function linesOf(document: Document): readonly Line[] {
  return blocksOf(document, () => [], 0, true).flatMap(({ lines }) => lines)
}

function blocksOf(document: Document, imported: Import, depth: number, inside = false): readonly Site[] {
  const sites: { addresses: string[]; path: string; at: Place; lines: Line[] }[] = []
  const stack: Line[] = []
  let level = inside ? 1 : 0
  let site: (typeof sites)[number] | undefined
  if (inside) sites.push((site = { addresses: [], path: document.path, at: placeAt(document, { line: 1 }), lines: [] }))
  let pending: string[] = []
  for (const [index, text] of document.text.split('\n').entries()) {
    const words = wordsOf(text)
    const at = placeAt(document, { line: index + 1 })
    if (words.length === 0) continue
    const opens = words.at(-1) === '{'
    if (words[0] === '}') {
      level = Math.max(0, level - 1)
      stack.length = Math.max(0, level - 1)
      continue
    }
    const inner = stack.at(-1)
    const line: Line = {
      words: words.filter((word) => word !== '{'),
      at,
      path: document.path,
      within: stack.map((one) => one.words[0] ?? ''),
      ...(inner === undefined ? {} : { opener: inner }),
    }
    if (level === 0) {
      if (words[0] === 'import' && !opens && depth < deepestImport) {
        for (const other of imported(words[1] ?? '', document.path))
          sites.push(...blocksOf(other, imported, depth + 1).map((one) => ({ ...one, addresses: [...one.addresses], lines: [...one.lines] })))
        continue
      }
      const addresses = [...pending, ...line.words.flatMap((word) => word.split(','))].filter(Boolean)
      pending = !opens && text.trimEnd().endsWith(',') ? addresses : []
      // a file of one site may go without braces: its first line is the address
      if (opens || (site === undefined && pending.length === 0)) {
        site = { addresses, path: document.path, at, lines: [] }
        sites.push(site)
      } else if (pending.length === 0) site?.lines.push(line)
    } else {
      site?.lines.push(line)
      if (opens) stack.push(line)
    }
    if (opens) level++
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
