import type { Cannot, Change, Edit, Editor } from '../edit.ts'
import { applyEdits, areApart, cannotHold, isTemplated, isUnwritable, templated, unchanged } from '../edit.ts'
import type { Entry, Node, Problem, Span } from '../node.ts'
import { child, entryOf } from '../node.ts'
import { inSteps } from './steps.ts'
import type { TreePath, Value } from './value.ts'
import { isSame, nested, told, toldValue, valueOf, withValue, withoutValue } from './value.ts'

/** A node where it is written. */
export interface Found {
  readonly node: Node
  /** The node itself or, where it is an alias, the alias. */
  readonly span: Pick<Span, 'start' | 'end'>
  readonly holder?: Node
  readonly entry?: Entry
  /** Where the node is shared by an alias: what is to be given below it alone. */
  readonly below?: { readonly path: TreePath; readonly value: Value }
}

/** What a merge key brings in, and what is to be given below it alone. */
export interface Merged {
  readonly node: Node
  readonly path: TreePath
  readonly value: Value
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
    merged?: Merged,
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
  /** What an alias or a merge key brings in there, and the rest of the path within it. */
  readonly shared?: { readonly node: Node; readonly path: TreePath }
}

const misfit: Cannot = { cannot: 'the path does not fit what is written: there is another kind of value' }

function locate(root: Node | undefined, path: TreePath): Located | Cannot {
  let found: Found | undefined = root === undefined ? undefined : { node: root, span: root.span }
  let local: Located | undefined
  for (const [depth, step] of path.entries()) {
    const holder: Node | undefined = found?.node
    if (holder === undefined || (holder.kind === 'scalar' && holder.type === 'null')) return local ?? { found, rest: path.slice(depth) }
    if (holder.via.length > 0) local ??= { found, rest: [], shared: { node: holder, path: path.slice(depth) } }
    const entry: Entry | undefined = typeof step === 'string' ? entryOf(holder, step) : undefined
    const node: Node | undefined = typeof step === 'number' && holder.kind === 'sequence' ? holder.items[step] : entry?.value
    const isMerged = node !== undefined && entry !== undefined && entry.via.length > 0
    if (node === undefined || isMerged) {
      const fits = typeof step === 'string' ? holder.kind === 'mapping' : holder.kind === 'sequence' && step === holder.items.length
      if (!fits) return misfit
      if (node === undefined || depth === path.length - 1) return local ?? { found, rest: path.slice(depth) }
      local ??= { found, rest: [step], shared: { node, path: path.slice(depth + 1) } }
    }
    found = { node, span: written(node), holder, ...(entry === undefined ? {} : { entry }) }
  }
  return local ?? { found, rest: [] }
}

export interface TreeEditor extends Editor<TreePath, Value> {
  /** Gives several settings their values: the same as one after the other, and the text is read once where they do not meet. */
  readonly setAll: (text: string, wanted: readonly (readonly [path: TreePath, value: Value])[]) => Change | Cannot
}

const reaches: Cannot = { cannot: 'the change would reach other places, or the format cannot hold the value' }

export function treeEditor(format: TreeFormat): TreeEditor {
  /** The first proposal that is understood as it is meant. */
  function chosen(text: string, before: TreeRead, proposals: readonly (readonly Edit[])[], meant: unknown): readonly Edit[] | undefined {
    return proposals.filter(areApart).find((edits) => {
      const after = format.read(applyEdits(text, edits))
      return (
        after.problems.length <= before.problems.length && isSame(told(after.root), meant) && isSame(after.others.map(told), before.others.map(told))
      )
    })
  }

  /** Writes out what others share, changed, in the one place where it is meant. */
  function locally(
    text: string,
    before: TreeRead,
    at: Located,
    path: TreePath,
    change: (shared: Value) => Value,
    meant: unknown,
    below?: Found['below'],
  ) {
    const copy = at.shared === undefined ? undefined : valueOf(at.shared.node)
    if (copy === undefined || textsIn(copy).some((each) => typeof each === 'string' && isTemplated(each)))
      return { cannot: 'it stands behind an alias or a merge key, whose text other places use too, and a copy of it might not say the same' }
    const value = change(copy)
    const proposals =
      at.rest.length === 0
        ? at.found === undefined
          ? []
          : format.replace(text, below === undefined ? at.found : { ...at.found, below }, value)
        : format.add(
            text,
            at.found?.node,
            at.rest,
            value,
            path.slice(0, path.length - at.rest.length - (at.shared?.path.length ?? 0)),
            before.root,
            below === undefined || at.shared === undefined ? undefined : { ...below, node: at.shared.node },
          )
    const edits = chosen(text, before, proposals, meant)
    return edits === undefined ? reaches : { edits, notes: ['it was shared with other places, which keep what they have'] }
  }

  function set(text: string, path: TreePath, value: Value): Change | Cannot {
    if (path.length === 0 || [...path, ...textsIn(value)].some((each) => typeof each === 'string' && isUnwritable(each))) return cannotHold
    const before = format.read(text)
    const fault = faultIn(before)
    if (fault !== undefined) return fault
    const at = locate(before.root, path)
    if ('cannot' in at) return at
    const now = child(before.root, ...path)
    if (now !== undefined && isSame(told(now), toldValue(value))) return unchanged
    const meant = withValue(told(before.root), path, toldValue(value))
    const { found, rest, shared } = at
    if (shared !== undefined)
      return locally(text, before, at, path, (copy) => withValue(copy, shared.path, value), meant, { path: shared.path, value })
    const isNull = found?.node.kind === 'scalar'
    if (found !== undefined && (rest.length === 0 || isNull) && isTemplated(text.slice(found.span.start, found.span.end))) return templated
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
    if (child(before.root, ...path) === undefined) return unchanged
    const meant = withoutValue(told(before.root), path)
    const { shared } = at
    if (shared !== undefined) return locally(text, before, at, path, (copy) => withoutValue(copy, shared.path), meant)
    if (at.found === undefined || at.rest.length > 0)
      return { cannot: 'it comes from a merge key, whose text other places use too; what stands here can give it another value' }
    if (at.found.holder === undefined) return { cannot: 'the whole of a file is not taken out' }
    if (isTemplated(text.slice(at.found.span.start, at.found.span.end))) return templated
    const edits = chosen(text, before, format.remove(text, at.found), meant)
    return edits === undefined ? { cannot: 'it cannot be taken out without changing something else' } : { edits, notes: [] }
  }

  function setAll(text: string, wanted: readonly (readonly [path: TreePath, value: Value])[]): Change | Cannot {
    return (
      together(text, wanted) ??
      inSteps(
        text,
        wanted.map(
          ([path, value]) =>
            (now) =>
              set(now, path, value),
        ),
      )
    )
  }

  /** What is missing, added in one go; `undefined` where that is not all that there is to it. */
  function together(text: string, wanted: readonly (readonly [path: TreePath, value: Value])[]): Change | undefined {
    const before = format.read(text)
    if (wanted.length < 2 || faultIn(before) !== undefined) return undefined
    const edits: Edit[] = []
    let meant = told(before.root)
    for (const [path, value] of wanted) {
      if ([...path, ...textsIn(value)].some((each) => typeof each === 'string' && isUnwritable(each))) return undefined
      const at = locate(before.root, path)
      if ('cannot' in at || at.shared !== undefined || at.rest.length === 0 || at.found?.node.kind === 'scalar') return undefined
      const [first] = format.add(text, at.found?.node, at.rest, value, path.slice(0, path.length - at.rest.length), before.root)
      if (first === undefined) return undefined
      edits.push(...first)
      meant = withValue(meant, path, toldValue(value))
    }
    return chosen(text, before, [edits], meant) === undefined ? undefined : { edits, notes: [] }
  }

  return { set, remove, setAll }
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
