import type { Node } from '../formats/node.ts'
import { entriesOf, entryOf, itemsOf } from '../formats/node.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { placeAt } from './documents.ts'
import type { TreeDocument } from './trees.ts'
import { nodeSetting, scalarsOf } from './trees.ts'

/** Settings files with the environment laid over them, as Rust's `config`, nconf and .NET do it. Paths are keys with dots between. */
export interface SettingsTree {
  /** The value in force; absent for null, tables and lists. */
  readonly get: (path: Path) => Setting | undefined
  readonly list: (path: Path) => readonly Setting[]
  /** Names directly below a table, from all layers; of a list its indexes. */
  readonly names: (path: Path) => readonly string[]
  /** Where a key, also that of a table, is written. */
  readonly at: (path: Path) => Place | undefined
  /** Where something absent would be written: line 1 of the strongest file, else the component. */
  readonly home: Place
}

/** A list where keys hold dots themselves. */
export type Path = string | readonly string[]

/**
 * `layers` from the strongest to the weakest; `pathOf` says which path a variable stands for. Variables beat all files, whatever their case,
 * unless the program is `exact` about it.
 */
export function settingsTree(
  input: ComponentInput,
  layers: readonly TreeDocument[],
  pathOf: (variable: string) => string | undefined,
  { exact = false }: { readonly exact?: boolean } = {},
): SettingsTree {
  const variables = new Map<string, { readonly path: string; readonly value: Setting }>()
  for (const [name, value] of input.env) {
    const path = pathOf(name)
    if (path !== undefined) variables.set(folded(path), { path, value })
  }
  const first = layers[0]

  function folded(path: string): string {
    return exact ? path : path.toLowerCase()
  }

  function override(path: Path): Setting | undefined {
    return variables.get(folded(typeof path === 'string' ? path : path.join('.')))?.value
  }

  function written(path: Path): { readonly layer: TreeDocument; readonly node: Node } | undefined {
    for (const layer of layers) {
      const node = nodeAt(layer.root, steps(path))
      if (node !== undefined) return { layer, node }
    }
    return undefined
  }

  function get(path: Path): Setting | undefined {
    const found = written(path)
    return override(path) ?? (found === undefined ? undefined : nodeSetting(found.layer.document, found.node))
  }

  function list(path: Path): readonly Setting[] {
    const variable = override(path)
    if (variable !== undefined) return variable.value.split(',').map((value) => ({ ...variable, value: value.trim() }))
    const found = written(path)
    return found === undefined ? [] : scalarsOf(found.node).flatMap((node) => nodeSetting(found.layer.document, node) ?? [])
  }

  function names(path: Path): readonly string[] {
    const found = new Map<string, string>()
    for (const { root } of layers) {
      const node = nodeAt(root, steps(path))
      for (const { key } of entriesOf(node)) found.set(folded(key), key)
      for (const index of itemsOf(node).keys()) found.set(`${index}`, `${index}`)
    }
    const prefix = path.length === 0 ? '' : `${folded(steps(path).join('.'))}.`
    for (const [name, { path: written }] of variables) {
      const next = name.startsWith(prefix) ? written.slice(prefix.length).split('.')[0] : undefined
      if (next !== undefined && next !== '' && !found.has(folded(next))) found.set(folded(next), next)
    }
    return [...found.values()]
  }

  function at(path: Path): Place | undefined {
    const place = override(path)?.trail[0]
    if (place !== undefined) return place
    const all = steps(path)
    for (const { document, root } of layers) {
      const entry = entriesOf(nodeAt(root, all.slice(0, -1))).findLast(({ key }) => key === all.at(-1))
      if (entry !== undefined) return placeAt(document, { line: entry.keySpan.line })
    }
    return undefined
  }

  return { get, list, names, at, home: first === undefined ? input.at : { file: first.document.file, line: 1 } }
}

/** The path of variables such as `ROUTER__MASTER_DATABASE__HOST`: a prefix, then two underscores between keys. */
export function prefixed(prefix: string): (variable: string) => string | undefined {
  const start = `${prefix}__`
  return (variable) => (variable.startsWith(start) ? variable.slice(start.length).toLowerCase().replaceAll('__', '.') : undefined)
}

/** Items of a list are called by their index. */
function nodeAt(root: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = root
  for (const step of path) node = node?.kind === 'sequence' ? itemsOf(node)[/^\d{1,6}$/.test(step) ? Number(step) : -1] : entryOf(node, step)?.value
  return node
}

function steps(path: Path): readonly string[] {
  return typeof path !== 'string' ? path : path === '' ? [] : path.split('.')
}
