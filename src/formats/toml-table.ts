import type { Lines } from './lines.ts'
import type { Entry, Node, Span } from './node.ts'
import { noVia } from './node.ts'

export interface Key {
  readonly parts: readonly { readonly name: string; readonly span: Span }[]
}

/** A table while it is read. */
export interface Table {
  readonly entries: Map<string, { readonly keySpan: Span; readonly value: Table | Tables | Node }>
  /** `implied`: named only as part of a longer header. */
  made: 'root' | 'implied' | 'header' | 'dotted' | 'inline'
  start: number
  end: number
}

/** An array of tables while it is read. */
export interface Tables {
  readonly tables: Table[]
}

export function newTable(made: Table['made'], start: number): Table {
  return { entries: new Map(), made, start, end: start }
}

function isTable(value: Table | Tables | Node): value is Table {
  return 'made' in value
}

/** Sets a possibly dotted key; says what is wrong, if anything. */
export function assign(table: Table, key: Key, value: Node, end: number): string | undefined {
  let at = table
  at.end = Math.max(at.end, end)
  for (const part of key.parts.slice(0, -1)) {
    const entry = at.entries.get(part.name)
    if (entry === undefined) {
      const made = newTable('dotted', part.span.start)
      at.entries.set(part.name, { keySpan: part.span, value: made })
      at = made
    } else if (isTable(entry.value) && entry.value.made !== 'inline') at = entry.value
    else return `the key ${JSON.stringify(part.name)} already has a value`
    at.end = Math.max(at.end, end)
  }
  const last = key.parts.at(-1)
  if (last === undefined) return 'a key is missing'
  if (at.entries.has(last.name)) return `the key ${JSON.stringify(last.name)} is written twice`
  at.entries.set(last.name, { keySpan: last.span, value })
  return undefined
}

/** The table that a header opens; a text says what is wrong. */
export function openTable(root: Table, key: Key, isArray: boolean, start: number, end: number): Table | string {
  let at = root
  for (const part of key.parts.slice(0, -1)) {
    const value = at.entries.get(part.name)?.value
    if (value === undefined) {
      const made = newTable('implied', start)
      made.end = end
      at.entries.set(part.name, { keySpan: part.span, value: made })
      at = made
    } else if (isTable(value)) at = value
    else if ('tables' in value) at = value.tables.at(-1) ?? at
    else return `the key ${JSON.stringify(part.name)} is no table`
  }
  const last = key.parts.at(-1)
  if (last === undefined) return 'a table has no name'
  const found = at.entries.get(last.name)?.value
  const made = newTable('header', start)
  made.end = end
  if (isArray) {
    if (found === undefined) at.entries.set(last.name, { keySpan: last.span, value: { tables: [made] } })
    else if ('tables' in found) found.tables.push(made)
    else return `the key ${JSON.stringify(last.name)} is no list of tables`
    return made
  }
  if (found === undefined) {
    at.entries.set(last.name, { keySpan: last.span, value: made })
    return made
  }
  if (!isTable(found) || found.made !== 'implied') return `the table ${JSON.stringify(last.name)} is written twice`
  found.made = 'header'
  found.start = start
  found.end = end
  return found
}

/** The finished table. Tables nest no deeper than keys have parts, so that recursion is safe. */
export function tableNode(table: Table, lines: Lines): Node {
  const entries: Entry[] = []
  for (const [key, { keySpan, value }] of table.entries) entries.push({ key, keySpan, value: finished(value, lines), via: noVia })
  return { kind: 'mapping', entries, span: lines.span(table.start, table.end), via: noVia }
}

function finished(value: Table | Tables | Node, lines: Lines): Node {
  if (isTable(value)) return tableNode(value, lines)
  if (!('tables' in value)) return value
  const start = value.tables[0]?.start ?? 0
  const end = value.tables.at(-1)?.end ?? start
  const items = value.tables.map((table) => tableNode(table, lines))
  return { kind: 'sequence', items, span: lines.span(start, end), via: noVia }
}
