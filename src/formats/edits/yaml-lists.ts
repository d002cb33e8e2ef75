import type { Cannot, Change, Editor } from '../edit.ts'
import { unchanged } from '../edit.ts'
import type { Node } from '../node.ts'
import { child, scalarText } from '../node.ts'
import { parseYaml } from '../yaml.ts'
import { inSteps } from './steps.ts'
import type { TreePath, Value } from './value.ts'
import { isSame, told, toldValue } from './value.ts'
import { yamlEdits } from './yaml.ts'

/** Items by what they say rather than by number. What a list keeps stays as it is written, with its comments. */
export interface ListEditor {
  /** Adds the items that are not there yet, and the list where it is missing. In a mapping of names (`networks: {a: {}}`) texts become keys. */
  readonly add: (text: string, path: TreePath, items: readonly Value[]) => Change | Cannot
  /** Takes out the items that fit, and with the last one the list. */
  readonly drop: (text: string, path: TreePath, fits: Fits) => Change | Cannot
  /** Gives the items that fit another value. */
  readonly replace: (text: string, path: TreePath, fits: Fits, value: Value) => Change | Cannot
}

/** The text of an item or the key of an entry; empty for an item that is no scalar. */
export type Fits = (name: string, node: Node) => boolean

const noList: Cannot = { cannot: 'there is no list but another kind of value' }

/** Lists of YAML, as Compose has them: `ports`, `cap_drop`, `volumes`, `secrets`, `networks`. */
export function yamlLists(document = 0): ListEditor {
  const editor = yamlEdits(document)
  const at = (text: string, path: TreePath): Node | undefined => {
    const node = child(parseYaml(text).documents[document], ...path)
    return node?.kind === 'scalar' && node.type === 'null' ? undefined : node
  }

  function add(text: string, path: TreePath, items: readonly Value[]): Change | Cannot {
    const node = at(text, path)
    if (node === undefined) return items.length === 0 ? unchanged : editor.set(text, path, items)
    if (node.kind === 'mapping') {
      const names = items.filter((item) => typeof item === 'string')
      if (names.length < items.length) return noList
      const missing = names.filter((name) => child(node, name) === undefined)
      return editor.setAll(
        text,
        missing.map((name) => [[...path, name], null] as const),
      )
    }
    if (node.kind !== 'sequence') return noList
    const there = node.items.map(told)
    const missing = items.filter((item) => !there.some((each) => isSame(each, toldValue(item))))
    return editor.setAll(
      text,
      missing.map((item, at) => [[...path, node.items.length + at], item] as const),
    )
  }

  function drop(text: string, path: TreePath, fits: Fits): Change | Cannot {
    const node = at(text, path)
    if (node === undefined) return unchanged
    if (node.kind === 'mapping') {
      const gone = node.entries.filter((entry) => fits(entry.key, entry.value)).map(({ key }) => key)
      if (gone.length > 0 && gone.length === node.entries.length) return emptied(text, path, new Map())
      return inSteps(
        text,
        gone.map((name) => (now: string) => editor.remove(now, [...path, name])),
      )
    }
    if (node.kind !== 'sequence') return noList
    const gone = new Set(node.items.filter((item) => fits(scalarText(item) ?? '', item)))
    if (gone.size === 0) return unchanged
    if (gone.size === node.items.length) return emptied(text, path, [])
    // from the end, so that numbers in front stay what they are
    const numbers = node.items.flatMap((item, at) => (gone.has(item) ? [at] : [])).toReversed()
    return inSteps(
      text,
      numbers.map((at) => (now: string) => editor.remove(now, [...path, at])),
    )
  }

  function emptied(text: string, path: TreePath, empty: Value): Change | Cannot {
    const whole = editor.remove(text, path)
    return 'cannot' in whole ? editor.set(text, path, empty) : whole
  }

  function replace(text: string, path: TreePath, fits: Fits, value: Value): Change | Cannot {
    const node = at(text, path)
    if (node === undefined) return unchanged
    if (node.kind !== 'sequence') return noList
    const numbers = node.items.flatMap((item, at) => (fits(scalarText(item) ?? '', item) ? [at] : []))
    return inSteps(
      text,
      numbers.map((at) => (now: string) => editor.set(now, [...path, at], value)),
    )
  }

  return { add, drop, replace }
}

/**
 * Variables in both spellings of Compose, a mapping or a list of `KEY=value` (`environment`, `labels`, `build.args`, `sysctls`):
 * `['services', 'web', 'environment', 'KEY']`. Of a key that a list repeats the last one counts.
 */
export function yamlVariables(document = 0): Editor<TreePath, string> {
  const editor = yamlEdits(document)
  const lists = yamlLists(document)
  function split(text: string, path: TreePath): { readonly above: TreePath; readonly key: string; readonly node: Node | undefined } {
    const above = path.slice(0, -1)
    return { above, key: String(path.at(-1) ?? ''), node: child(parseYaml(text).documents[document], ...above) }
  }
  const names = (key: string, item: string): boolean => item === key || item.startsWith(`${key}=`)
  return {
    set(text, path, value) {
      const { above, key, node } = split(text, path)
      if (node?.kind !== 'sequence') return editor.set(text, path, value)
      if (key === '' || key.includes('=')) return { cannot: 'this is no name of a variable' }
      const last = node.items.findLastIndex((item) => names(key, scalarText(item) ?? ''))
      return editor.set(text, [...above, last === -1 ? node.items.length : last], `${key}=${value}`)
    },
    remove(text, path) {
      const { above, key, node } = split(text, path)
      return node?.kind === 'sequence' ? lists.drop(text, above, (name) => names(key, name)) : editor.remove(text, path)
    },
  }
}

/** A text as Compose is to be told it, where `$` begins a variable. */
export function composeText(text: string): string {
  return text.replaceAll('$', '$$$$')
}
