import { linesOf } from './lines.ts'
import type { Problem } from './node.ts'

/** A word of Python. Logical lines end with `newline`; line breaks inside brackets and after a backslash are no words. */
export interface PythonToken {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'newline' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
  /** How far the logical line is indented, at its first word; -1 at all others. */
  readonly column: number
}

export interface PythonTokens {
  readonly tokens: readonly PythonToken[]
  readonly problems: readonly Problem[]
}

/** How often reading starts again behind something that does not end. */
const mostRestarts = 20

const blank = /[ \t\f]*/y
const name = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
const number = /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?[jJlL]?/y
const operator = /\*\*=|\/\/=|>>=|<<=|\.\.\.|[-+*/%&|^@!=<>:]=|->|<>|\*\*|\/\/|<<|>>|[\s\S]/y
const opening = /(?:[rR][bBfF]?|[bBfF][rR]?|[uU][rR]?)?("""|'''|"|')/y
/** Where a statement begins at the margin: an unclosed bracket above it has ended. */
const fresh = /^(?:[A-Za-z_][\w.]*[ \t]*=(?!=)|(?:import|from|class|def|if|try|with|for)[ \t(])/gm

/** Splits Python into words (lexical analysis of Python 3.11; Python 2's words are taken as they come). */
export function pythonTokens(text: string): PythonTokens {
  const tokens: PythonToken[] = []
  const problems: Problem[] = []
  const opened: number[] = []
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let column = -1
  let restarts = 0
  const lines = linesOf(text)

  function push(kind: PythonToken['kind'], end: number): void {
    tokens.push({ kind, text: text.slice(at, end), start: at, end, column })
    column = -1
    at = end
  }

  function endLine(): void {
    if (tokens.length > 0 && tokens.at(-1)!.kind !== 'newline') push('newline', at)
    column = 0
  }

  /** Goes on behind something that does not end; false when that happened too often. */
  function restart(from: number): boolean {
    restarts++
    opened.length = 0
    while (tokens.length > 0 && tokens.at(-1)!.start >= from) tokens.pop()
    at = from
    endLine()
    return restarts < mostRestarts
  }

  column = 0
  for (;;) {
    blank.lastIndex = at
    blank.test(text)
    const indent = blank.lastIndex
    if (column === 0) column = widthOf(text.slice(at, indent))
    at = indent
    if (at >= text.length) {
      const unclosed = opened[0]
      if (unclosed === undefined) break
      problems.push({ line: lines.at(unclosed), message: 'a bracket is not closed' })
      fresh.lastIndex = unclosed + 1
      const next = fresh.exec(text)
      if (next === null || !restart(next.index)) break
      continue
    }
    const character = text.charAt(at)
    if (character === '\n' || character === '\r') {
      const next = at + (text.startsWith('\r\n', at) ? 2 : 1)
      if (opened.length === 0) endLine()
      at = next
      continue
    }
    if (character === '#') {
      at = lineEnd(text, at)
      continue
    }
    if (character === '\\' && /[\r\n]/.test(text.charAt(at + 1))) {
      at += text.startsWith('\r\n', at + 1) ? 3 : 2
      continue
    }
    opening.lastIndex = at
    const quote = opening.exec(text)
    if (quote !== null) {
      const end = stringEnd(text, opening.lastIndex, quote[1]!)
      if (end !== -1) push('string', end)
      else {
        problems.push({ line: lines.at(at), message: 'a string does not end' })
        const stop = lineEnd(text, at)
        if (quote[1]!.length === 3 && !restart(stop)) break
        at = stop
        if (opened.length === 0) endLine()
      }
      continue
    }
    const word = after(name, text, at)
    if (word !== -1) {
      push('name', word)
      continue
    }
    const digits = after(number, text, at)
    if (digits !== -1) {
      push('number', digits)
      continue
    }
    if ('([{'.includes(character)) opened.push(at)
    else if (')]}'.includes(character)) opened.pop()
    push('operator', after(operator, text, at))
  }
  if (text.includes('\0')) problems.push({ line: 1, message: 'the file is no text in an encoding that is known here' })
  if (restarts >= mostRestarts) problems.push({ line: lines.at(at), message: 'the rest was not read: too much above it does not end' })
  endLine()
  push('end', at)
  return { tokens, problems }
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text.charAt(at) === '\n' || text.charAt(at) === '\r') return at
  return text.length
}

/** Behind the closing quote; -1 when there is none. A backslash takes the next character with it, in raw strings too. */
function stringEnd(text: string, from: number, quote: string): number {
  const isLong = quote.length === 3
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\') {
      at += text.startsWith('\r\n', at + 1) ? 2 : 1
    } else if (!isLong && (character === '\n' || character === '\r')) return -1
    else if (character === quote.charAt(0) && (!isLong || text.startsWith(quote, at))) return at + quote.length
  }
  return -1
}

/** Columns of white space: a tab goes to the next multiple of eight, a form feed starts again. */
function widthOf(space: string): number {
  let width = 0
  for (const character of space) {
    if (character === '\t') width += 8 - (width % 8)
    else if (character === '\f') width = 0
    else width++
  }
  return width
}
