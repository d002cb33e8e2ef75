import type { Gap } from '../model/fact.ts'
import type { Place } from '../model/place.ts'
import type { InputFile } from '../model/platform.ts'

/** What is being learnt about one file while it is read; becomes an `InputFile`. */
export interface Input {
  readonly file: string
  readonly as: string
  status: 'read' | 'partial' | 'failed'
  readonly gaps: Map<string, Gap & { line?: number }>
}

/** More gaps of one file help nobody, and hostile files have endless ones. */
const mostGaps = 200

export function newInput(file: string, as: string): Input {
  return { file, as, status: 'read', gaps: new Map() }
}

/** Notes something that could not be read. `lost`: part of the file is missing from the result. */
export function addGap(input: Input, why: string, line?: number, lost = false): void {
  if (lost && input.status === 'read') input.status = 'partial'
  const key = `${line ?? 0} ${why}`
  if (input.gaps.has(key) || input.gaps.size >= mostGaps) return
  input.gaps.set(key, line === undefined ? { why } : { why, line, place: { file: input.file, line } })
}

/** The file gave nothing. */
export function fail(input: Input, why: string, line?: number): void {
  addGap(input, why, line)
  input.status = 'failed'
}

export function inputFile(input: Input): InputFile {
  const gaps = [...input.gaps.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
  return { file: input.file, as: input.as, status: input.status, gaps }
}

export function placeAt(file: string, span: { readonly line: number; readonly endLine: number }): Place {
  return span.endLine > span.line ? { file, line: span.line, endLine: span.endLine } : { file, line: span.line }
}
