import type { Problem, Span } from './node.ts'

/** A setting in a file that is a plain list of them; equal keys stay apart, in the order of the file. */
export interface KeyValue {
  readonly key: string
  readonly value: string
  readonly keySpan: Span
  /** Where the value is written; empty behind the key when there is none. */
  readonly span: Span
}

export interface KeyValueFile {
  readonly entries: readonly KeyValue[]
  readonly problems: readonly Problem[]
}

/** One line of a text, without its line break. */
export interface TextLine {
  readonly text: string
  readonly number: number
  readonly start: number
}

/** The lines of a text; a byte order mark and the carriage returns of CRLF are left out. */
export function textLines(text: string): TextLine[] {
  const lines: TextLine[] = []
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let number = 1; start <= text.length; number++) {
    const newline = text.indexOf('\n', start)
    const stop = newline === -1 ? text.length : newline
    const end = stop > start && text.charAt(stop - 1) === '\r' ? stop - 1 : stop
    lines.push({ text: text.slice(start, end), number, start })
    start = stop + 1
  }
  return lines
}
