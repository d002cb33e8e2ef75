import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Evidence } from '../engine/attestations.ts'
import type { Files } from '../platforms/files.ts'

/** Looks at a file that somebody names as evidence: its SHA-256, or why it does not count. */
export function evidenceIn(folder: string, name: string, files: Files): Evidence {
  const path = resolve(folder, name)
  const read = files.read(path)
  if (read.state !== 'text' && read.state !== 'binary') return { why: read.why }
  // the bytes themselves: text may have been decoded
  return { sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }
}
