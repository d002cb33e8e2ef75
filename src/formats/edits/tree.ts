import type { Cannot, Change, Edit, Editor } from '../edit.ts'
import { applyEdits, cannotHold, isTemplated, isUnwritable, templated, unchanged } from '../edit.ts'
import type { Entry, Node, Problem, Span } from '../node.ts'
import { entryOf } from '../node.ts'
import type { TreePath, Value } from './value.ts'
import { isSame, nested, told, toldValue, withValue, withoutValue } from './value.ts'

/** A node where it is written. */
export interface Found {
  readonly node: Node
  /** The node itself or, where it is an alias, the alias. */
  readonly span: Pick<Span, 'start' | 'end'>
  readonly holder?: Node
  readonly entry?: Entry
}

export interface TreeRead {
  readonly root: Node | undefined
  /** What else stands in the file. */
  readonly others: readonly (Node | undefined)[]
  readonly problems: readonly Problem[]
}

/** A format that is a tree. Each proposal is a list of edits, and the best comes first. */
export interface TreeFormat {
  readonly read: (text: string) => TreeRead
  readonly replace: (text: string, found: Found, value: Value) => readonly (readonly Edit[])[]
  /** Adds below a node (or in an empty file) what is missing of a path; `above` leads to the node. */
  readonly add: (
    text: string,
    holder: Node | undefined,
    rest: TreePath,
    value: Value,
    above: TreePath,
    root: Node | undefined,
  ) => readonly (readonly Edit[])[]
  readonly remove: (text: string, found: Found) => readonly (readonly Edit[])[]
}

/** The node as it is written in its place: an alias rather than what it stands for. */
export function written(node: Node): Span {
  return node.via.at(-1) ?? node.span
}

interface Located {
  readonly found: Found | undefined
  /** What is missing of the path, behind what was found. */
  readonly rest: TreePath
}

function locate(root: Node | undefined, path: TreePath): Located | Cannot {
  let found: Found | undefined = root === undefined ? undefined : { node: root, span: root.span }
  for (const [depth, step] of path.entries()) {
    const holder: Node | undefined = found?.node
    if (holder === undefined || (holder.kind === 'scalar' && holder.type === 'null')) return { found, rest: path.slice(depth) }
    if (holder.via.length > 0) return { cannot: 'it stands behind an alias, whose text other places use too' }
    const entry: Entry | undefined = typeof step === 'string' ? entryOf(holder, step) : undefined
    const node: Node | undefined = typeof step === 'number' && holder.kind === 'sequence' ? holder.items[step] : entry?.value
    const isThere = node !== undefined && (entry === undefined || entry.via.length === 0)
    if (!isThere) {
      const fits = typeof step === 'string' ? holder.kind === 'mapping' : holder.kind === 'sequence' && step === holder.items.length
      if (!fits) return { cannot: 'the path does not fit what is written: there is another kind of value' }
      if (node !== undefined && depth < path.length - 1) return { cannot: 'it stands behind a merge key, whose text other places use too' }
      return { found, rest: path.slice(depth) }
    }
    found = { node, span: written(node), holder, ...(entry === undefined ? {} : { entry }) }
  }
  return { found, rest: [] }
}

const reaches: Cannot = { cannot: 'the change would reach other places, or the format cannot hold the value' }

export function treeEditor(format: TreeFormat): Editor<TreePath, Value> {
  /** The first proposal that is understood as it is meant. */
  function chosen(text: string, before: TreeRead, proposals: readonly (readonly Edit[])[], meant: unknown): readonly Edit[] | undefined {
    return proposals.find((edits) => {
      const after = format.read(applyEdits(text, edits))
      return (
        after.problems.length <= before.problems.length && isSame(told(after.root), meant) && isSame(after.others.map(told), before.others.map(told))
      )
    })
  }

  function set(text: string, path: TreePath, value: Value): Change | Cannot {
    if (path.length === 0 || [...path, ...textsIn(value)].some((each) => typeof each === 'string' && isUnwritable(each))) return cannotHold
    const before = format.read(text)
    const fault = faultIn(before)
    if (fault !== undefined) return fault
    const at = locate(before.root, path)
    if ('cannot' in at) return at
    const { found, rest } = at
    const isNull = found?.node.kind === 'scalar'
    if (found !== undefined && rest.length === 0 && isSame(told(found.node), toldValue(value))) return unchanged
    if (found !== undefined && (rest.length === 0 || isNull) && isTemplated(text.slice(found.span.start, found.span.end))) return templated
    const meant = withValue(told(before.root), path, toldValue(value))
    const proposals =
      found !== undefined && (rest.length === 0 || isNull)
        ? format.replace(text, found, nested(rest, value))
        : format.add(text, found?.node, rest, value, path.slice(0, path.length - rest.length), before.root)
    const edits = chosen(text, before, proposals, meant)
    if (edits === undefined) return reaches
    const line = found?.entry?.keySpan.line
    return { edits, notes: before.problems.filter((each) => rest.length === 0 && each.line === line).map(({ message }) => message) }
  }

  function remove(text: string, path: TreePath): Change | Cannot {
    const before = format.read(text)
    const fault = faultIn(before)
    if (fault !== undefined) return fault
    const at = locate(before.root, path)
    if ('cannot' in at) return at
    if (at.found === undefined || at.rest.length > 0) {
      const isMerged = at.found !== undefined && at.rest.length === 1 && entryOf(at.found.node, String(at.rest[0])) !== undefined
      return isMerged ? { cannot: 'it comes from a merge key, whose text other places use too' } : unchanged
    }
    if (at.found.holder === undefined) return { cannot: 'the whole of a file is not taken out' }
    if (isTemplated(text.slice(at.found.span.start, at.found.span.end))) return templated
    const edits = chosen(text, before, format.remove(text, at.found), withoutValue(told(before.root), path))
    return edits === undefined ? { cannot: 'it cannot be taken out without changing something else' } : { edits, notes: [] }
  }

  return { set, remove }
}

/** Nobody edits what cannot be read; keys that repeat, and templates, are no faults. */
function faultIn({ problems }: TreeRead): Cannot | undefined {
  const fault = problems.find(({ message }) => !/is written twice; the last one counts|template/.test(message))
  return fault === undefined ? undefined : { cannot: `the file has a fault in line ${fault.line}: ${fault.message}` }
}

function textsIn(value: Value): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((each: Value) => textsIn(each))
  return value instanceof Map ? [...value].flatMap(([key, each]: [string, Value]) => [key, ...textsIn(each)]) : [value]
}
