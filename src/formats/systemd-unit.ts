import type { KeyValue } from './key-value.ts'
import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem } from './node.ts'

/** A unit file or drop-in of systemd, as systemd.syntax(7) of systemd 252 describes it. Equal keys stay apart, in order. */
export interface UnitFile {
  readonly entries: readonly UnitEntry[]
  readonly problems: readonly Problem[]
}

export interface UnitEntry extends KeyValue {
  readonly section: string
}

/** Reads the sections and assignments of a unit. A line that ends in a backslash goes on, and comments in between are left out. */
export function parseUnit(text: string): UnitFile {
  const lines = linesOf(text)
  const entries: UnitEntry[] = []
  const problems: Problem[] = []
  const physical = textLines(text)
  let section = ''
  for (let index = 0; index < physical.length; index++) {
    const first = physical[index]!
    const content = first.text.trim()
    if (content === '' || isComment(content)) continue
    if (content.startsWith('[')) {
      if (content.endsWith(']')) section = content.slice(1, -1)
      else problems.push({ line: first.number, message: 'a section head does not end' })
      continue
    }
    let logical = first.text
    let last = first
    while (logical.endsWith('\\') && index + 1 < physical.length) {
      const next = physical[++index]!
      if (isComment(next.text.trim())) continue
      logical = `${logical.slice(0, -1)} ${next.text}`
      last = next
    }
    const equals = logical.indexOf('=')
    const key = logical.slice(0, Math.max(equals, 0)).trim()
    if (key === '') {
      problems.push({ line: first.number, message: 'a line is neither a section nor an assignment' })
      continue
    }
    const start = first.start + (first.text.length - first.text.trimStart().length)
    const end = last.start + last.text.length
    const valueStart = Math.min(first.start + first.text.indexOf('=') + 1, end)
    entries.push({
      section,
      key,
      value: logical.slice(equals + 1).trim(),
      keySpan: lines.span(start, start + key.length),
      span: lines.span(valueStart, end),
    })
  }
  return { entries, problems }
}

function isComment(content: string): boolean {
  return content.startsWith('#') || content.startsWith(';')
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', s: ' ' }

/** Splits a value into words as systemd does: either quote protects, and C escapes are resolved. */
export function unitWords(value: string): readonly string[] {
  const words: string[] = []
  let word = ''
  let open = false
  let quote = ''
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at)
    if (character === '\\' && at + 1 < value.length) {
      const { text, length } = unescaped(value, at + 1)
      word += text
      at += length
      open = true
    } else if (quote !== '') {
      if (character === quote) quote = ''
      else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      open = true
    } else if (/\s/.test(character)) {
      if (open) words.push(word)
      word = ''
      open = false
    } else {
      word += character
      open = true
    }
  }
  if (open) words.push(word)
  return words
}

/** What a backslash and the characters behind it stand for (systemd.syntax(7), "Quoting"); `length` counts those characters. */
function unescaped(value: string, at: number): { readonly text: string; readonly length: number } {
  const next = value.charAt(at)
  const simple = escapes[next] ?? (next === '\\' || next === '"' || next === "'" ? next : undefined)
  if (simple !== undefined) return { text: simple, length: 1 }
  const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2}))/.exec(value.slice(at, at + 9))
  if (code === null) return { text: `\\${next}`, length: 1 }
  const [whole, ...digits] = code
  const point = Number.parseInt(digits.find((each) => each !== undefined) ?? '0', /^[xuU]/.test(whole) ? 16 : 8)
  return point > 0 && point <= 0x10_ff_ff ? { text: String.fromCodePoint(point), length: whole.length } : { text: `\\${next}`, length: 1 }
}

/** Reads a file named by `EnvironmentFile=` (systemd.exec(5)): shell-like assignments without any expansion. */
export function parseEnvironmentFile(text: string): readonly KeyValue[] {
  const lines = linesOf(text)
  const found: KeyValue[] = []
  const physical = textLines(text)
  for (let index = 0; index < physical.length; index++) {
    const first = physical[index]!
    const content = first.text.trim()
    if (content === '' || isComment(content)) continue
    let logical = first.text.trimStart()
    let last = first
    while ((logical.endsWith('\\') || openQuote(logical)) && index + 1 < physical.length) {
      const next = physical[++index]!
      logical = logical.endsWith('\\') ? logical.slice(0, -1) + next.text : `${logical}\n${next.text}`
      last = next
      if (next.number - first.number > longestValue) break
    }
    const equals = logical.indexOf('=')
    const key = logical.slice(0, Math.max(equals, 0)).trim()
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) continue
    const start = first.start + (first.text.length - first.text.trimStart().length)
    const end = last.start + last.text.length
    const value = unquoted(logical.slice(equals + 1).trim())
    found.push({ key, value, keySpan: lines.span(start, start + key.length), span: lines.span(Math.min(start + equals + 1, end), end) })
  }
  return found
}

/** Lines that a quoted value may take. */
const longestValue = 200

function openQuote(text: string): boolean {
  let quote = ''
  for (let at = text.indexOf('=') + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\' && quote !== "'") at++
    else if (quote === '') quote = character === '"' || character === "'" ? character : ''
    else if (character === quote) quote = ''
  }
  return quote !== ''
}

function unquoted(value: string): string {
  let result = ''
  let quote = ''
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at)
    if (character === '\\' && quote !== "'" && at + 1 < value.length) result += value.charAt(++at)
    else if (quote === '' && (character === '"' || character === "'")) quote = character
    else if (character === quote) quote = ''
    else result += character
  }
  return result
}
