import { numeralAt } from './erlang-number.ts'
import { quotedText } from './erlang-text.ts'
import type { Lines } from './lines.ts'
import { linesOf } from './lines.ts'
import type { Parsed, Problem, Span } from './node.ts'
import { masked } from './template.ts'

/** A term as file:consult/1 takes it: data alone, no expressions. */
export type ErlangTerm = ErlangScalar | ErlangGroup

export interface ErlangScalar {
  /** `binary`: `<<"text">>`, or the characters of its bytes. */
  readonly kind: 'atom' | 'number' | 'string' | 'binary'
  /** Without quotes and escapes; numbers in decimal. */
  readonly text: string
  readonly span: Span
}

export interface ErlangGroup {
  /** A map's items are its keys and values by turns. */
  readonly kind: 'list' | 'tuple' | 'map'
  readonly items: readonly ErlangTerm[]
  readonly span: Span
}

const mostDepth = 100

interface Reader {
  readonly text: string
  readonly lines: Lines
  readonly problems: Problem[]
  /** What a template hides, as it was written. */
  readonly shown: (part: string) => string
  at: number
  failed: boolean
}

/**
 * Reads a file of Erlang terms, each ended by a full stop: advanced.config, enabled_plugins. As in Erlang the first fault ends it; the terms
 * in front of it are kept, and of the term with the fault what was read until then.
 */
export function parseErlangTerms(source: string): Parsed<readonly ErlangTerm[]> {
  const { text, shown } = masked(source)
  const reader: Reader = { text, shown, lines: linesOf(text), problems: [], at: text.charCodeAt(0) === 0xfeff ? 1 : 0, failed: false }
  const terms: ErlangTerm[] = []
  for (skip(reader); !reader.failed && reader.at < text.length; skip(reader)) {
    const term = readTerm(reader, 0)
    if (term !== undefined) terms.push(term)
    if (!reader.failed) skip(reader)
    if (!reader.failed && !/^\.(?:[\s%]|$)/.test(text.slice(reader.at, reader.at + 2))) fail(reader, 'a full stop is missing behind a term')
    reader.at++
  }
  return { value: terms, problems: reader.problems }
}

function fail(reader: Reader, message: string): undefined {
  if (!reader.failed) reader.problems.push({ line: reader.lines.at(Math.min(reader.at, Math.max(0, reader.text.length - 1))), message })
  reader.failed = true
}

/** Blanks and comments; Erlang takes every character up to the space for a blank, and those of Latin-1 above it. */
function skip(reader: Reader): void {
  const { text } = reader
  for (; reader.at < text.length; reader.at++) {
    const code = text.charCodeAt(reader.at)
    if (code === 37) {
      const newline = text.indexOf('\n', reader.at)
      reader.at = newline === -1 ? text.length - 1 : newline
    } else if (code > 32 && (code < 128 || code > 160)) return
  }
}

const closing: Readonly<Record<string, readonly [ErlangGroup['kind'], string]>> = { '[': ['list', ']'], '{': ['tuple', '}'] }

function readTerm(reader: Reader, depth: number): ErlangTerm | undefined {
  if (depth > mostDepth) return fail(reader, `too complex: it is nested more than ${mostDepth} levels deep`)
  const { text, at: start } = reader
  const character = text.charAt(start)
  const group = closing[character]
  if (group !== undefined) {
    reader.at++
    return readGroup(reader, depth, start, ...group)
  }
  if (text.startsWith('#{', start)) {
    reader.at += 2
    return readGroup(reader, depth, start, 'map', '}')
  }
  if (text.startsWith('<<', start)) return readBinary(reader)
  if (character === '"') return readString(reader)
  return readPlain(reader)
}

function readPlain(reader: Reader): ErlangScalar | undefined {
  const { text, at: start } = reader
  const character = text.charAt(start)
  if (character === "'") {
    const quoted = quotedText(text, start, "'")
    return quoted === undefined ? fail(reader, 'a quoted atom does not end') : scalar(reader, 'atom', quoted.text, start, quoted.end)
  }
  const atom = /[a-z\xdf-\xf6\xf8-\xff\ue000-\ue07f][\w\xdf-\xf6\xf8-\xff\xc0-\xd6\xd8-\xde@\ue000-\ue07f]*/y
  atom.lastIndex = start
  const name = atom.exec(text)?.[0]
  if (name !== undefined)
    return reserved.has(name) ? fail(reader, 'a word of the language stands for no value') : scalar(reader, 'atom', name, start, start + name.length)
  const sign = character === '-' || character === '+' ? character : ''
  if (sign !== '') {
    reader.at++
    skip(reader)
  }
  const numeral = numeralAt(text, reader.at)
  if (numeral === undefined) return fail(reader, 'a value is missing')
  return scalar(reader, 'number', sign === '-' && numeral.text !== '0' ? `-${numeral.text}` : numeral.text, start, numeral.end)
}

const reserved = new Set(
  'after and andalso band begin bnot bor bsl bsr bxor case catch cond div end fun if let not of or orelse receive rem try when xor'.split(' '),
)

function scalar(reader: Reader, kind: ErlangScalar['kind'], text: string, start: number, end: number): ErlangScalar {
  reader.at = end
  return { kind, text: reader.shown(text), span: reader.lines.span(start, end) }
}

/** Strings side by side are one. */
function readString(reader: Reader): ErlangScalar | undefined {
  const start = reader.at
  const parts: string[] = []
  let end = start
  while (reader.text.charAt(reader.at) === '"') {
    const quoted = quotedText(reader.text, reader.at, '"')
    if (quoted === undefined) return fail(reader, 'a string does not end')
    parts.push(quoted.text)
    end = reader.at = quoted.end
    skip(reader)
  }
  return scalar(reader, 'string', parts.join(''), start, end)
}

/** `<<"text">>`, `<<"text"/utf8>>`, `<<104, 105>>`, and several of them. */
function readBinary(reader: Reader): ErlangTerm | undefined {
  const start = reader.at
  const parts: string[] = []
  reader.at += 2
  for (skip(reader); !reader.failed && !reader.text.startsWith('>>', reader.at); skip(reader)) {
    const part = reader.text.charAt(reader.at) === '"' ? readString(reader) : readPlain(reader)
    if (part === undefined) break
    if (part.kind === 'string') parts.push(part.text)
    else if (part.kind === 'number') parts.push(String.fromCharCode(Number(part.text) & 255))
    else return fail(reader, 'a binary holds something else than texts and numbers')
    skip(reader)
    const type = /(?::\d{1,6})?(?:\/[a-z0-9]{1,16}(?:-[a-z0-9]{1,16}){0,3})?/y
    type.lastIndex = reader.at
    reader.at += type.exec(reader.text)?.[0].length ?? 0
    if (!separated(reader, '>>')) break
  }
  return reader.failed ? undefined : scalar(reader, 'binary', parts.join(''), start, reader.at + 2)
}

function readGroup(reader: Reader, depth: number, start: number, kind: ErlangGroup['kind'], close: string): ErlangTerm {
  const items: ErlangTerm[] = []
  for (skip(reader); !reader.failed && reader.text.charAt(reader.at) !== close; skip(reader)) {
    const item = readTerm(reader, depth + 1)
    if (item !== undefined) items.push(item)
    if (reader.failed) break
    skip(reader)
    const wantsValue = kind === 'map' && items.length % 2 === 1
    if (wantsValue && reader.text.startsWith('=>', reader.at)) {
      reader.at += 2
      skip(reader)
      if (reader.text.charAt(reader.at) === close) fail(reader, 'a value is missing')
    } else if (wantsValue) fail(reader, 'a "=>" is missing')
    else if (!separated(reader, close)) break
  }
  if (!reader.failed) reader.at++
  return { kind, items, span: reader.lines.span(start, Math.max(start + 1, reader.at)) }
}

/** True behind a comma with something behind it, and in front of the closing bracket. */
function separated(reader: Reader, close: string): boolean {
  skip(reader)
  if (reader.text.startsWith(close, reader.at)) return true
  if (reader.text.charAt(reader.at) !== ',') fail(reader, `a "," or "${close}" is missing`)
  else {
    reader.at++
    skip(reader)
    if (reader.text.startsWith(close, reader.at)) fail(reader, 'a value is missing')
  }
  return !reader.failed
}
