import { appendFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
  let begun = false
  let draft = ''
  try {
    const target = whereTo(resolve(io.cwd, file))
    if (target.isDevice) {
      for (const piece of piecesOf(text)) appendFileSync(target.path, piece)
      return
    }
    draft = `${target.path}.${process.pid}.tmp`
    writeFileSync(draft, '', { flag: 'wx' })
    begun = true
    for (const piece of piecesOf(text)) appendFileSync(draft, piece)
    renameSync(draft, target.path)
  } catch (cause) {
    if (begun) rmSync(draft, { force: true })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RingwallError('unwritable', `--output ${file}: ${reason}`, { cause, hint: 'name a file in a folder that you may write' })
  }
}

/** A link's target keeps its place, and a device or a pipe is written to: putting a file in its place would take it from everybody else. */
function whereTo(path: string): { readonly path: string; readonly isDevice: boolean } {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there === undefined) return { path, isDevice: false }
  return { path: realpathSync(path), isDevice: !there.isFile() && !there.isDirectory() }
}

function piecesOf(text: Text): Iterable<string> {
  return typeof text === 'string' ? [text] : text
}
