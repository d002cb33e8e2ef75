import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { canonicalJson } from '../../protocols/canonical-json.ts'
import { longestLine } from './record.ts'
import { onesOf } from './tree.ts'

const schema = 'ringwall.guard-audit/0'

/** First line of a segment, and of an export: from which record on it holds them, and the peaks of the tree of those before. */
export interface Header {
  readonly origin: string
  readonly first: number
  readonly peaks: readonly Buffer[]
}

export function headerText({ origin, first, peaks }: Header): string {
  return `${canonicalJson({ schema, origin, first, peaks: peaks.map((peak) => peak.toString('base64')) })}\n`
}

export function parseHeader(line: string): Header | undefined {
  let value: Partial<Record<'schema' | 'origin' | 'first' | 'peaks', unknown>> | null
  try {
    value = JSON.parse(line) as typeof value
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || value.schema !== schema) return undefined
  const { origin, first, peaks } = value
  if (typeof origin !== 'string' || typeof first !== 'number' || !Number.isSafeInteger(first) || first < 0 || !Array.isArray(peaks)) return undefined
  const hashes = peaks.map((peak: unknown) => Buffer.from(typeof peak === 'string' ? peak : '', 'base64'))
  if (hashes.length !== onesOf(first) || hashes.some((hash) => hash.length !== 32)) return undefined
  const header = { origin, first, peaks: hashes }
  return headerText(header) === `${line}\n` ? header : undefined
}

/** File name of the segment whose first record has this number. */
export function segmentName(first: number): string {
  return `${String(first).padStart(12, '0')}.log`
}

/** Names of the segments of a folder, the oldest first. */
export function segmentsOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^\d{12,16}\.log$/.test(name))
    .toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
}

/** The checkpoints of a segment stand beside it; that of the records before it is the first. */
export function checkpointsName(segment: string): string {
  return segment.replace(/\.log$/, '.checkpoints')
}

/** One line of a file: its bytes without the line feed, where it begins, and whether it was written to its end. */
export interface FileLine {
  readonly bytes: Buffer
  readonly offset: number
  readonly isWhole: boolean
}

const piece = 256 * 1024

/** Bytes of a file without the zeros at its end, which its writer keeps before itself: no line ends with one. */
export function writtenLength(path: string): number {
  const file = openSync(path, 'r')
  try {
    return writtenIn(file)
  } finally {
    closeSync(file)
  }
}

function writtenIn(file: number): number {
  const chunk = Buffer.alloc(piece)
  for (let end = fstatSync(file).size; end > 0;) {
    const from = Math.max(0, end - piece)
    const length = readSync(file, chunk, 0, end - from, from)
    const last = chunk.subarray(0, length).findLastIndex((byte) => byte !== 0)
    if (last !== -1) return from + last + 1
    end = from
  }
  return 0
}

/** All lines of a file as far as it is written, a piece of it in memory at a time. A line that is too long to be one of ours comes in parts that are not whole. */
export function* linesOf(path: string): Iterable<FileLine> {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.alloc(piece)
    let rest: Buffer = Buffer.alloc(0)
    let offset = 0
    const written = writtenIn(file)
    for (let at = 0; at < written;) {
      const length = readSync(file, chunk, 0, Math.min(piece, written - at), at)
      if (length === 0) break
      at += length
      const bytes = Buffer.concat([rest, chunk.subarray(0, length)])
      let from = 0
      for (let to = bytes.indexOf(10); to !== -1; to = bytes.indexOf(10, from)) {
        yield { bytes: bytes.subarray(from, to), offset: offset + from, isWhole: to - from <= longestLine }
        from = to + 1
      }
      rest = bytes.subarray(from)
      offset += from
      if (rest.length <= longestLine) continue
      yield { bytes: rest, offset, isWhole: false }
      offset += rest.length
      rest = Buffer.alloc(0)
    }
    if (rest.length > 0) yield { bytes: rest, offset, isWhole: false }
  } finally {
    closeSync(file)
  }
}
