import type { Lines } from './lines.ts'
import type { Problem, Span } from './node.ts'
import type { PythonToken } from './python-token.ts'

/** Brackets, signs and f-strings inside each other that are followed. */
export const mostDepth = 60

const end: PythonToken = { kind: 'end', text: '', start: 0, end: 0, column: -1 }

/** Where a reader of words stands. */
export interface Cursor {
  at: number
  /** How deep the value that is read lies in others. */
  depth: number
  readonly tokens: readonly PythonToken[]
  readonly lines: Lines
  readonly problems: Problem[]
  /** Where the words begin in the file, when they were cut out of a text. */
  readonly base: number
}

export function tokenAt(cursor: Cursor, ahead = 0): PythonToken {
  return cursor.tokens[cursor.at + ahead] ?? end
}

export function is(cursor: Cursor, text: string): boolean {
  const token = tokenAt(cursor)
  return token.text === text && (token.kind === 'operator' || token.kind === 'name')
}

export function take(cursor: Cursor, text: string): boolean {
  if (!is(cursor, text)) return false
  cursor.at++
  return true
}

/** The logical line is over. */
export function atEnd(cursor: Cursor): boolean {
  const { kind } = tokenAt(cursor)
  return kind === 'newline' || kind === 'end'
}

function isOpen({ kind, text }: PythonToken): boolean {
  return kind === 'operator' && (text === '(' || text === '[' || text === '{')
}

export function isClose({ kind, text }: PythonToken): boolean {
  return kind === 'operator' && (text === ')' || text === ']' || text === '}')
}

/** What stands in front of a value: a sign, or the word that waits for it. */
export function isSign({ kind, text }: PythonToken): boolean {
  return kind === 'operator' ? /^[-+~]$/.test(text) : kind === 'name' && text === 'await'
}

/** To the end of what the brackets around hold, or of the line; `stop` says where to stay before that. */
export function skip(cursor: Cursor, stop?: (token: PythonToken) => boolean): void {
  for (let depth = 0; !atEnd(cursor); cursor.at++) {
    const token = tokenAt(cursor)
    if (depth === 0 && (isClose(token) || stop?.(token) === true)) return
    if (isOpen(token)) depth++
    else if (isClose(token)) depth--
  }
}

/** From a word to the last one that was read. */
export function spanFrom(cursor: Cursor, first: number): Span {
  const last = cursor.tokens[Math.max(first, cursor.at - 1)] ?? end
  const from = cursor.tokens[first] ?? last
  return cursor.lines.span(from.start + cursor.base, Math.max(from.start, last.end) + cursor.base)
}

export function problem(cursor: Cursor, message: string): void {
  cursor.problems.push({ line: cursor.lines.at(tokenAt(cursor).start + cursor.base), message })
}
