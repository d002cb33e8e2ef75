import type { KeyValue, KeyValueFile } from './key-value.ts'
import { textLines } from './key-value.ts'
import type { Problem, Span } from './node.ts'

const name = /^[A-Za-z_\u0080-\uffff][A-Za-z0-9_$.\u0080-\uffff]*/
const value = /^(?:'(?:[^'\\]|\\.|'')*'|[^\s#'=]+)/

/**
 * Reads postgresql.conf (PostgreSQL 17, guc-file.l): `key = value` or `key value`, in any case of letters; keys come in lower case.
 * The includes are entries too, in their place: `include`, `include_if_exists`, `include_dir`. Later entries win.
 */
export function parsePostgresConf(text: string): KeyValueFile {
  const entries: KeyValue[] = []
  const problems: Problem[] = []
  for (const line of textLines(text)) {
    const content = line.text.trim()
    if (content === '' || content.startsWith('#')) continue
    const keyStart = line.text.indexOf(content)
    const key = name.exec(content)?.[0]
    const separator = key === undefined ? undefined : /^\s*=?\s*/.exec(content.slice(key.length))?.[0]
    const rest = content.slice((key?.length ?? 0) + (separator?.length ?? 0))
    const raw = value.exec(rest)?.[0]
    if (key === undefined || raw === undefined || separator === '' || !/^\s*(?:#|$)/.test(rest.slice(raw.length))) {
      problems.push({ line: line.number, message: 'this is neither a key with a value nor a comment' })
      continue
    }
    const valueStart = keyStart + content.length - rest.length
    const span = (from: number, to: number): Span => ({ line: line.number, endLine: line.number, start: line.start + from, end: line.start + to })
    const keySpan = span(keyStart, keyStart + key.length)
    entries.push({
      key: key.toLowerCase(),
      value: raw.startsWith("'") ? unquote(raw) : raw,
      keySpan,
      span: span(valueStart, valueStart + raw.length),
    })
  }
  return { entries, problems }
}

const letters: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

function unquote(raw: string): string {
  return raw.slice(1, -1).replace(/''|\\(?:([0-7]{1,3})|(.))/g, (_, octal: string | undefined, letter: string | undefined) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255)
    return letter === undefined ? "'" : (letters.get(letter) ?? letter)
  })
}
