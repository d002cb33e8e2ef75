import { sha256 } from '../../protocols/sha256.ts'

// RFC 6962, section 2.1: leaves and nodes are hashed with another first byte, so that none is taken for the other

export function leafHash(content: Uint8Array | string): Buffer {
  return hashOf(typeof content === 'string' ? `\0${content}` : Buffer.concat([leafMark, content]))
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hashOf(Buffer.concat([nodeMark, left, right]))
}

const leafMark = Buffer.of(0)
const nodeMark = Buffer.of(1)

/** By way of a text: memory of its own for each hash costs twice as much as the hash. */
function hashOf(content: Uint8Array | string): Buffer {
  return Buffer.from(sha256(content, 'binary'), 'latin1')
}

/** A tree that grows: it holds one hash for each full subtree, the largest first, which is what its root and its growth need. */
export interface Tree {
  readonly size: () => number
  readonly append: (leaf: Buffer) => void
  readonly root: () => Buffer
  readonly peaks: () => readonly Buffer[]
}

/** Goes on from the peaks of so many leaves; their number is the number of ones in the size, as bits. */
export function growTree(size = 0, from: readonly Buffer[] = []): Tree {
  if (from.length !== onesOf(size)) throw new RangeError('these are not the peaks of a tree of this size')
  let leaves = size
  const peaks = [...from]
  return {
    size: () => leaves,
    append(leaf) {
      let hash = leaf
      // arithmetic, not bits: sizes may be beyond 32 of them
      for (let rest = leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) hash = nodeHash(peaks.pop()!, hash)
      peaks.push(hash)
      leaves++
    },
    root: () => (peaks.length === 0 ? hashOf('') : peaks.reduceRight((right, left) => nodeHash(left, right))),
    peaks: () => [...peaks],
  }
}

export function onesOf(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}

/** The largest power of two below. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** Root of the leaves from one number up to another. */
export type Roots = (from: number, to: number) => Buffer

/** Of leaves, the first of which has this number; of those before it there are the peaks alone. */
export function rootsOf(leaves: readonly Buffer[], first = 0, peaks: readonly Buffer[] = []): Roots {
  const whole = new Map<string, Buffer>()
  let end = 0
  for (const peak of peaks) {
    let width = 1
    while (width * 2 <= first - end) width *= 2
    whole.set(`${end} ${end + width}`, peak)
    end += width
  }
  const roots: Roots = (from, to) => {
    const peak = whole.get(`${from} ${to}`)
    if (peak !== undefined) return peak
    if (from >= first) {
      const tree = growTree()
      for (let at = from; at < to; at++) tree.append(leaves[at - first]!)
      return tree.root()
    }
    if (to - from <= 1) throw new RangeError('a proof about records that are not here')
    const split = from + splitOf(to - from)
    return nodeHash(roots(from, split), roots(split, to))
  }
  return roots
}

/** The hashes that lead from a leaf to the root of a tree of this size (2.1.1), the lowest first. */
export function inclusionProof(roots: Roots, index: number, size: number, from = 0): readonly Buffer[] {
  if (size - from <= 1) return []
  const split = from + splitOf(size - from)
  return index < split
    ? [...inclusionProof(roots, index, split, from), roots(split, size)]
    : [...inclusionProof(roots, index, size, split), roots(from, split)]
}

/** The hashes that show a tree of `old` leaves to be the beginning of one of this size (2.1.2). */
export function consistencyProof(roots: Roots, old: number, size: number): readonly Buffer[] {
  return old === 0 || old === size ? [] : subproof(roots, old, 0, size, true)
}

function subproof(roots: Roots, old: number, from: number, to: number, isWhole: boolean): readonly Buffer[] {
  if (old === to) return isWhole ? [] : [roots(from, to)]
  const split = from + splitOf(to - from)
  return old <= split
    ? [...subproof(roots, old, from, split, isWhole), roots(split, to)]
    : [...subproof(roots, old, split, to, false), roots(from, split)]
}

/** RFC 9162, section 2.1.3.2. */
export function isIncluded(leaf: Buffer, index: number, size: number, proof: readonly Buffer[], root: Buffer): boolean {
  if (index >= size) return false
  let [at, last, hash] = [index, size - 1, leaf]
  for (const next of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(next, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else hash = nodeHash(hash, next)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && hash.equals(root)
}

/** RFC 9162, section 2.1.4.2. */
export function isConsistent(old: number, size: number, oldRoot: Buffer, root: Buffer, proof: readonly Buffer[]): boolean {
  if (old > size) return false
  if (old === size) return proof.length === 0 && oldRoot.equals(root)
  if (old === 0) return proof.length === 0
  const isPower = onesOf(old) === 1
  const path = isPower ? [oldRoot, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined) return false
  let [at, last] = [old - 1, size - 1]
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  let [one, other] = [first, first]
  for (const next of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      one = nodeHash(next, one)
      other = nodeHash(next, other)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else other = nodeHash(other, next)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && one.equals(oldRoot) && other.equals(root)
}
