import { textLines } from './key-value.ts'
import type { Span } from './node.ts'

/** One directive of squid.conf with its words. */
export interface SquidLine {
  readonly name: string
  readonly words: readonly string[]
  readonly span: Span
}

export interface SquidFile {
  readonly lines: readonly SquidLine[]
  /** Directives behind a `#`: what somebody took out. */
  readonly disabled: readonly SquidLine[]
}

/**
 * Reads squid.conf as Squid 5.7 does (src/cache_cf.cc): one directive a line, joined where a line ends in a backslash; lines that begin
 * with `#` are left out even between joined ones, and a word that begins with `#` ends the directive. Nothing stands in for what joins:
 * blanks in front of the second line are lost. Conditions and macros stay as they are written.
 */
export function parseSquidConf(text: string): SquidFile {
  const lines: SquidLine[] = []
  const disabled: SquidLine[] = []
  let pieces: string[] = []
  let first: Span | undefined
  for (const { text: raw, number, start } of textLines(text)) {
    const content = raw.replace(/^[ \t\v\f]+/, '')
    const span = { line: number, endLine: number, start, end: start + raw.length }
    if (content.startsWith('#')) {
      const taken = lineOf(content.replace(/^#[# \t]*/, ''), span)
      if (taken !== undefined) disabled.push(taken)
      continue
    }
    if (content === '') continue
    first ??= span
    const goesOn = content.endsWith('\\')
    pieces.push(goesOn ? content.slice(0, -1) : content)
    if (goesOn) continue
    const line = lineOf(pieces.join(''), { ...first, endLine: number, end: span.end })
    if (line !== undefined) lines.push(line)
    pieces = []
    first = undefined
  }
  return { lines, disabled }
}

function lineOf(text: string, span: Span): SquidLine | undefined {
  const all = text.split(/[ \t\v\f]+/).filter(Boolean)
  const comment = all.findIndex((word) => word.startsWith('#'))
  const [name, ...words] = comment === -1 ? all : all.slice(0, comment)
  return name === undefined ? undefined : { name, words, span }
}

/** An entry of a list that an ACL takes from a file. */
export interface ListEntry {
  readonly value: string
  readonly line: number
}

/** The entries of such a list (ConfigParser::strtokFile): one a line, to the first word that begins with `#`; blanks inside stay. */
export function parseSquidList(text: string): readonly ListEntry[] {
  return textLines(text).flatMap(({ text: raw, number }) => {
    const words = raw.split(/([ \t\v\f]+)/)
    const comment = words.findIndex((word) => word.startsWith('#'))
    const value = (comment === -1 ? words : words.slice(0, comment)).join('').trim()
    return value === '' ? [] : [{ value, line: number }]
  })
}
