import type { ReplacedSecret, TextChange } from '../model/change.ts'
import type { Place } from '../model/place.ts'

/**
 * Puts something in place of a secret's old value on its line, whatever the format: behind its key, as the password of an address, or
 * behind the first sign that separates key and value.
 */
export function replaceOnLine(text: string, { line }: Place, { old, key }: Pick<ReplacedSecret, 'old' | 'key'>, by: string): TextChange {
  const start = startOf(text, line)
  if (start === undefined) return { cannot: `there is no line ${line}` }
  const end = text.indexOf('\n', start) === -1 ? text.length : text.indexOf('\n', start)
  const written = text.slice(start, end)
  if (written.includes(by)) return { edits: [], notes: [] }
  const module = inLoginModule(written, old)
  if (module.length > 0) return { edits: module.map((at) => ({ start: start + at, end: start + at + old.length, text: by })), notes: [] }
  for (const spelling of new Set([old, encodeURIComponent(old)])) {
    const at = placeOf(written, spelling, lastWord(key))
    if (at !== undefined) return { edits: [{ start: start + at, end: start + at + spelling.length, text: by }], notes: [] }
  }
  return { cannot: `the value of ${key} does not stand in line ${line} as it is read` }
}

function startOf(text: string, line: number): number | undefined {
  let start = 0
  for (let count = 1; count < line; count++) {
    const next = text.indexOf('\n', start)
    if (next === -1) return undefined
    start = next + 1
  }
  return start
}

/** A login module of Java has an account's password in `password` and in `user_NAME`: both are the same one (Kafka, PlainLoginModule). */
function inLoginModule(line: string, old: string): readonly number[] {
  if (!/\bPlainLoginModule\s+required\b/.test(line)) return []
  return [...occurrences(line, old)].filter((at) => /\b(?:password|user_\w+)=["']$/.test(line.slice(0, at)))
}

function placeOf(line: string, value: string, key: string): number | undefined {
  const inAddress = line.indexOf(`:${value}@`)
  if (inAddress !== -1) return inAddress + 1
  const places = [...occurrences(line, value)]
  const behindKey = places.find((at) => new RegExp(`(?:^|[^\\w])${escaped(key)}["']?(?:\\s*[:=]\\s*|\\s+)["']?$`, 'i').test(line.slice(0, at)))
  const sign = line.search(/[:=]/)
  return behindKey ?? places.find((at) => at > sign) ?? places.at(-1)
}

/** Where a value stands by itself and not inside a longer word. */
function* occurrences(line: string, value: string): Iterable<number> {
  for (let at = line.indexOf(value); at !== -1; at = line.indexOf(value, at + 1)) {
    if (/^$|[\s:=,;"'{([>]/.test(line.charAt(at - 1)) && /^$|[\s,;"'})\]#&<]/.test(line.charAt(at + value.length))) yield at
  }
}

function lastWord(key: string): string {
  return /[\w-]+$/.exec(key)?.[0] ?? key
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
