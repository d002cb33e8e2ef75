import { keyText, flowText } from '../../../formats/edits/yaml-text.ts'
import { isSame, told, valueOf } from '../../../formats/edits/value.ts'
import type { Mapping, Node } from '../../../formats/node.ts'
import { child, entriesOf, entryOf, itemsOf } from '../../../formats/node.ts'
import { parseYaml } from '../../../formats/yaml.ts'

/** Lists of a service that Compose joins, the override's items behind those of the base (compose-go v2.6, override/merge.go). */
const joined: ReadonlySet<string> = new Set(['volumes', 'secrets', 'security_opt', 'tmpfs', 'cap_add', 'cap_drop'])

/**
 * What makes the second text of the first, as a file that is merged over the first: the keys that change, and no other. `!override` and
 * `!reset` need Compose 2.24.4 (docs.docker.com, "Merge Compose files"). `undefined` where nothing changes, or a text cannot be read.
 */
export function overrideOf(before: string, after: string): string | undefined {
  const [old, now] = [before, after].map((text) => parseYaml(text).documents[0])
  if (old?.kind !== 'mapping' || now?.kind !== 'mapping') return undefined
  const lines: string[] = []
  for (const top of ['services', 'networks', 'volumes', 'secrets', 'configs']) {
    const inner = entriesBetween(child(old, top), child(now, top), '  ', top === 'services' ? 1 : 3)
    if (inner.length > 0) lines.push(`${top}:`, ...inner)
  }
  return lines.length === 0 ? undefined : `${lines.join('\n')}\n`
}

/** `depth`: 1 for services, 2 for the keys of one, 3 for all below. */
function entriesBetween(old: Node | undefined, now: Node | undefined, indent: string, depth: number): readonly string[] {
  const gone = entriesOf(old).flatMap(({ key }) => (entryOf(now ?? emptyMap, key) === undefined ? [`${indent}${keyText(key)}: !reset null`] : []))
  const kept = entriesOf(now).flatMap(({ key, value }) => {
    const was = old === undefined ? undefined : entryOf(old, key)?.value
    if (was !== undefined && isSame(told(was), told(value))) return []
    if (was?.kind === 'mapping' && value.kind === 'mapping' && value.tag === undefined) {
      const inner = entriesBetween(was, value, `${indent}  `, depth + 1)
      return inner.length === 0 ? [] : [`${indent}${keyText(key)}:`, ...inner]
    }
    if (depth === 2 && key === 'environment') {
      const inner = entriesBetween(pairs(was), pairs(value), `${indent}  `, 3)
      return inner.length === 0 ? [] : [`${indent}${keyText(key)}:`, ...inner]
    }
    return [`${indent}${keyText(key)}: ${valueText(key, was, value)}`]
  })
  return [...kept, ...gone]
}

function valueText(key: string, was: Node | undefined, now: Node): string {
  const [old, items] = [itemsOf(was), itemsOf(now)]
  if (was?.kind !== 'sequence' || now.kind !== 'sequence') return written(now)
  const begins = old.every((item, at) => items[at] !== undefined && isSame(told(item), told(items[at])))
  if (joined.has(key) && begins) return written({ ...now, items: items.slice(old.length) })
  return key === 'command' || key === 'entrypoint' || key === 'test' ? written(now) : `!override ${written(now)}`
}

function written(node: Node): string {
  const value = valueOf(node)
  return value === undefined ? '' : flowText(value)
}

const emptyMap: Mapping = { kind: 'mapping', entries: [], span: { start: 0, end: 0, line: 1, endLine: 1 }, via: [] } as unknown as Mapping

/** A list of `NAME=value` as the mapping that Compose makes of it. */
function pairs(node: Node | undefined): Node {
  if (node === undefined) return emptyMap
  if (node.kind !== 'sequence') return node
  const entries = node.items.flatMap((item) => {
    if (item.kind !== 'scalar') return []
    const [name = '', ...rest] = item.text.split('=')
    return [
      {
        key: name,
        keySpan: item.span,
        via: [],
        value: { ...item, text: rest.join('='), type: rest.length === 0 ? ('null' as const) : ('string' as const), quoted: true },
      },
    ]
  })
  return { ...emptyMap, span: node.span, entries }
}
