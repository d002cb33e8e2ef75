import { linesOf } from './lines.ts'
import type { Mapping, Parsed } from './node.ts'
import { masked } from './template.ts'
import { newTable, openTable, tableNode } from './toml-table.ts'
import type { Table } from './toml-table.ts'
import type { Fault, Reader } from './toml-value.ts'
import { readKey, readPair, skipBlanks, skipLines } from './toml-value.ts'

/** Reads TOML 1.0 (and the escapes and inline line breaks of 1.1). After a fault it goes on at the next line. */
export function parseToml(source: string): Parsed<Mapping> {
  const { text, shown } = masked(source)
  const reader: Reader = { text, shown, lines: linesOf(text), problems: [], at: text.charCodeAt(0) === 0xfeff ? 1 : 0 }
  const root = newTable('root', reader.at)
  let table = root
  for (skipLines(reader); reader.at < text.length; skipLines(reader)) {
    const start = reader.at
    const line = reader.lines.at(start)
    let fault: Fault | undefined
    if (text.charAt(start) === '[') {
      const opened = readHeader(reader, root)
      if ('fault' in opened) {
        fault = opened
        // what follows belongs to a table that nobody can name
        table = newTable('header', start)
      } else table = opened
    } else fault = readPair(reader, table, 0)
    if (fault === undefined) {
      skipBlanks(reader)
      const next = text.charAt(reader.at)
      if (next !== '' && next !== '#' && next !== '\n' && next !== '\r') fault = { fault: 'something stands behind the value' }
    }
    if (fault !== undefined) {
      reader.problems.push({ line, message: fault.fault })
      const newline = text.indexOf('\n', start)
      reader.at = newline === -1 ? text.length : newline
    }
  }
  root.end = Math.max(root.end, text.trimEnd().length)
  const value = tableNode(root, reader.lines)
  return { value: value.kind === 'mapping' ? value : undefined, problems: reader.problems }
}

function readHeader(reader: Reader, root: Table): Table | Fault {
  const start = reader.at
  const isArray = reader.text.startsWith('[[', start)
  reader.at += isArray ? 2 : 1
  const key = readKey(reader)
  if ('fault' in key) return key
  const close = isArray ? ']]' : ']'
  if (!reader.text.startsWith(close, reader.at)) return { fault: `a "${close}" is missing` }
  reader.at += close.length
  const opened = openTable(root, key, isArray, start, reader.at)
  return typeof opened === 'string' ? { fault: opened } : opened
}
