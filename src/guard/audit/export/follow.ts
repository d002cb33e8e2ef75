import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { realDisk, replaceFile } from '../../../storage/disk.ts'
import { parseRecord } from '../record.ts'
import { segmentsOf } from '../segment.ts'
import type { AuditClock } from '../writer.ts'
import type { Collector, Kept } from './collector.ts'

/** Up to where a collector has the log. */
export interface Position {
  readonly segment: string
  readonly offset: number
}

/** Bytes that are read, and sent, at a time. */
const together = 256 * 1024

/** The next records behind a position; none where there is nothing new. Reads what a writer is writing: a line that is not whole yet waits. */
export function readOn(folder: string, position: Position | undefined): { readonly records: readonly Kept[]; readonly next: Position | undefined } {
  const names = segmentsOf(folder)
  const at = position === undefined ? 0 : names.indexOf(position.segment)
  // older segments were put away: it goes on with the oldest that is there
  const segment = names[Math.max(0, at)]
  if (segment === undefined) return { records: [], next: position }
  const offset = at === -1 || position === undefined ? 0 : position.offset
  const bytes = readFrom(join(folder, segment), offset)
  const end = bytes.lastIndexOf(10) + 1
  const following = names[names.indexOf(segment) + 1]
  if (end === 0)
    return following === undefined || bytes.length > 0 ? { records: [], next: position } : readOn(folder, { segment: following, offset: 0 })
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
  const records = lines.slice(offset === 0 ? 1 : 0).flatMap((line) => {
    const json = line.slice(45)
    const record = parseRecord(json)
    // what is none is for "audit verify" to tell
    return record === undefined ? [] : [{ json, record }]
  })
  return { records, next: { segment, offset: offset + end } }
}

function readFrom(path: string, offset: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.alloc(together)
    const read = chunk.subarray(0, readSync(file, chunk, 0, together, offset))
    // zeros are what its writer keeps before itself: none is in a line
    const end = read.indexOf(0)
    return end === -1 ? read : read.subarray(0, end)
  } finally {
    closeSync(file)
  }
}

/** Sends all that is behind the position, which is kept after each part that arrived; gives how many records that were. */
export async function shipAll(folder: string, collector: Collector, positionFile: string | undefined): Promise<number> {
  let position = positionFile === undefined ? undefined : readPosition(positionFile)
  let sent = 0
  for (;;) {
    const { records, next } = readOn(folder, position)
    if (records.length > 0) await collector.send(records)
    sent += records.length
    if (next === undefined || (next.segment === position?.segment && next.offset === position.offset)) return sent
    position = next
    if (positionFile !== undefined) keepPosition(positionFile, next)
  }
}

/** Notes that a collector needs nothing of what is there. */
export function skipAll(folder: string, positionFile: string): void {
  const segment = segmentsOf(folder).at(-1)
  if (segment === undefined) return
  let position: Position = { segment, offset: 0 }
  // the file is longer than what is written in it
  for (;;) {
    const { next = position } = readOn(folder, position)
    if (next.segment === position.segment && next.offset === position.offset) break
    position = next
  }
  keepPosition(positionFile, position)
}

export interface Following {
  /** Undefined where the last delivery succeeded. */
  readonly fault: () => string | undefined
  /** Sends what there is, and ends. */
  readonly close: () => Promise<void>
}

const soonest = 1_000
const latest = 60_000

/**
 * Sends records to a collector as they come, and again until it has them, from where an earlier process was. A record may arrive twice, never
 * not at all: its number tells.
 * @param changed told when deliveries begin to fail, fail for another reason, and succeed again
 */
export function follow(
  folder: string,
  collector: Collector,
  positionFile: string,
  clock: AuditClock,
  changed: (fault: string | undefined) => void = () => {},
): Following {
  let fault: string | undefined
  let wait = soonest
  let notBefore = 0
  let running: Promise<void> | undefined

  function tell(now: string | undefined): void {
    if (now !== fault) changed(now)
    fault = now
  }

  async function attempt(): Promise<void> {
    try {
      await shipAll(folder, collector, positionFile)
      tell(undefined)
      wait = soonest
    } catch (error) {
      tell(error instanceof Error ? error.message : 'it failed')
      notBefore = clock.now().getTime() + wait
      wait = Math.min(latest, wait * 2)
    }
  }

  const end = clock.every(soonest, () => {
    if (clock.now().getTime() < notBefore) return
    running ??= attempt().finally(() => (running = undefined))
  })
  return {
    fault: () => fault,
    async close() {
      end()
      await running
      await attempt()
    },
  }
}

function keepPosition(path: string, { segment, offset }: Position): void {
  replaceFile(realDisk, path, `${segment} ${offset}\n`, 0o600)
}

function readPosition(path: string): Position | undefined {
  if (!existsSync(path)) return undefined
  const [, segment, offset] = /^(\d{12,16}\.log) (\d{1,15})\n$/.exec(readFileSync(path, 'utf8')) ?? []
  return segment === undefined ? undefined : { segment, offset: Number(offset) }
}
