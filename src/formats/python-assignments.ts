import { textLines } from './key-value.ts'
import type { Span } from './node.ts'

/** A line `name = literal` of a Python settings file. Nothing is evaluated: other lines are left out. */
export interface Assignment {
  /** As written: `c.ServerApp.token`, `bind`. */
  readonly name: string
  /** Text of a string, number, `True`, `False` or `None`; of a list the texts of its items, joined by commas. */
  readonly value: string
  readonly kind: 'string' | 'number' | 'boolean' | 'none' | 'list'
  readonly span: Span
}

const longest = 4096

/** Reads the assignments at the margin of a Python file whose value is a literal on the same line. */
export function parseAssignments(text: string): readonly Assignment[] {
  const found: Assignment[] = []
  for (const line of textLines(text)) {
    if (line.text.length > longest) continue
    const head = /^([A-Za-z_][\w.]*)[ \t]*=(?!=)[ \t]*/.exec(line.text)
    if (head === null) continue
    const literal = literalOf(line.text.slice(head[0].length).trim())
    if (literal === undefined) continue
    const end = line.start + line.text.trimEnd().length
    found.push({ name: head[1] ?? '', ...literal, span: { line: line.number, endLine: line.number, start: line.start, end } })
  }
  return found
}

const text = /^[rbuRBU]{0,2}(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/

function literalOf(written: string): { readonly value: string; readonly kind: Assignment['kind'] } | undefined {
  const string = text.exec(written)
  if (string !== null) {
    const rest = written.slice(string[0].length).trim()
    return rest === '' || rest.startsWith('#') ? { value: unescaped(string[1] ?? string[2] ?? ''), kind: 'string' } : undefined
  }
  const word = /^(True|False|None|-?[0-9][0-9_.]*)[ \t]*(?:#.*)?$/.exec(written)?.[1]
  if (word === 'None') return { value: '', kind: 'none' }
  if (word !== undefined) return { value: word, kind: /^[TF]/.test(word) ? 'boolean' : 'number' }
  return listOf(written)
}

function listOf(written: string): { readonly value: string; readonly kind: 'list' } | undefined {
  const inside = /^[[({](.*)[\])}][ \t]*(?:#.*)?$/.exec(written)?.[1]
  if (inside === undefined || inside.includes(':')) return undefined
  const items: string[] = []
  for (const match of inside.matchAll(/"([^"\\]*)"|'([^'\\]*)'|([A-Za-z0-9_.-]+)/g)) items.push(match[1] ?? match[2] ?? match[3] ?? '')
  return { value: items.join(','), kind: 'list' }
}

function unescaped(raw: string): string {
  return raw.includes('\\') ? raw.replace(/\\([\\'"])/g, '$1') : raw
}
