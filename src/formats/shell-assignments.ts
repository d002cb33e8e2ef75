import type { KeyValue, KeyValueFile } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem } from './node.ts'

/** A value that a shell script gives to a variable. */
export interface Assignment extends KeyValue {
  /** `NAME+=value`: put behind what the variable holds. */
  readonly append: boolean
}

export interface AssignmentFile extends KeyValueFile {
  readonly entries: readonly Assignment[]
}

const name = /[A-Za-z_][A-Za-z0-9_]{0,199}\+?=/y

/**
 * Reads the assignments of a shell script such as java.env, spark-env.sh or /etc/default/x, as data: nothing is run. Words are unquoted as
 * POSIX 2.2 says; `$NAME`, `${NAME}`, `$(command)` and backquotes stay in the value as they are written (in single quotes `$` becomes `\$`).
 * What stands in a condition or function counts as well.
 */
export function parseAssignments(text: string): AssignmentFile {
  const lines = linesOf(text)
  const entries: Assignment[] = []
  const problems: Problem[] = []
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let isCommandStart = true
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) at += text.charAt(at + 1) === '\r' ? 3 : 2
    else if (character === '\n' || character === ';' || character === '&' || character === '|' || character === '{' || character === '(') {
      isCommandStart = true
      at++
    } else if (/\s/.test(character) || character === ')' || character === '}') at++
    else if (character === '#') at = lineEnd(text, at)
    else {
      name.lastIndex = at
      const found = isCommandStart ? name.exec(text)?.[0] : undefined
      const start = found === undefined ? at : at + found.length
      const word = readWord(text, start)
      if (word.open) problems.push({ line: lines.at(at), message: 'a quoted word does not end' })
      if (found !== undefined) {
        const append = found.endsWith('+=')
        const key = found.slice(0, append ? -2 : -1)
        entries.push({ key, value: word.text, append, keySpan: lines.span(at, at + key.length), span: lines.span(start, word.end) })
      } else isCommandStart = isCommandStart && /^(?:export|readonly|local|then|else|do|declare|typeset|-[a-z]+)$/.test(word.text)
      at = Math.max(word.end, at + 1)
    }
  }
  return { entries, problems }
}

interface Word {
  readonly text: string
  readonly end: number
  readonly open: boolean
}

function readWord(text: string, start: number): Word {
  let value = ''
  let at = start
  while (at < text.length) {
    const character = text.charAt(at)
    if (/[\s;&|()<>]/.test(character)) break
    if (character === "'") {
      const close = text.indexOf("'", at + 1)
      if (close === -1) return { text: value, end: lineEnd(text, at), open: true }
      value += text.slice(at + 1, close).replaceAll('$', '\\$')
      at = close + 1
    } else if (character === '"') {
      const quoted = readQuoted(text, at + 1)
      if (quoted.open) return { text: value, end: lineEnd(text, at), open: true }
      value += quoted.text
      at = quoted.end
    } else if (character === '\\') {
      const next = text.charAt(at + 1)
      if (next !== '\n') value += next === '$' ? '\\$' : next
      at += 2
    } else if (character === '`' || (character === '$' && /[({]/.test(text.charAt(at + 1)))) {
      const end = substitutionEnd(text, at)
      value += text.slice(at, end)
      at = end
    } else {
      value += character
      at++
    }
  }
  return { text: value, end: Math.min(at, text.length), open: false }
}

function readQuoted(text: string, start: number): Word {
  let value = ''
  let at = start
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '"') return { text: value, end: at + 1, open: false }
    if (character === '\\') {
      const next = text.charAt(at + 1)
      if (next === '$') value += '\\$'
      else if (next !== '\n') value += /["`\\]/.test(next) ? next : `\\${next}`
      at += 2
    } else if (character === '`' || (character === '$' && /[({]/.test(text.charAt(at + 1)))) {
      const end = substitutionEnd(text, at)
      value += text.slice(at, end)
      at = end
    } else {
      value += character
      at++
    }
  }
  return { text: value, end: at, open: true }
}

/** Behind `$(…)`, `${…}` or backquotes, nested ones counted; the end of the text where it does not end. */
function substitutionEnd(text: string, start: number): number {
  if (text.charAt(start) === '`') {
    const close = text.indexOf('`', start + 1)
    return close === -1 ? text.length : close + 1
  }
  let depth = 0
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\') at++
    else if (character === '(' || character === '{') depth++
    else if ((character === ')' || character === '}') && --depth === 0) return at + 1
  }
  return text.length
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline
}
