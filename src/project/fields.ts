import type { Mapping, Node } from '../formats/node.ts'
import { entryOf } from '../formats/node.ts'
import type { Place } from '../model/place.ts'
import { nearest } from './nearest.ts'

/** A thing that the project file says wrongly. */
export interface Mistake {
  readonly place: Place
  readonly message: string
}

/** One reading of a project file: everything that is wrong with it is collected, not only the first. */
export interface Reading {
  readonly file: string
  readonly mistakes: Mistake[]
}

/** The keys that a mapping may have; those with `true` it must have. */
export type Keys = Readonly<Record<string, boolean>>

/** A mapping whose keys were checked. */
export interface Fields {
  readonly node: Mapping
  /** What it is, for messages: `a waiver`. */
  readonly what: string
  readonly at: Place
  readonly reading: Reading
}

export function mistake(reading: Reading, node: Pick<Node, 'span'>, message: string): undefined {
  reading.mistakes.push({ place: placeOf(reading, node), message })
}

export function placeOf(reading: Reading, { span }: Pick<Node, 'span'>): Place {
  return { file: reading.file, line: span.line }
}

/** Opens a mapping: unknown keys and missing ones are mistakes. */
export function fieldsOf(node: Node, what: string, keys: Keys, reading: Reading): Fields | undefined {
  if (node.kind !== 'mapping') return mistake(reading, node, `${what} is a mapping with the keys ${Object.keys(keys).join(', ')}`)
  for (const { key, keySpan } of node.entries) {
    if (!Object.hasOwn(keys, key)) mistake(reading, { span: keySpan }, `${what} has no key "${shown(key)}"${nearest(key, Object.keys(keys))}`)
  }
  for (const [key, isRequired] of Object.entries(keys)) {
    if (isRequired && entryOf(node, key) === undefined) mistake(reading, node, `${what} needs the key "${key}"`)
  }
  return { node, what, at: placeOf(reading, node), reading }
}

export function nodeOf({ node }: Fields, key: string): Node | undefined {
  return entryOf(node, key)?.value
}

/** Text that is not empty. */
export function text(fields: Fields, key: string): string | undefined {
  const node = nodeOf(fields, key)
  return node === undefined ? undefined : textOf(node, `"${key}" of ${fields.what}`, fields.reading)
}

/** What is missing was a mistake already: the result is never used then. */
export function requiredText(fields: Fields, key: string): string {
  return text(fields, key) ?? ''
}

export function textOf(node: Node, what: string, reading: Reading): string | undefined {
  if (node.kind !== 'scalar') return mistake(reading, node, `${what} is one text`)
  if (node.type !== 'string') return mistake(reading, node, `${what} is a text: put ${node.type === 'null' ? 'one there' : 'it in quotes'}`)
  return node.text === '' ? mistake(reading, node, `${what} is empty`) : node.text
}

export function texts(fields: Fields, key: string): readonly string[] {
  return items(fields, key).flatMap((item) => textOf(item, `an entry of "${key}" of ${fields.what}`, fields.reading) ?? [])
}

/** The entries of a list; none when the key is not there. */
export function items(fields: Fields, key: string): readonly Node[] {
  const node = nodeOf(fields, key)
  if (node === undefined) return []
  if (node.kind === 'sequence') return node.items
  mistake(fields.reading, node, `"${key}" of ${fields.what} is a list`)
  return []
}

export function flag(fields: Fields, key: string): boolean {
  const node = nodeOf(fields, key)
  if (node === undefined) return false
  if (node.kind !== 'scalar' || node.type !== 'boolean') mistake(fields.reading, node, `"${key}" of ${fields.what} is true or false`)
  return node.kind === 'scalar' && node.text.toLowerCase() === 'true'
}

/** One of a closed set of words. */
export function word<T extends string>(fields: Fields, key: string, allowed: readonly T[]): T | undefined {
  const node = nodeOf(fields, key)
  if (node === undefined) return undefined
  const written = node.kind === 'scalar' && node.type === 'string' ? node.text : ''
  const found = allowed.find((each) => each === written)
  return found ?? mistake(fields.reading, node, `"${key}" of ${fields.what} is one of ${allowed.join(', ')}${nearest(written, allowed)}`)
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function date(fields: Fields, key: string): string {
  const node = nodeOf(fields, key)
  if (node === undefined) return ''
  if (node.kind === 'scalar' && node.type === 'string' && isDay(node.text)) return node.text
  mistake(fields.reading, node, `"${key}" of ${fields.what} is a date such as 2027-03-31`)
  return ''
}

/** True for a day that the calendar has. */
export function isDay(written: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(written)) return false
  const time = Date.parse(`${written}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written)
}

export function port(fields: Fields, key: string): number | undefined {
  const node = nodeOf(fields, key)
  if (node === undefined) return undefined
  const number = node.kind === 'scalar' && node.type === 'number' && /^[0-9]{1,5}$/.test(node.text) ? Number(node.text) : 0
  return number >= 1 && number <= 65535 ? number : mistake(fields.reading, node, `"${key}" of ${fields.what} is a port between 1 and 65535`)
}

/** A key as a message shows it. */
function shown(key: string): string {
  return key.length > 40 ? `${key.slice(0, 40)}...` : key
}
