import type { Place } from '../../model/place.ts'
import type { Setting, Traced, Unresolved } from '../../model/setting.ts'
import type { Input } from '../input.ts'
import type { Field, Leaf, Value } from './tree.ts'

export function get(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  let at = value
  for (const key of path) {
    if (at?.kind !== 'table') return undefined
    at = at.fields.get(key)?.value
    if (at?.tag === '!reset') return undefined
  }
  return at
}

export function fields(value: Value | undefined): readonly Field[] {
  return value?.kind === 'table' ? [...value.fields.values()].filter((field) => field.value.tag !== '!reset') : []
}

/** A scalar that is not null. */
export function leaf(value: Value | undefined): Leaf | undefined {
  return value?.kind === 'leaf' && !value.isNull ? value : undefined
}

/** The plain setting of a leaf, without what only the reader needs. */
export function plain(from: Leaf): Setting {
  return { value: from.value, trail: from.trail, unresolved: from.unresolved }
}

export function text(value: Value | undefined): Setting | undefined {
  const found = leaf(value)
  return found === undefined ? undefined : plain(found)
}

/** The scalars of a list, or the one scalar that stands in its place. */
export function leaves(value: Value | undefined): readonly Leaf[] {
  if (value?.kind === 'list') return value.items.flatMap((item) => leaf(item) ?? [])
  const single = leaf(value)
  return single === undefined ? [] : [single]
}

export function texts(value: Value | undefined): readonly Setting[] {
  return leaves(value).map(plain)
}

/** The items of a list; a single value counts as a list of one. */
export function items(value: Value | undefined): readonly Value[] {
  if (value === undefined) return []
  return value.kind === 'list' ? value.items : [value]
}

/** Compose takes the YAML 1.1 words too (compose-go v2.6, loader/interpolate.go). */
export function boolean(value: Value | undefined): Traced<boolean> | undefined {
  const found = leaf(value)
  if (found === undefined) return undefined
  const word = found.value.toLowerCase()
  if (['true', 'yes', 'on', 'y'].includes(word)) return { value: true, trail: found.trail }
  return ['false', 'no', 'off', 'n'].includes(word) ? { value: false, trail: found.trail } : undefined
}

/** `undefined` as value: the key stands alone. */
export interface Pair {
  readonly key: string
  readonly value: Setting | undefined
  readonly trail: readonly Place[]
  /** Record of the file that it is written in. */
  readonly input: Input
}

/** What may be written as a mapping or as a list of `KEY=value`. */
export function pairs(value: Value | undefined): readonly Pair[] {
  if (value?.kind === 'table') {
    return fields(value).flatMap(({ key, value: inner }) =>
      inner.kind === 'leaf'
        ? [{ key, value: text(inner), trail: inner.trail, input: inner.source.input }]
        : leaves(inner).map((each) => ({ key, value: plain(each), trail: each.trail, input: each.source.input })),
    )
  }
  return leaves(value).map((item) => {
    const cut = item.value.indexOf('=')
    if (cut === -1) return { key: item.value, value: undefined, trail: item.trail, input: item.source.input }
    return { key: item.value.slice(0, cut), value: part(item, item.value.slice(cut + 1)), trail: item.trail, input: item.source.input }
  })
}

/** A part cut out of a setting, without what only the reader needs. */
export function part(from: Setting, value: string): Setting {
  return { value, trail: from.trail, unresolved: from.unresolved.filter((hole) => value.includes(hole.text)) }
}

/** The same length of text with what is unresolved blotted out, so that separators inside of it do not count. */
export function masked(value: string, unresolved: readonly Unresolved[]): string {
  let result = value
  for (const hole of unresolved) {
    if (hole.text !== '') result = result.replaceAll(hole.text, '\u0001'.repeat(hole.text.length))
  }
  return result
}

/** Splits at a separator that stands outside of what is unresolved. */
export function split(from: Setting, separator: string): readonly string[] {
  if (from.unresolved.length === 0) return from.value.split(separator)
  const mask = masked(from.value, from.unresolved)
  const parts: string[] = []
  let start = 0
  for (let at = mask.indexOf(separator); at !== -1; at = mask.indexOf(separator, start)) {
    parts.push(from.value.slice(start, at))
    start = at + separator.length
  }
  return [...parts, from.value.slice(start)]
}
