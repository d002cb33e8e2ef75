import type { BookNote } from '../model/books.ts'
import type { Waiver } from '../model/project.ts'
import { isDay } from './fields.ts'

export interface CommentsRead {
  readonly waivers: readonly Waiver[]
  /** Comments that were meant as waivers, but lack a part. */
  readonly incomplete: readonly BookNote[]
}

const nothing: CommentsRead = { waivers: [], incomplete: [] }

const marker = 'ringwall:'

/** What opens a comment in the formats that are read: shell and YAML, C, ini, XML, SQL and Lua, LaTeX-like, properties, docstrings of C. */
const opening = /(?:^|\s)(?:#+|\/\/|;+|<!--|--|\/\*|\*|!|%)\s*$/

const longestLine = 2000

/** Reads `# ringwall: waive CONTROL [by OWNER] until DAY because REASON`. It speaks of its own line; alone on a line also of the next that is none of its kind. */
export function readComments(text: string, file: string): CommentsRead {
  if (!text.includes(marker)) return nothing
  const lines = text.split('\n')
  const waivers: Waiver[] = []
  const incomplete: BookNote[] = []
  for (const [index, line] of lines.entries()) {
    const said = saidIn(line)
    if (said === undefined) continue
    const at = { file, line: index + 1 }
    const { control, owner, until, reason, missing } = partsOf(said.words)
    if (missing !== undefined) {
      const of = `comment for ${control ?? 'a waiver'} in ${file}`
      incomplete.push({
        kind: 'incomplete',
        of,
        place: at,
        message: `This comment is no waiver and accepts nothing: ${missing}.`,
        actual: 'no waiver',
      })
      continue
    }
    const next = said.isAlone ? [nextLine(lines, index + 1) + 1] : []
    waivers.push({ origin: 'inline', control, file, lines: [at.line, ...next], owner, reason, until, at })
  }
  return { waivers, incomplete }
}

/** The first line behind some that does not carry a waiver of its own. */
function nextLine(lines: readonly string[], from: number): number {
  let at = from
  while (at < lines.length && saidIn(lines[at]!)?.isAlone === true) at++
  return at
}

function saidIn(line: string): { readonly words: string; readonly isAlone: boolean } | undefined {
  const at = line.indexOf(marker)
  if (at === -1 || line.length > longestLine) return undefined
  const before = line.slice(0, at)
  const opened = opening.exec(before)
  if (opened === null) return undefined
  const words = line.slice(at + marker.length).replace(/\s*(?:-->|\*\/)\s*$/, '')
  return { words: words.trim(), isAlone: before.slice(0, opened.index).trim() === '' }
}

type Parts =
  | { readonly control: string; readonly owner: string; readonly until: string; readonly reason: string; readonly missing?: undefined }
  | { readonly control?: string; readonly owner?: undefined; readonly until?: undefined; readonly reason?: undefined; readonly missing: string }

function partsOf(words: string): Parts {
  const [verb, control, ...rest] = words.split(/\s+/)
  if (verb !== 'waive') return { missing: 'the only word that is understood is "waive"' }
  if (control === undefined || !/^[a-z]+\/\S+$/.test(control)) return { missing: 'it names no control, such as listener/all-interfaces' }
  const because = rest.indexOf('because')
  const head = because === -1 ? rest : rest.slice(0, because)
  const reason = because === -1 ? '' : rest.slice(because + 1).join(' ')
  const until = after(head, 'until')
  if (until === undefined || !isDay(until)) return { control, missing: 'it has no last day, "until YYYY-MM-DD"' }
  if (reason === '') return { control, missing: 'it has no reason, "because ..."' }
  return { control, owner: ownerOf(head) ?? 'inline', until, reason }
}

function after(words: readonly string[], word: string): string | undefined {
  const at = words.indexOf(word)
  return at === -1 ? undefined : words[at + 1]
}

/** `by` may be several words, up to `until`. */
function ownerOf(words: readonly string[]): string | undefined {
  const from = words.indexOf('by')
  if (from === -1) return undefined
  const until = words.indexOf('until')
  const owner = words.slice(from + 1, until > from ? until : undefined).join(' ')
  return owner === '' ? undefined : owner
}
