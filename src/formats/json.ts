import type { Lines } from './lines.ts'
import { linesOf } from './lines.ts'
import type { Entry, Node, Parsed, Problem, ScalarType } from './node.ts'
import { noVia } from './node.ts'
import { bareHole, isHidden, masked } from './template.ts'

const mostDepth = 200

interface Reader {
  readonly text: string
  readonly lines: Lines
  readonly problems: Problem[]
  /** What a template hides, as it was written. */
  readonly shown: (part: string) => string
  at: number
  /** Set at the first fault: what was read until then is kept. */
  failed: boolean
}

/** Reads JSON; comments, trailing commas and a byte order mark are allowed. Reading ends at the first fault. */
export function parseJson(source: string): Parsed<Node> {
  const { text, shown } = masked(source)
  const reader: Reader = { text, shown, lines: linesOf(text), problems: [], at: text.charCodeAt(0) === 0xfeff ? 1 : 0, failed: false }
  skip(reader)
  if (reader.at >= text.length) return { value: undefined, problems: reader.problems }
  const value = readValue(reader, 0)
  skip(reader)
  if (reader.at < text.length) fail(reader, 'something stands behind the value')
  return { value, problems: reader.problems }
}

function fail(reader: Reader, message: string): undefined {
  if (!reader.failed) reader.problems.push({ line: reader.lines.at(Math.min(reader.at, Math.max(0, reader.text.length - 1))), message })
  reader.failed = true
}

function skip(reader: Reader): void {
  const { text } = reader
  while (reader.at < text.length) {
    const character = text.charAt(reader.at)
    if (character === ' ' || character === '\n' || character === '\t' || character === '\r') reader.at++
    else if (character === '/' && text.charAt(reader.at + 1) === '/') reader.at = indexOr(text, '\n', reader.at)
    else if (character === '/' && text.charAt(reader.at + 1) === '*') {
      const close = text.indexOf('*/', reader.at + 2)
      if (close === -1) fail(reader, 'a comment does not end')
      reader.at = close === -1 ? text.length : close + 2
    } else return
  }
}

function readValue(reader: Reader, depth: number): Node | undefined {
  if (depth > mostDepth) return fail(reader, `too complex: it is nested more than ${mostDepth} levels deep`)
  const character = reader.text.charAt(reader.at)
  if (character === '{') return readObject(reader, depth)
  if (character === '[') return readArray(reader, depth)
  const start = reader.at
  if (character === '"') {
    const text = readString(reader)
    return text === undefined
      ? undefined
      : { kind: 'scalar', text, type: 'string', quoted: true, span: reader.lines.span(start, reader.at), via: noVia }
  }
  const hole = bareHole(reader.text, start)
  if (hole !== undefined) reader.at += hole.length
  else while (/[\w.+\ue000-\ue07f-]/.test(reader.text.charAt(reader.at))) reader.at++
  const text = reader.text.slice(start, reader.at)
  const type = hole !== undefined || isHidden(text) ? 'string' : wordType(text)
  if (type !== undefined)
    return { kind: 'scalar', text: reader.shown(text), type, quoted: false, span: reader.lines.span(start, reader.at), via: noVia }
  reader.at = start
  return fail(reader, 'a value is missing')
}

function wordType(text: string): ScalarType | undefined {
  if (text === 'true' || text === 'false') return 'boolean'
  if (text === 'null') return 'null'
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(text) ? 'number' : undefined
}

function readArray(reader: Reader, depth: number): Node {
  const start = reader.at++
  const items: Node[] = []
  for (skip(reader); !reader.failed && reader.text.charAt(reader.at) !== ']'; skip(reader)) {
    const value = readValue(reader, depth + 1)
    if (value !== undefined) items.push(value)
    separate(reader, ']', 'list')
  }
  if (!reader.failed) reader.at++
  return { kind: 'sequence', items, span: reader.lines.span(start, reader.at), via: noVia }
}

function readObject(reader: Reader, depth: number): Node {
  const start = reader.at++
  const entries = new Map<string, Entry>()
  for (skip(reader); !reader.failed && reader.text.charAt(reader.at) !== '}'; skip(reader)) {
    const keyStart = reader.at
    const key = reader.text.charAt(keyStart) === '"' ? readString(reader) : fail(reader, 'a key in double quotes is missing')
    if (key === undefined) break
    const keySpan = reader.lines.span(keyStart, reader.at)
    skip(reader)
    if (reader.text.charAt(reader.at) !== ':') {
      fail(reader, 'a ":" is missing')
      break
    }
    reader.at++
    skip(reader)
    const value = readValue(reader, depth + 1)
    if (value === undefined) break
    if (entries.has(key))
      reader.problems.push({ line: keySpan.line, message: `the key ${JSON.stringify(key)} is written twice; the last one counts` })
    entries.set(key, { key, keySpan, value, via: noVia })
    separate(reader, '}', 'object')
  }
  if (!reader.failed) reader.at++
  return { kind: 'mapping', entries: [...entries.values()], span: reader.lines.span(start, reader.at), via: noVia }
}

function separate(reader: Reader, close: string, what: string): void {
  skip(reader)
  const character = reader.text.charAt(reader.at)
  if (character === ',') reader.at++
  else if (character === '') fail(reader, `a ${what} does not end`)
  else if (character !== close) fail(reader, `a "," or "${close}" is missing`)
}

function readString(reader: Reader): string | undefined {
  const { text } = reader
  let at = reader.at + 1
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) break
    if (code === 92) at++
    else if (code === 10) break
  }
  if (text.charAt(at) !== '"') return fail(reader, 'a string does not end')
  const raw = text.slice(reader.at + 1, at)
  const bad = /\\(?![bfnrt"\\/]|u[0-9a-fA-F]{4})/.test(raw.replaceAll('\\\\', ''))
  if (bad) return fail(reader, 'a string holds an unknown escape')
  reader.at = at + 1
  return reader.shown(raw.includes('\\') ? unescape(raw) : raw)
}

const letters: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

function unescape(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (letters.get(letter ?? '') ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function indexOr(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}
