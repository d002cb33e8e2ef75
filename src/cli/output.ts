import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { RingwallError } from '../model/error.ts'
import type { Io } from './io.ts'

/** Writes a report to standard output, or whole or not at all to the file that was named. */
export function deliver(text: string, file: string | undefined, io: Io): void {
  if (file === undefined) {
    io.stdout.write(text)
    return
  }
  const target = resolve(io.cwd, file)
  const draft = `${target}.${process.pid}.tmp`
  let begun = false
  try {
    writeFileSync(draft, '', { flag: 'wx' })
    begun = true
    writeFileSync(draft, text)
    renameSync(draft, target)
  } catch (cause) {
    if (begun) rmSync(draft, { force: true })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RingwallError('unwritable', `--output ${file}: ${reason}`, { cause, hint: 'name a file in a folder that you may write' })
  }
}
