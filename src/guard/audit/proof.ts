import type { Checkpoint } from './checkpoint.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Verifier } from './note.ts'
import { saidLeaf } from './record.ts'
import { parseHeader } from './segment.ts'
import type { Part } from './sources.ts'
import type { Roots } from './tree.ts'
import { consistencyProof, inclusionProof, isConsistent, isIncluded, leafHash, rootsOf } from './tree.ts'

/** What proofs are made of: the hashes of a log. */
export interface Leaves {
  readonly first: number
  /** Number behind the last one. */
  readonly end: number
  readonly roots: Roots
  /** Content of one record, verbatim. */
  readonly content: (index: number) => Buffer | undefined
}

/** Reads all hashes, and the contents that are asked for. */
export function leavesOf(parts: readonly Part[], wanted: ReadonlySet<number>): Leaves | undefined {
  const leaves: Buffer[] = []
  const contents = new Map<number, Buffer>()
  let header: ReturnType<typeof parseHeader>
  for (const { lines } of parts) {
    let isFirst = true
    for (const { bytes } of lines) {
      if (isFirst) header ??= parseHeader(bytes.toString('utf8'))
      else {
        const index = (header?.first ?? 0) + leaves.length
        if (wanted.has(index)) contents.set(index, Buffer.from(bytes.subarray(45)))
        leaves.push(saidLeaf(bytes))
      }
      isFirst = false
    }
  }
  if (header === undefined) return undefined
  const { first, peaks } = header
  return { first, end: first + leaves.length, roots: rootsOf(leaves, first, peaks), content: (index) => contents.get(index) }
}

const inclusionTitle = 'c2sp.org/tlog-proof@v1'

/** C2SP tlog-proof: that a record is in the log, with its content as the extra data, so that the file is enough. */
export function inclusionText(leaves: Leaves, index: number, { size }: Checkpoint, note: string): string {
  const hashes = inclusionProof(leaves.roots, index, size)
  const extra = leaves.content(index)!.toString('base64')
  return [inclusionTitle, `extra ${extra}`, `index ${index}`, ...hashes.map((hash) => hash.toString('base64')), '', note].join('\n')
}

/** That the log of an earlier checkpoint is the beginning of that of a later one, as C2SP tlog-witness hands it over. */
export function consistencyText(leaves: Leaves, old: number, { size }: Checkpoint, note: string): string {
  return [`old ${old}`, ...consistencyProof(leaves.roots, old, size).map((hash) => hash.toString('base64')), '', note].join('\n')
}

/** What a file of a proof proves; undefined for what is no such file. */
export type Proved =
  | { readonly kind: 'inclusion'; readonly holds: boolean; readonly index: number; readonly size: number; readonly json: string }
  | { readonly kind: 'consistency'; readonly holds: boolean; readonly old: number; readonly size: number }

/** @param earlier checkpoints that were kept elsewhere: one of them is of the old size */
export function checkProof(text: string, verifier: Verifier, earlier: readonly Checkpoint[]): Proved | undefined {
  const end = text.indexOf('\n\n')
  const [title = '', ...lines] = text.slice(0, end).split('\n')
  if (end === -1) return undefined
  const later = openCheckpoint(text.slice(end + 2), verifier)
  const size = later?.size ?? 0
  if (title === inclusionTitle) {
    const extra = Buffer.from(/^extra (\S+)$/.exec(lines[0] ?? '')?.[1] ?? '', 'base64')
    const index = Number(/^index (0|[1-9]\d{0,15})$/.exec(lines[1] ?? '')?.[1] ?? Number.NaN)
    const hashes = hashesOf(lines.slice(2))
    const holds = later !== undefined && hashes !== undefined && isIncluded(leafHash(extra), index, size, hashes, later.root)
    return { kind: 'inclusion', holds, index, size, json: extra.toString('utf8') }
  }
  const old = /^old (0|[1-9]\d{0,15})$/.exec(title)?.[1]
  if (old === undefined) return undefined
  const before = earlier.find((one) => one.size === Number(old))
  const hashes = hashesOf(lines)
  const isWhole = later !== undefined && before !== undefined && hashes !== undefined
  return {
    kind: 'consistency',
    holds: isWhole && isConsistent(Number(old), size, before.root, later.root, hashes),
    old: Number(old),
    size,
  }
}

/** At most 63 stand in a proof, whatever the size. */
function hashesOf(lines: readonly string[]): readonly Buffer[] | undefined {
  const hashes = lines.map((line) => Buffer.from(line, 'base64'))
  return lines.length <= 63 && hashes.every((hash, at) => hash.length === 32 && hash.toString('base64') === lines[at]) ? hashes : undefined
}
