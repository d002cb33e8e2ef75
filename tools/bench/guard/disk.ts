import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openLogFile } from '../../../src/guard/audit/disk.ts'

/** Milliseconds until a record is on the disk, one after the other and without anything else of the guard: no answer that waits for its record is sooner. */
export async function disk(folder: string, writes: number): Promise<string> {
  const path = join(folder, 'disk')
  const file = await openLogFile(path, true)
  const record = Buffer.alloc(420, 'x')
  const took: number[] = []
  for (let at = 0; at < writes; at++) {
    const before = performance.now()
    await file.write(record, at * record.length)
    took.push(performance.now() - before)
  }
  await file.close()
  rmSync(path)
  took.sort((a, b) => a - b)
  const part = (share: number): string => (took[Math.floor(took.length * share)] ?? Number.NaN).toFixed(2)
  return `median ${part(0.5)}, p99 ${part(0.99)}, p99.9 ${part(0.999)}`
}
