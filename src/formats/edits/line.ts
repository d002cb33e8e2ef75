import type { Edit } from '../edit.ts'
import { indentAt, linesAtEnd, linesBefore, linesBehind } from './place.ts'
import type { SettingsRead } from './settings.ts'

export interface LineStyle {
  /** Between key and value where no neighbour shows it. */
  readonly separator: string
  /** What a neighbour may have there. */
  readonly separators: RegExp
  readonly key?: (key: string) => string
  readonly header?: (section: string) => string
  /** How much deeper than its head a section stands where no neighbour shows it. */
  readonly inner?: string
}

/** Adds `key = value` in its section: behind a line that has it as a comment, behind its neighbours, below the head, or in a new section. */
export function addLine<Value>(
  text: string,
  path: readonly string[],
  written: string,
  { settings, sections = [] }: SettingsRead<Value>,
  style: LineStyle,
): readonly (readonly Edit[])[] {
  const key = path.at(-1) ?? ''
  const within = path.slice(0, -1)
  const isIn = (other: readonly string[]): boolean => JSON.stringify(other) === JSON.stringify(within)
  const neighbours = settings.filter((each) => isIn(each.path.slice(0, -1)))
  const shown = neighbours.findLast(({ keySpan, span }) => style.separators.test(text.slice(keySpan.end, span.start)))
  const separator = shown === undefined ? style.separator : text.slice(shown.keySpan.end, shown.span.start)
  const last = neighbours.at(-1)
  const first = sections[0]
  const head = sections.findLast((section) => isIn(section.path))
  const deeper = head === undefined ? '' : `${indentAt(text, head.span.start) ?? ''}${style.inner ?? ''}`
  const indent = last === undefined ? deeper : (indentAt(text, last.keySpan.start) ?? '')
  const line = `${indent}${style.key?.(key) ?? key}${separator}${written}`
  const places: Edit[] = []
  const includes = settings.some((each) => /^include/i.test(each.path.at(-1) ?? ''))
  const from = head?.span.end ?? 0
  const to = sections.find((section) => section.span.start > from)?.span.start ?? text.length
  const comment = includes || (within.length > 0 && head === undefined && within[0] !== '') ? undefined : commented(text, key, from, to)
  if (comment !== undefined) places.push(linesBehind(text, comment, line))
  if (last !== undefined) places.push(linesBehind(text, Math.max(last.keySpan.end, last.span.end), line))
  if (head !== undefined) places.push(linesBehind(text, head.span.end, line))
  if ((within.length === 0 || within[0] === '') && first !== undefined) places.push(linesBefore(text, first.span.start, line))
  if (within.length === 0 || within[0] === '') places.push(linesAtEnd(text, line))
  else if (style.header !== undefined && head === undefined && last === undefined) {
    const gap = text.trim() === '' ? '' : '\n'
    places.push(linesAtEnd(text, `${gap}${style.header(within[0] ?? '')}\n${line}`))
  }
  return places.map((place) => [place])
}

/** The end of the last comment line that has a key as a setting, which is how files that list all defaults show them. */
function commented(text: string, key: string, from: number, to: number): number | undefined {
  let found: number | undefined
  for (let at = from; at < to;) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    const content = text.slice(at, Math.min(end, at + 400)).trim()
    if (/^[#;]/.test(content)) {
      const rest = content.slice(1).trimStart()
      if (rest.startsWith(key) && /^[ \t]*[=:]/.test(rest.slice(key.length))) found = at
    }
    at = end + 1
  }
  return found
}
