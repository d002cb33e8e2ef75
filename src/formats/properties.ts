import type { KeyValue, KeyValueFile } from './key-value.ts'
import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'

/** Reads Java properties (java.util.Properties.load): escapes, continued lines, and `=`, `:` or white space between key and value. */
export function parseProperties(text: string): KeyValueFile {
  const lines = linesOf(text)
  const entries: KeyValue[] = []
  const physical = textLines(text)
  for (let index = 0; index < physical.length; index++) {
    const line = physical[index]!
    const content = line.text.trimStart()
    if (content === '' || content.startsWith('#') || content.startsWith('!')) continue
    let logical = content
    const start = line.start + line.text.length - content.length
    let end = line.start + line.text.length
    while (/(?:^|[^\\])(?:\\\\)*\\$/.test(logical.slice(-64)) && index + 1 < physical.length) {
      const next = physical[++index]!
      logical = logical.slice(0, -1) + next.text.trimStart()
      end = next.start + next.text.length
    }
    const keyEnd = endOfKey(logical)
    const separator = /^[ \t\f]*[=:]?[ \t\f]*/.exec(logical.slice(keyEnd))?.[0].length ?? 0
    const value = logical.slice(keyEnd + separator)
    const valueStart = Math.min(end, start + keyEnd + separator)
    entries.push({
      key: unescape(logical.slice(0, keyEnd)),
      value: unescape(value),
      keySpan: lines.span(start, Math.min(end, start + keyEnd)),
      span: lines.span(valueStart, end),
    })
  }
  return { entries, problems: [] }
}

function endOfKey(logical: string): number {
  for (let at = 0; at < logical.length; at++) {
    const character = logical.charAt(at)
    if (character === '\\') at++
    else if (character === '=' || character === ':' || character === ' ' || character === '\t' || character === '\f') return at
  }
  return logical.length
}

const letters: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
])

function unescape(raw: string): string {
  if (!raw.includes('\\')) return raw
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([^]?))/g, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (letters.get(letter ?? '') ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
