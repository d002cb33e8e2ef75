import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Span } from './node.ts'

/** One line of a table such as fstab: words between white space. */
export interface FieldLine {
  readonly fields: readonly string[]
  readonly span: Span
}

/** Reads fstab, crypttab, limits.conf, login.defs and tables like them: a `#` at the start of a line or of a word opens a comment. */
export function parseFields(text: string): readonly FieldLine[] {
  const lines = linesOf(text)
  return textLines(text).flatMap(({ text: raw, start }) => {
    const fields: string[] = []
    let end = 0
    for (const match of raw.matchAll(/\S+/g)) {
      if (match[0].startsWith('#')) break
      fields.push(match[0])
      end = match.index + match[0].length
    }
    const from = start + raw.length - raw.trimStart().length
    return fields.length === 0 ? [] : [{ fields, span: lines.span(from, start + end) }]
  })
}

/** A path of fstab(5) or exports(5): `\040` is a blank. */
export function unescapeOctal(field: string): string {
  return field.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
