import type { Edit } from '../edit.ts'

interface Range {
  readonly start: number
  readonly end: number
}

/** Where the line of an offset begins, behind a byte order mark. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return start === 0 && text.charCodeAt(0) === 0xfeff ? Math.min(1, offset) : start
}

/** Where the line of an offset ends, in front of its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  if (newline === -1) return text.length
  return newline > offset && text.charAt(newline - 1) === '\r' ? newline - 1 : newline
}

/** The white space in front of an offset, where nothing else stands in its line; undefined otherwise. */
export function indentAt(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset)
  return before.trim() === '' ? before : undefined
}

/** Whole lines behind the line of an offset; a missing last line break stays missing. */
export function linesBehind(text: string, offset: number, lines: string): Edit {
  const end = lineEnd(text, offset)
  return { start: end, end, text: `\n${lines}` }
}

/** Whole lines at the end of the text. */
export function linesAtEnd(text: string, lines: string): Edit {
  const isEmpty = text === '' || text === '\ufeff'
  const newline = isEmpty || text.endsWith('\n')
  return { start: text.length, end: text.length, text: newline ? `${lines}\n` : `\n${lines}` }
}

/** Whole lines in front of the line of an offset. */
export function linesBefore(text: string, offset: number, lines: string): Edit {
  const start = lineStart(text, offset)
  return { start, end: start, text: `${lines}\n` }
}

/** Takes out the lines of a range with one line break: the one behind, or at the end of the text the one in front. */
export function withoutLines(text: string, { start, end }: Range): Edit {
  const from = lineStart(text, start)
  const to = text.indexOf('\n', Math.max(end - (text.charAt(end - 1) === '\n' ? 1 : 0), from))
  if (to !== -1) return { start: from, end: to + 1, text: '' }
  const before = from > 0 && text.charAt(from - 1) === '\n' ? from - (text.charAt(from - 2) === '\r' ? 2 : 1) : from
  return { start: before, end: text.length, text: '' }
}

/** Ranges that touch become one. */
export function joined(edits: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = []
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1)
    if (last !== undefined && edit.start < last.end) result[result.length - 1] = { ...last, end: Math.max(last.end, edit.end) }
    else result.push(edit)
  }
  return result
}
