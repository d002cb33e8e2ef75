import type { Lines } from './lines.ts'
import type { Node, Problem, ScalarType, Sequence, Span } from './node.ts'
import { noVia } from './node.ts'
import { bareHole, isHidden } from './template.ts'
import type { Key, Table } from './toml-table.ts'
import { assign, newTable, tableNode } from './toml-table.ts'

export interface Reader {
  readonly text: string
  readonly lines: Lines
  readonly problems: Problem[]
  /** What a template hides, as it was written. */
  readonly shown: (part: string) => string
  at: number
}

/** A fault; the reader says so and goes on at the next line. */
export interface Fault {
  readonly fault: string
}

const mostDepth = 200
/** With the letters that stand for a template's expressions. */
const bareKey = /[A-Za-z0-9_\ue000-\ue07f-]+/y
const word = /[^\s,\]}#]+/y
const number =
  /^(?:[-+]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][-+]?[0-9](?:_?[0-9])*)?|0x[0-9a-fA-F](?:_?[0-9a-fA-F])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*|[-+]?(?:inf|nan))$/
const date = /^(?:\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[-+]\d{2}:\d{2})?)?|\d{2}:\d{2}:\d{2}(?:\.\d+)?)$/
const timeBehind = / \d{2}:\d{2}:\d{2}[^\s,\]}#]*/y

export function skipBlanks(reader: Reader): void {
  while (reader.text.charAt(reader.at) === ' ' || reader.text.charAt(reader.at) === '\t') reader.at++
}

/** Skips white space, line breaks and comments. */
export function skipLines(reader: Reader): void {
  const { text } = reader
  while (reader.at < text.length) {
    const code = text.charCodeAt(reader.at)
    if (code === 32 || code === 9 || code === 10 || code === 13) reader.at++
    else if (code === 35) {
      const newline = text.indexOf('\n', reader.at)
      reader.at = newline === -1 ? text.length : newline
    } else return
  }
}

/** A bare, quoted or dotted key. */
export function readKey(reader: Reader): Key | Fault {
  const parts: { name: string; span: Span }[] = []
  for (;;) {
    skipBlanks(reader)
    const start = reader.at
    const mark = reader.text.charAt(start)
    let name: string | undefined
    if (mark === '"' || mark === "'") {
      const read = readString(reader, false)
      if (typeof read !== 'string') return read
      name = read
    } else name = match(bareKey, reader)
    if (name === undefined) return { fault: 'a key is missing' }
    parts.push({ name: reader.shown(name), span: reader.lines.span(start, reader.at) })
    if (parts.length > mostDepth) return { fault: `too complex: a key has more than ${mostDepth} parts` }
    skipBlanks(reader)
    if (reader.text.charAt(reader.at) !== '.') return { parts }
    reader.at++
  }
}

function readValue(reader: Reader, depth: number): Node | Fault {
  if (depth > mostDepth) return { fault: `too complex: it is nested more than ${mostDepth} levels deep` }
  const start = reader.at
  const first = reader.text.charAt(start)
  if (first === '[') return readArray(reader, depth)
  if (first === '{') {
    const table = readInline(reader, depth)
    return 'fault' in table ? table : tableNode(table, reader.lines)
  }
  if (first === '"' || first === "'") {
    const text = readString(reader, true)
    return typeof text === 'string'
      ? { kind: 'scalar', text: reader.shown(text), type: 'string', quoted: true, span: reader.lines.span(start, reader.at), via: noVia }
      : text
  }
  const hole = bareHole(reader.text, start)
  if (hole !== undefined) {
    reader.at += hole.length
    return { kind: 'scalar', text: hole, type: 'string', quoted: false, span: reader.lines.span(start, reader.at), via: noVia }
  }
  let text = match(word, reader) ?? ''
  if (text.length === 10 && date.test(text)) text += match(timeBehind, reader) ?? ''
  const type = isHidden(text) ? 'string' : wordType(text)
  if (type === undefined) return { fault: text === '' ? 'a value is missing' : 'this is no value of TOML: a string needs quotes' }
  return { kind: 'scalar', text: reader.shown(text), type, quoted: false, span: reader.lines.span(start, reader.at), via: noVia }
}

function wordType(text: string): ScalarType | undefined {
  if (text === 'true' || text === 'false') return 'boolean'
  if (number.test(text)) return 'number'
  return date.test(text) ? 'string' : undefined
}

function readArray(reader: Reader, depth: number): Sequence | Fault {
  const start = reader.at++
  const items: Node[] = []
  for (;;) {
    skipLines(reader)
    if (reader.text.charAt(reader.at) === ']') break
    const value = readValue(reader, depth + 1)
    if ('fault' in value) return value
    items.push(value)
    skipLines(reader)
    const next = reader.text.charAt(reader.at)
    if (next === ',') reader.at++
    else if (next !== ']') return { fault: next === '' ? 'a list does not end' : 'a "," or "]" is missing' }
  }
  reader.at++
  return { kind: 'sequence', items, span: reader.lines.span(start, reader.at), via: noVia }
}

function readInline(reader: Reader, depth: number): Table | Fault {
  const table = newTable('inline', reader.at++)
  skipLines(reader)
  while (reader.text.charAt(reader.at) !== '}') {
    const fault = readPair(reader, table, depth + 1)
    if (fault !== undefined) return fault
    skipLines(reader)
    const next = reader.text.charAt(reader.at)
    if (next === ',') reader.at++
    else if (next !== '}') return { fault: next === '' ? 'an inline table does not end' : 'a "," or "}" is missing' }
    skipLines(reader)
  }
  table.end = ++reader.at
  return table
}

/** `key = value` into a table. */
export function readPair(reader: Reader, table: Table, depth: number): Fault | undefined {
  const key = readKey(reader)
  if ('fault' in key) return key
  if (reader.text.charAt(reader.at) !== '=') return { fault: 'a "=" is missing' }
  reader.at++
  skipBlanks(reader)
  const value = readValue(reader, depth)
  if ('fault' in value) return value
  const fault = assign(table, key, value, reader.at)
  return fault === undefined ? undefined : { fault }
}

function readString(reader: Reader, multiline: boolean): string | Fault {
  const { text, at: start } = reader
  const mark = text.charAt(start)
  const triple = mark.repeat(3)
  const isLong = multiline && text.startsWith(triple, start)
  let at = start + (isLong ? 3 : 1)
  const from = at
  for (; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\' && mark === '"') at++
    else if (isLong ? text.startsWith(triple, at) : character === mark) break
    else if (!isLong && character === '\n') return { fault: 'a string does not end' }
  }
  if (at >= text.length) return { fault: 'a string does not end' }
  // up to two quotes may stand right before the closing three
  if (isLong) for (let extra = 0; extra < 2 && text.charAt(at + 3) === mark; extra++) at++
  reader.at = at + (isLong ? 3 : 1)
  const raw = isLong ? text.slice(from, at).replace(/^\r?\n/, '') : text.slice(from, at)
  return mark === '"' && raw.includes('\\') ? unescape(raw) : raw
}

const letters: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  ['"', '"'],
  ['\\', '\\'],
])

function unescape(raw: string): string | Fault {
  let bad = false
  const text = raw.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|[ \t]*\r?\n\s*|([^]))/g, (_, four, eight, two, letter) => {
    const hex: unknown = four ?? eight ?? two
    if (typeof hex === 'string') {
      const code = Number.parseInt(hex, 16)
      bad ||= code > 0x10ffff
      return bad ? '' : String.fromCodePoint(code)
    }
    if (typeof letter !== 'string') return ''
    bad ||= !letters.has(letter)
    return letters.get(letter) ?? ''
  })
  return bad ? { fault: 'a string holds an unknown escape' } : text
}

function match(pattern: RegExp, reader: Reader): string | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)?.[0]
  if (found !== undefined) reader.at += found.length
  return found
}
