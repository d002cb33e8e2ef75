import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { RingwallError } from '../model/error.ts'
import type { Text } from '../model/render.ts'
import type { Io } from './io.ts'

/** Writes a report to standard output, or whole or not at all to the file that was named. */
export function deliver(text: Text, file: string | undefined, io: Io): void {
  if (file === undefined) {
    for (const piece of piecesOf(text)) io.stdout.write(piece)
    return
  }
  const target = resolve(io.cwd, file)
  const draft = `${target}.${process.pid}.tmp`
  let begun = false
  try {
    writeFileSync(draft, '', { flag: 'wx' })
    begun = true
    for (const piece of piecesOf(text)) appendFileSync(draft, piece)
    renameSync(draft, target)
  } catch (cause) {
    if (begun) rmSync(draft, { force: true })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RingwallError('unwritable', `--output ${file}: ${reason}`, { cause, hint: 'name a file in a folder that you may write' })
  }
}

function piecesOf(text: Text): Iterable<string> {
  return typeof text === 'string' ? [text] : text
}
