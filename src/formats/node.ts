/** Where something is written: lines from 1, offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly line: number
  readonly endLine: number
  readonly start: number
  readonly end: number
}

/** The one tree that YAML, JSON, TOML and other settings files become. */
export type Node = Scalar | Sequence | Mapping

interface NodeBase {
  /** Where it is written; behind an alias that is at the anchor. */
  readonly span: Span
  /** The aliases and merge keys that lead to it, nearest to the value first. */
  readonly via: readonly Span[]
  readonly tag?: string
}

export interface Scalar extends NodeBase {
  readonly kind: 'scalar'
  /** The value as text, after unquoting; plain values as written. */
  readonly text: string
  readonly type: ScalarType
  readonly quoted: boolean
}

export type ScalarType = 'string' | 'number' | 'boolean' | 'null'

export interface Sequence extends NodeBase {
  readonly kind: 'sequence'
  readonly items: readonly Node[]
}

export interface Mapping extends NodeBase {
  readonly kind: 'mapping'
  readonly entries: readonly Entry[]
}

export interface Entry {
  readonly key: string
  readonly keySpan: Span
  readonly value: Node
  readonly via: readonly Span[]
}

export interface Problem {
  readonly line: number
  readonly message: string
}

export interface Parsed<T> {
  readonly value: T | undefined
  readonly problems: readonly Problem[]
}

export const noVia: readonly Span[] = []

export function isScalar(node: Node | undefined): node is Scalar {
  return node?.kind === 'scalar'
}

export function isMapping(node: Node | undefined): node is Mapping {
  return node?.kind === 'mapping'
}

/** The entries of a mapping; none for anything else. */
export function entriesOf(node: Node | undefined): readonly Entry[] {
  return node?.kind === 'mapping' ? node.entries : []
}

export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'sequence' ? node.items : []
}

/** The entry that a mapping has under a key; the last one where a syntax lets keys repeat. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  return entriesOf(node).findLast((entry) => entry.key === key)
}

/** The node at a path of keys and indexes. */
export function child(node: Node | undefined, ...path: readonly (string | number)[]): Node | undefined {
  let at = node
  for (const step of path) {
    at = typeof step === 'number' ? itemsOf(at)[step] : entryOf(at, step)?.value
    if (at === undefined) return undefined
  }
  return at
}

/** The text of a scalar; undefined for null and for anything else. */
export function scalarText(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type !== 'null' ? node.text : undefined
}

export interface Visited {
  readonly path: readonly (string | number)[]
  readonly node: Scalar
  /** The entry that holds the scalar, where one does. */
  readonly entry?: Entry
}

/** Every scalar below a node with its path, in the order of the tree. */
export function* walkScalars(node: Node | undefined, path: readonly (string | number)[] = [], entry?: Entry): Generator<Visited> {
  if (node === undefined) return
  if (node.kind === 'scalar') {
    yield entry === undefined ? { path, node } : { path, node, entry }
  } else if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) yield* walkScalars(item, [...path, index])
  } else {
    for (const each of node.entries) yield* walkScalars(each.value, [...path, each.key], each)
  }
}
