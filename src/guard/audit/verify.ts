import type { Checkpoint } from './checkpoint.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Verifier } from './note.ts'
import type { AuditRecord } from './record.ts'
import { readLine, saidLeaf } from './record.ts'
import type { FileLine } from './segment.ts'
import { parseHeader } from './segment.ts'
import type { Part } from './sources.ts'
import type { Tree } from './tree.ts'
import { growTree } from './tree.ts'

/** What is not as it was signed. */
export interface Problem {
  /** Number of the first record that it is about. */
  readonly record: number
  readonly where: string
  readonly what: string
}

export interface Verification {
  /** Records from `first` up to before `end`; those before `signed` are what a checkpoint says. */
  readonly first: number
  readonly end: number
  readonly signed: number
  readonly checkpoints: number
  /** Checkpoints that were kept elsewhere and say the same. */
  readonly outside: number
  /** Where the log itself says that something is missing. */
  readonly gaps: readonly AuditRecord[]
  /** In the order in which they were met; the first is about the first bad record. */
  readonly problems: readonly Problem[]
}

/** Records, and milliseconds from the first of them to the last, that may stand behind the last checkpoint: far more than a writer lets. */
const mostUnsigned = 10_000
const longestUnsigned = 300_000

/**
 * Holds records against the checkpoints beside them and those kept elsewhere. Nothing but the public key is needed. A record whose content was
 * changed is named; where its hash was changed with it, the records between two checkpoints are.
 */
export function verifyParts(parts: readonly Part[], verifier: Verifier, outside: readonly Checkpoint[]): Verification {
  const run = beginRun(outside)
  for (const [at, part] of parts.entries()) readPart(run, part, verifier, at === 0)
  holdEnd(run, parts.at(-1)?.name ?? 'the log', outside)
  const { first, tree, signed, checkpoints, gaps, problems } = run
  const agreed = outside.filter(({ size }) => run.agreed.has(size)).length
  return { first, end: tree.size(), signed, checkpoints, outside: agreed, gaps, problems }
}

/** How far it was read. */
interface Run {
  tree: Tree
  first: number
  signed: number
  checkpoints: number
  /** Behind a record too many or too few no root is that of its checkpoint: the next segment says where to go on. */
  isComparable: boolean
  /** When the first and the last record were written that no checkpoint is about. */
  unsigned: { readonly from: string; readonly to: string } | undefined
  /** By size: what was kept elsewhere, and where it says the same. */
  readonly elsewhere: ReadonlyMap<number, Buffer>
  readonly agreed: Set<number>
  readonly gaps: AuditRecord[]
  readonly problems: Problem[]
}

function beginRun(outside: readonly Checkpoint[]): Run {
  return {
    tree: growTree(),
    first: 0,
    signed: 0,
    checkpoints: 0,
    isComparable: true,
    unsigned: undefined,
    elsewhere: new Map(outside.map(({ size, root }) => [size, root])),
    agreed: new Set(),
    gaps: [],
    problems: [],
  }
}

function readPart(run: Run, part: Part, verifier: Verifier, isFirst: boolean): void {
  const marks = new Map<number, Buffer>()
  for (const [at, note] of part.notes().entries()) {
    const opened = openCheckpoint(note, verifier)
    if (opened === undefined) report(run, `${part.name}, checkpoint ${at + 1}`, 'it is not signed with this key, or is of another log')
    else if (marks.get(opened.size)?.equals(opened.root) === false)
      report(run, `${part.name}, checkpoint ${at + 1}`, `another checkpoint of ${opened.size} records says something else`)
    else marks.set(opened.size, opened.root)
  }
  // the first one beside a segment is about the records of the one before
  const mark = marks.get(run.tree.size())
  if (!isFirst && run.isComparable && mark?.equals(run.tree.root()) === false) differs(run, part.name, run.tree.size(), 'its checkpoint')
  const lines = part.lines[Symbol.iterator]()
  if (!readHeader(run, part.name, lines.next().value as FileLine | undefined, verifier, isFirst)) return
  holdRoot(run, part.name, marks)
  for (let next = lines.next(), number = 2; next.done !== true; next = lines.next(), number++) {
    readRecord(run, `${part.name}:${number}`, next.value)
    holdRoot(run, part.name, marks)
  }
  for (const size of marks.keys())
    if (size > run.tree.size()) report(run, part.name, `a checkpoint beside it is about ${size} records: those from here on were removed`)
}

/** False: there is nothing to go on with. */
function readHeader(run: Run, name: string, line: FileLine | undefined, { name: origin }: Verifier, isFirst: boolean): boolean {
  const header = line?.isWhole === true ? parseHeader(line.bytes.toString('utf8')) : undefined
  if (header === undefined || header.origin !== origin) {
    report(run, `${name}:1`, header === undefined ? 'it is no first line of a log' : `it is of the log ${JSON.stringify(header.origin)}`)
    run.isComparable = false
    return false
  }
  const tree = growTree(header.first, header.peaks)
  if (isFirst) {
    run.first = header.first
    run.signed = header.first
  } else if (header.first !== run.tree.size())
    report(
      run,
      `${name}:1`,
      `it begins with record ${header.first}: ${header.first > run.tree.size() ? 'those from here to there were removed' : 'it stands here twice'}`,
    )
  else if (run.isComparable && !tree.root().equals(run.tree.root())) report(run, `${name}:1`, 'it is not about the records before it')
  run.tree = tree
  run.isComparable = true
  return true
}

function readRecord(run: Run, where: string, { bytes, isWhole }: FileLine): void {
  const seq = run.tree.size()
  const line = readLine(bytes, seq)
  if (!('wrong' in line) && isWhole) {
    run.tree.append(line.leaf)
    run.unsigned = { from: run.unsigned?.from ?? line.record.at, to: line.record.at }
    if (line.record.kind === 'gap') run.gaps.push(line.record)
    return
  }
  const said = saidLeaf(bytes)
  const moved = 'wrong' in line && line.seq !== undefined && line.seq !== seq
  report(run, where, 'wrong' in line ? line.wrong : 'it was not written to its end')
  // with the hash that it should have, the others are still held against their checkpoints
  if (!moved && said.length === 32 && isWhole) return run.tree.append(said)
  run.isComparable = false
  run.tree = growTree(...upTo(moved && 'seq' in line && line.seq! >= seq ? line.seq! + 1 : seq + 1))
}

/** A tree of a size of which nothing but the size is known. */
function upTo(size: number): readonly [number, readonly Buffer[]] {
  const peaks: Buffer[] = []
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) if (rest % 2 === 1) peaks.push(Buffer.alloc(32))
  return [size, peaks]
}

/** At a size that a checkpoint is about. */
function holdRoot(run: Run, name: string, marks: ReadonlyMap<number, Buffer>): void {
  const size = run.tree.size()
  const inside = marks.get(size)
  if (!run.isComparable) return
  if (inside !== undefined && !inside.equals(run.tree.root())) return differs(run, name, size, 'its checkpoint')
  if (inside !== undefined) {
    run.checkpoints++
    run.signed = size
    run.unsigned = undefined
  }
  const outside = run.elsewhere.get(size)
  if (outside !== undefined && !outside.equals(run.tree.root())) return differs(run, name, size, 'a checkpoint that was kept elsewhere')
  if (outside !== undefined) run.agreed.add(size)
}

function differs(run: Run, name: string, size: number, what: string): void {
  const from = Math.min(run.signed, Math.max(0, size - 1))
  run.problems.push({ record: from, where: name, what: `of the records ${from} to ${size - 1} at least one is not what ${what} says` })
  run.isComparable = false
}

function holdEnd(run: Run, name: string, outside: readonly Checkpoint[]): void {
  const end = run.tree.size()
  const longest = Math.max(0, ...outside.map(({ size }) => size))
  if (longest > end) report(run, name, `a checkpoint that was kept elsewhere is about ${longest} records: those from here on were removed`)
  const duration = run.unsigned === undefined ? 0 : Date.parse(run.unsigned.to) - Date.parse(run.unsigned.from)
  const isNothing = run.checkpoints === 0 && end > run.first
  if (run.problems.length === 0 && (isNothing || end - run.signed > mostUnsigned || duration > longestUnsigned))
    run.problems.push({ record: run.signed, where: name, what: `no checkpoint is about the records from here to ${end - 1}: they may be anybody's` })
}

function report(run: Run, where: string, what: string): void {
  run.problems.push({ record: run.tree.size(), where, what })
}
