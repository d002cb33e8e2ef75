import type { Node } from '../node.ts'
import { plainType } from '../yaml-type.ts'

/** What can be written into a tree. */
export type Value = string | number | boolean | null | readonly Value[] | ReadonlyMap<string, Value>

/** Keys and indexes; the index behind the last item of a list adds one. */
export type TreePath = readonly (string | number)[]

export function isMap(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** A value below what is missing of a path. */
export function nested(path: TreePath, value: Value): Value {
  return path.reduceRight<Value>((inner, step) => (typeof step === 'number' ? [inner] : new Map([[step, inner]])), value)
}

/** A tree without places, to be compared: scalars with type and tag. */
type Told = string | undefined | readonly Told[] | ReadonlyMap<string, Told>

export function told(node: Node | undefined): Told {
  if (node === undefined) return undefined
  if (node.kind === 'scalar') return scalar(node.type, node.type === 'null' ? '' : number(node.type, node.text), node.tag)
  if (node.kind === 'sequence') return node.items.map(told)
  return new Map(node.entries.map((entry) => [entry.key, told(entry.value)]))
}

/** The same number in the same way, where nothing is lost by it. */
function number(type: string, text: string): string {
  const value = Number(text)
  return type === 'number' && Number.isFinite(value) && text.length < 16 ? String(value) : text
}

function scalar(type: string, text: string, tag = ''): string {
  return `${type} ${tag} ${text}`
}

export function toldValue(value: Value): Told {
  if (value === null) return scalar('null', '')
  if (isMap(value)) return new Map([...value].map(([key, each]) => [key, toldValue(each)]))
  if (isList(value)) return value.map(toldValue)
  return scalar(typeof value, typeof value === 'number' ? number('number', String(value)) : String(value))
}

/** Trees of one kind: what was read, or what is to be written. */
type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | ReadonlyMap<string, Tree<Leaf>>

export function withValue<Leaf>(tree: Tree<Leaf> | undefined, path: TreePath, value: Tree<Leaf>): Tree<Leaf> {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (typeof step === 'number') {
    const items: Tree<Leaf>[] = Array.isArray(tree) ? [...(tree as readonly Tree<Leaf>[])] : []
    items[step] = withValue(items[step], rest, value)
    return items
  }
  const entries = new Map(tree instanceof Map ? (tree as ReadonlyMap<string, Tree<Leaf>>) : [])
  return entries.set(step, withValue(entries.get(step), rest, value))
}

export function withoutValue<Leaf>(tree: Tree<Leaf>, path: TreePath): Tree<Leaf> {
  const [step, ...rest] = path
  if (tree instanceof Map && typeof step === 'string') {
    const entries = new Map(tree as ReadonlyMap<string, Tree<Leaf>>)
    const below = entries.get(step)
    if (rest.length === 0) entries.delete(step)
    else if (below !== undefined) entries.set(step, withoutValue(below, rest))
    return entries
  }
  if (!Array.isArray(tree) || typeof step !== 'number') return tree
  return (tree as readonly Tree<Leaf>[]).flatMap((each, index) => (index === step ? (rest.length === 0 ? [] : [withoutValue(each, rest)]) : [each]))
}

/** What was read, to be written elsewhere; undefined where another way of writing it could mean something else. */
export function valueOf(node: Node): Value | undefined {
  if (node.tag !== undefined) return undefined
  if (node.kind === 'sequence') return all(node.items.map(valueOf))
  if (node.kind === 'mapping') {
    const values = all(node.entries.map((entry) => valueOf(entry.value)))
    return values === undefined ? undefined : new Map(node.entries.map((entry, index) => [entry.key, values[index] ?? null]))
  }
  if (node.type === 'null') return null
  if (node.type === 'boolean') return node.text === 'true' ? true : node.text === 'false' ? false : undefined
  if (node.type === 'number') return String(Number(node.text)) === node.text ? Number(node.text) : undefined
  return node.quoted || plainType(node.text, '1.1') === 'string' ? node.text : undefined
}

function all(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === values.length ? known : undefined
}

export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((each, index) => isSame(each, other[index]))
  if (!(one instanceof Map)) return one === other
  return other instanceof Map && one.size === other.size && [...one].every(([key, each]) => other.has(key) && isSame(each, other.get(key)))
}
