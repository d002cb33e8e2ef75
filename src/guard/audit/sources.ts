import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { notesOf } from './checkpoint.ts'
import type { FileLine } from './segment.ts'
import { checkpointsName, linesOf, segmentsOf } from './segment.ts'

/** Records that stand one behind the other, and the notes about them: a segment, or an export. */
export interface Part {
  readonly name: string
  /** First the line of the header. */
  readonly lines: Iterable<FileLine>
  readonly notes: () => readonly string[]
}

/** The parts of a folder, or of an export (one file), the oldest first. */
export function partsOf(path: string): readonly Part[] {
  if (!statSync(path).isDirectory()) return [exported(path)]
  return segmentsOf(path).map((name) => ({
    name,
    lines: linesOf(join(path, name)),
    notes: () => notesOf(readIfThere(join(path, checkpointsName(name)))),
  }))
}

function readIfThere(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? '' : readFileSync(path, 'utf8')
}

/** An export is a segment, an empty line, and checkpoints. */
function exported(path: string): Part {
  function* lines(): Iterable<FileLine> {
    for (const line of linesOf(path)) {
      if (isDivider(line)) return
      yield line
    }
  }
  return {
    name: basename(path),
    lines: lines(),
    notes() {
      let text: string | undefined
      for (const line of linesOf(path)) {
        if (text !== undefined) text += `${line.bytes.toString('utf8')}\n`
        else if (isDivider(line)) text = ''
      }
      return notesOf(text ?? '')
    },
  }
}

function isDivider({ bytes, isWhole }: FileLine): boolean {
  return isWhole && bytes.length === 0
}
