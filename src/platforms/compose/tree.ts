import type { Mapping, Node, Scalar, Span } from '../../formats/node.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Input } from '../input.ts'
import { addGap, placeAt } from '../input.ts'
import type { Lookup } from './interpolate.ts'
import { interpolate } from './interpolate.ts'
import { numberText } from './number.ts'
import { placeholders } from './placeholder.ts'

/** A part of a Compose file with its variables put in, that remembers where it is written. */
export type Value = Leaf | List | Table

interface Origin {
  /** First where it is written, then what led to it. */
  readonly trail: readonly Place[]
  readonly tag?: string
  readonly source: Source
}

export interface Leaf extends Setting, Origin {
  readonly kind: 'leaf'
  readonly isNull: boolean
}

export interface List extends Origin {
  readonly kind: 'list'
  readonly items: readonly Value[]
}

export interface Table extends Origin {
  readonly kind: 'table'
  readonly fields: ReadonlyMap<string, Field>
}

export interface Field {
  readonly key: string
  /** Line of the key. */
  readonly at: Place
  readonly value: Value
}

/** The file that a value comes from, and how its texts are to be read. */
export interface Source {
  readonly input: Input
  /** Absolute. */
  readonly path: string
  /** Folder where the file's relative paths start. */
  readonly base: string
  readonly lookup: Lookup
  /** The `extends` and `include` lines through which the file is reached. */
  readonly via: readonly Place[]
  readonly budget: Budget
}

/** Bounds the work that one deployment can ask for, whatever its files include and extend. */
export interface Budget {
  values: number
  files: number
}

const noField = new Map<string, Field>()

export function convert(node: Node, source: Source): Value {
  if (source.budget.values-- <= 0) {
    addGap(source.input, 'too complex: the rest is not read', node.span.line, true)
    return { kind: 'leaf', value: '', isNull: true, unresolved: [], trail: trailOf(node, source), source }
  }
  if (node.kind === 'scalar') return convertScalar(node, source)
  const origin = node.tag === undefined ? { trail: trailOf(node, source), source } : { trail: trailOf(node, source), source, tag: node.tag }
  if (node.kind === 'sequence')
    return { kind: 'list', items: node.items.filter((item) => item.tag !== '!reset').map((item) => convert(item, source)), ...origin }
  return { kind: 'table', fields: fieldsOf(node, source), ...origin }
}

function fieldsOf(node: Mapping, source: Source): ReadonlyMap<string, Field> {
  if (node.entries.length === 0) return noField
  const fields = new Map<string, Field>()
  for (const entry of node.entries) {
    fields.set(entry.key, { key: entry.key, at: placeAt(source.input.file, entry.keySpan), value: convert(entry.value, source) })
  }
  return fields
}

function convertScalar(node: Scalar, source: Source): Leaf {
  const trail = trailOf(node, source)
  const origin = node.tag === undefined ? { source } : { source, tag: node.tag }
  const isNull = node.type === 'null' && !node.quoted
  if (node.type !== 'string') {
    const value = isNull ? '' : node.type === 'boolean' ? node.text.toLowerCase() : numberText(node.text)
    return { kind: 'leaf', value, isNull, unresolved: [], trail, ...origin }
  }
  const isPlain = !node.text.includes('$') && !node.text.includes('<')
  if (isPlain) return { kind: 'leaf', value: node.text, isNull, unresolved: [], trail, ...origin }
  const { text, trail: variables, unresolved, whole, problems } = interpolate(node.text, source.lookup)
  const holes = [...unresolved, ...placeholders(node.text)]
  for (const problem of problems) addGap(source.input, problem, node.span.line)
  for (const hole of holes) addGap(source.input, hole.why, node.span.line)
  // a value that is only partly a variable's is written here
  const places = variables.length === 0 ? trail : whole ? [...variables, ...trail] : [...trail, ...variables]
  return { kind: 'leaf', value: text, isNull, unresolved: holes, trail: places, ...origin }
}

function trailOf(node: Node, source: Source): readonly Place[] {
  const file = source.input.file
  const first = placeAt(file, node.span)
  if (node.via.length === 0 && source.via.length === 0) return [first]
  return [first, ...node.via.map((span: Span) => placeAt(file, span)), ...source.via]
}
