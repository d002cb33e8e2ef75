import type { Entry, Node } from '../../formats/node.ts'
import { child, entriesOf, entryOf, isMapping, itemsOf, scalarText } from '../../formats/node.ts'
import { filtersOf } from './listeners.ts'

/** An http_connection_manager of a listener: what turns bytes into requests and routes. */
export interface Manager {
  readonly listener: Node
  readonly config: Node
  /** Names of its http filters that are in force, such as `envoy.filters.http.cors`. */
  readonly filters: readonly string[]
}

export function managersOf(listener: Node): readonly Manager[] {
  return filtersOf(listener).flatMap(({ name, filter }) => {
    const config = child(filter, 'typed_config') ?? child(filter, 'config')
    const type = scalarText(child(config, '@type')) ?? ''
    if (config === undefined || !/http_connection_manager|HttpConnectionManager/.test(`${name} ${type}`)) return []
    const filters = itemsOf(child(config, 'http_filters'))
      .filter((one) => scalarText(child(one, 'disabled')) !== 'true')
      .map((one) => `${scalarText(child(one, 'name')) ?? ''} ${scalarText(child(one, 'typed_config', '@type')) ?? ''}`)
    return [{ listener, config, filters }]
  })
}

/** True when one of the manager's filters is of that kind: by its name, or by the type of its settings, where the name is free. */
export function hasFilter({ filters }: Manager, kind: string): boolean {
  const type = kind.replaceAll('_', '')
  return filters.some((name) => name.split(/[. /]/).some((part) => part === kind || part.toLowerCase() === type))
}

/** All entries of that key below a node, outermost first; the depth is bounded by the parser. */
export function entriesNamed(node: Node | undefined, key: string): readonly Entry[] {
  if (node === undefined) return []
  const own = isMapping(node) ? node.entries.filter((entry) => entry.key === key) : []
  const inner = node.kind === 'sequence' ? node.items : entriesOf(node).map(({ value }) => value)
  return [...own, ...inner.flatMap((one) => entriesNamed(one, key))]
}

/** The place where a key of a block is written, else where the block begins. */
export function keyLine(node: Node, key: string): number {
  return entryOf(node, key)?.keySpan.line ?? node.span.line
}
