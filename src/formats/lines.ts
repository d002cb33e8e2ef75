import type { Span } from './node.ts'

/** Finds lines of offsets; quick when asked in about ascending order. */
export interface Lines {
  /** Line from 1. */
  readonly at: (offset: number) => number
  /** The span of a range; its end line is that of the last character. */
  readonly span: (start: number, end: number) => Span
}

export function linesOf(text: string): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const count = starts.length
  let last = 0

  function at(offset: number): number {
    if (offset < starts[last]!) last = search(starts, offset)
    for (let steps = 0; last + 1 < count && starts[last + 1]! <= offset; steps++) {
      if (steps === 8) {
        last = search(starts, offset)
        break
      }
      last++
    }
    return last + 1
  }

  function span(start: number, end: number): Span {
    const line = at(start)
    return { line, endLine: end - 1 > start ? at(end - 1) : line, start, end }
  }

  return { at, span }
}

/** Index of the last start that is not behind the offset. */
function search(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}
