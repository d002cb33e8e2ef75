import type { Checkpoint } from './checkpoint.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Verifier } from './note.ts'
import { saidLeaf } from './record.ts'
import { headerText, parseHeader } from './segment.ts'
import type { Part } from './sources.ts'
import type { Tree } from './tree.ts'
import { growTree } from './tree.ts'

/** The latest checkpoint that is signed with this key, and its note. */
export function lastCheckpoint(parts: readonly Part[], verifier: Verifier): { readonly checkpoint: Checkpoint; readonly note: string } | undefined {
  for (const part of parts.toReversed()) {
    const [last] = part
      .notes()
      .flatMap((note) => {
        const checkpoint = openCheckpoint(note, verifier)
        return checkpoint === undefined ? [] : [{ checkpoint, note }]
      })
      .toSorted((one, other) => other.checkpoint.size - one.checkpoint.size)
    if (last !== undefined) return last
  }
  return undefined
}

/**
 * The records from one number on, up to those of the checkpoint, as one text that can be verified by itself: what came before is there as the
 * peaks of its tree. Against a checkpoint of `from` records it also shows that the log only grew.
 */
export function* exportText(parts: readonly Part[], from: number, { size, origin }: Checkpoint, note: string): Iterable<string> {
  let tree: Tree | undefined
  for (const { lines } of parts) {
    let isFirst = true
    for (const { bytes } of lines) {
      if (isFirst) {
        const header = parseHeader(bytes.toString('utf8'))
        tree ??= header === undefined ? growTree() : growTree(header.first, header.peaks)
        isFirst = false
        continue
      }
      const at = tree!.size()
      if (at >= size) break
      if (at === from) yield headerText({ origin, first: from, peaks: tree!.peaks() })
      if (at >= from) yield `${bytes.toString('utf8')}\n`
      tree!.append(saidLeaf(bytes))
    }
  }
  yield `\n${note}\n`
}
