import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkpoint } from './checkpoint.ts'
import { notesOf, openCheckpoint } from './checkpoint.ts'
import { AuditFault } from './fault.ts'
import type { Verifier } from './note.ts'
import { parseRecord, wholeLeaf } from './record.ts'
import type { FileLine } from './segment.ts'
import { checkpointsName, linesOf, parseHeader, segmentsOf, writtenLength } from './segment.ts'
import type { Tree } from './tree.ts'
import { growTree } from './tree.ts'

/** Where a writer goes on; undefined for a folder without a log. */
export interface Recovered {
  readonly tree: Tree
  readonly segment: string
  /** Bytes of the segment up to its last whole record, and of its checkpoints up to the last whole one. */
  readonly length: number
  readonly checkpoints: number
  /** Records that the last checkpoint is about. */
  readonly signed: number
  /** Bytes behind the last whole record, which were set aside. */
  readonly torn: number
  /** Whether the last record says that the writer ended as it should. */
  readonly wasStopped: boolean
}

/**
 * Reads the last segment, up to its last whole record. What is behind that was never said to be written: it is set aside in a file of its
 * own, never deleted. Where a checkpoint says that there were other records, or more, nothing is touched and it is an error.
 */
export function recover(folder: string, verifier: Verifier): Recovered | undefined {
  const segment = segmentsOf(folder).at(-1)
  if (segment === undefined) {
    const marks = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.checkpoints')) : []
    if (marks.some((name) => statSync(join(folder, name)).size > 0)) throw notAsSigned('there are checkpoints and no records')
    return undefined
  }
  const marks = readCheckpoints(join(folder, checkpointsName(segment)), verifier)
  const roots = new Map(marks.all.map(({ size, root }) => [size, root]))
  const path = join(folder, segment)
  const lines = linesOf(path)[Symbol.iterator]()
  const first = lines.next().value as FileLine | undefined
  const tree = treeOf(first, segment, verifier, roots)
  let length = first!.bytes.length + 1
  let last: Buffer | undefined
  for (let next = lines.next(); next.done !== true; next = lines.next()) {
    const { bytes, offset, isWhole } = next.value
    const leaf = isWhole ? wholeLeaf(bytes, tree.size()) : undefined
    if (leaf === undefined) break
    tree.append(leaf)
    last = bytes
    const signed = roots.get(tree.size())
    if (signed !== undefined && !signed.equals(tree.root())) throw notAsSigned(`the records before ${tree.size()} are not those of its checkpoint`)
    length = offset + bytes.length + 1
  }
  lines.return?.()
  const signed = Math.max(0, ...marks.all.map(({ size }) => size))
  if (tree.size() < signed) throw notAsSigned(`record ${tree.size()} is not whole, and a checkpoint says that there were ${signed}`)
  return {
    tree,
    segment,
    length,
    checkpoints: marks.length,
    signed,
    torn: setAside(folder, path, length, tree.size()),
    // a segment is begun by a writer that goes on, or that begins
    wasStopped: last === undefined ? tree.size() === 0 : parseRecord(last.toString('utf8', 45))?.kind === 'stop',
  }
}

function treeOf(line: FileLine | undefined, name: string, verifier: Verifier, roots: ReadonlyMap<number, Buffer>): Tree {
  const header = line?.isWhole === true ? parseHeader(line.bytes.toString('utf8')) : undefined
  if (header === undefined || header.first !== Number.parseInt(name, 10)) throw notAsSigned(`${name} has no first line of a segment`)
  if (header.origin !== verifier.name) throw notAsSigned(`${name} is of another log`)
  const tree = growTree(header.first, header.peaks)
  // a segment is begun behind a checkpoint only
  if (header.first > 0 && roots.get(header.first)?.equals(tree.root()) !== true) throw notAsSigned(`no checkpoint says what was before ${name}`)
  return tree
}

function setAside(folder: string, path: string, length: number, size: number): number {
  const written = writtenLength(path)
  const torn = written - length
  if (torn > 0) {
    const before = readdirSync(folder).filter((name) => name.startsWith('torn-')).length
    writeFileSync(join(folder, `torn-${before}-${size}`), readFileSync(path).subarray(length, written), { flag: 'wx', mode: 0o600, flush: true })
  }
  truncateSync(path, length)
  return torn
}

function readCheckpoints(path: string, verifier: Verifier): { readonly all: readonly Checkpoint[]; readonly length: number } {
  if (!existsSync(path)) return { all: [], length: 0 }
  const text = readFileSync(path, 'utf8')
  const notes = notesOf(text)
  const all = notes.map((note) => {
    const checkpoint = openCheckpoint(note, verifier)
    if (checkpoint === undefined) throw notAsSigned('a checkpoint is not signed with this key, or is of another log')
    return checkpoint
  })
  const last = notes.at(-1)
  return { all, length: last === undefined ? 0 : Buffer.byteLength(text.slice(0, text.lastIndexOf(last) + last.length), 'utf8') }
}

function notAsSigned(what: string): AuditFault {
  return new AuditFault('not-as-signed', `${what}: "ringwall guard audit verify" says more; move the folder away to begin a new log`)
}
