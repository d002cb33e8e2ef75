import type { Lines } from './lines.ts'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

export interface EnvFile {
  readonly entries: readonly EnvEntry[]
  readonly problems: readonly Problem[]
}

export interface EnvEntry {
  readonly key: string
  /** Undefined: a bare key, whose value is the caller's environment's. Variables are not expanded yet; an escaped dollar is `$$`. */
  readonly value: string | undefined
  readonly quote: 'none' | 'single' | 'double'
  /** True where `$NAME` and `${NAME}` in the value are variables; not so in single quotes. */
  readonly interpolate: boolean
  readonly span: Span
}

const keyCharacter = /[\p{L}\p{N}_.[\]-]/u
const space = /[\t\v\f\r \u0085\u00a0]/

/** Reads an env file as Docker Compose does (compose-go 2.4, dotenv/parser.go). A bad line is a problem, and the rest is still read. */
export function parseEnv(text: string): EnvFile {
  const lines = linesOf(text)
  const entries: EnvEntry[] = []
  const problems: Problem[] = []
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (at = statementStart(text, at); at < text.length; at = statementStart(text, at)) {
    const start = at
    const key = readKey(text, at)
    if (key.problem !== undefined) problems.push({ line: lines.at(start), message: key.problem })
    if (key.bare || key.name === '') {
      if (key.name !== '')
        entries.push({ key: key.name, value: undefined, quote: 'none', interpolate: false, span: lines.span(start, start + key.written) })
      at = key.next
      continue
    }
    const value = readValue(text, key.next, lines, problems)
    entries.push({ key: key.name, value: value.text, quote: value.quote, interpolate: value.quote !== 'single', span: lines.span(start, value.end) })
    at = value.next
  }
  return { entries, problems }
}

/** Skips white space and comment lines. */
function statementStart(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 35) at = lineEnd(text, at)
    else if (code <= 32 || code === 0x85 || code === 0xa0) at++
    else break
  }
  return at
}

interface Key {
  readonly name: string
  readonly bare: boolean
  readonly written: number
  readonly next: number
  readonly problem?: string
}

function readKey(text: string, start: number): Key {
  const stop = lineEnd(text, start)
  const exported = /^export[ \t]+/.exec(text.slice(start, Math.min(stop, start + 64)))?.[0].length ?? 0
  const from = start + exported
  for (let at = from; at < stop; at++) {
    const character = text.charAt(at)
    if (character === '=' || character === ':') {
      const name = text.slice(from, at).trimEnd()
      if (name === '') return { name, bare: true, written: 0, next: stop, problem: 'a name is missing in front of the sign' }
      if (space.test(name)) return { name: '', bare: true, written: 0, next: stop, problem: `the name ${JSON.stringify(name)} holds white space` }
      return { name, bare: false, written: 0, next: at + 1 }
    }
    if (!keyCharacter.test(character) && !space.test(character)) {
      const problem = `the character ${JSON.stringify(character)} cannot stand in a name`
      return { name: '', bare: true, written: 0, next: stop, problem }
    }
  }
  const name = text.slice(from, stop).trimEnd()
  if (space.test(name)) return { name: '', bare: true, written: 0, next: stop, problem: 'a line is neither KEY=VALUE nor a bare name' }
  return { name, bare: true, written: exported + name.length, next: stop }
}

interface Value {
  readonly text: string
  readonly quote: 'none' | 'single' | 'double'
  readonly end: number
  readonly next: number
}

function readValue(text: string, from: number, lines: Lines, problems: Problem[]): Value {
  let start = from
  while (start < text.length && space.test(text.charAt(start))) start++
  const mark = text.charAt(start)
  if (mark !== '"' && mark !== "'") return readPlain(text, start)
  const close = closingQuote(text, start + 1, mark)
  if (close === -1) {
    problems.push({ line: lines.at(start), message: 'a quoted value does not end' })
    return readPlain(text, start)
  }
  const rest = text.slice(close + 1, lineEnd(text, close + 1)).trim()
  if (rest !== '' && !rest.startsWith('#'))
    problems.push({ line: lines.at(close), message: 'what stands behind the closing quote is read as a new line' })
  const quote = mark === '"' ? 'double' : 'single'
  return { text: unquote(text.slice(start + 1, close), quote), quote, end: close + 1, next: close + 1 }
}

/** A comment begins at a space and `#`; directly behind the sign a `#` is the value's. */
function readPlain(text: string, start: number): Value {
  const stop = lineEnd(text, start)
  const written = text.slice(start, stop)
  const comment = written.indexOf(' #')
  const value = (comment === -1 ? written : written.slice(0, comment)).trimEnd()
  return { text: value, quote: 'none', end: start + value.length, next: stop }
}

function closingQuote(text: string, from: number, mark: string): number {
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === mark) return at
    if (character === '\\') at++
  }
  return -1
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['"', '"'],
  ['$', '$$'],
])

function unquote(raw: string, quote: 'single' | 'double'): string {
  if (!raw.includes('\\')) return raw
  if (quote === 'single') return raw.replace(/\\([^])/g, (whole, letter: string) => (letter === "'" ? letter : whole))
  return raw.replace(/\\(?:0(\d{0,3})|([^]))/g, (whole, octal: string | undefined, letter: string | undefined) => {
    if (letter !== undefined) return escapes.get(letter) ?? whole
    const code = /^[0-7]{3}$/.test(octal ?? '') ? Number.parseInt(octal ?? '', 8) : 256
    return code < 256 ? String.fromCharCode(code) : `\\${octal}`
  })
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline
}
