import { textLines } from './key-value.ts'
import type { Problem, Span } from './node.ts'

export interface LdifAttribute {
  readonly name: string
  /** Base64 is decoded as UTF-8; of `:<` it is the address. */
  readonly value: string
  readonly form: 'text' | 'base64' | 'url'
  readonly span: Span
}

export interface LdifEntry {
  readonly dn: string
  /** `add` where the file does not say. */
  readonly changeType: string
  /** For `modify`: only what stands outside of the changes. */
  readonly attributes: readonly LdifAttribute[]
  /** The parts of a `modify`, apart by `-`. */
  readonly changes: readonly LdifChange[]
  readonly span: Span
}

export interface LdifChange {
  readonly operation: 'add' | 'delete' | 'replace' | 'increment'
  readonly attribute: string
  readonly values: readonly LdifAttribute[]
  readonly span: Span
}

export interface LdifFile {
  readonly entries: readonly LdifEntry[]
  /** `include: file:///…`, which the tools of OpenLDAP take between entries. */
  readonly includes: readonly LdifAttribute[]
  readonly problems: readonly Problem[]
}

interface Logical {
  readonly content: string
  readonly span: Span
}

/** Reads LDIF (RFC 2849): folded lines, base64, changes. */
export function parseLdif(text: string): LdifFile {
  const entries: LdifEntry[] = []
  const includes: LdifAttribute[] = []
  const problems: Problem[] = []
  for (const block of blocks(text)) {
    const lines: (LdifAttribute | '-')[] = []
    for (const line of block) {
      const attribute = line.content === '-' ? '-' : attributeOf(line)
      if (attribute === undefined) problems.push({ line: line.span.line, message: 'a line is no attribute: it has no ":"' })
      else if (lines.length > 0 || attribute === '-' || attribute.name.toLowerCase() !== 'version') lines.push(attribute)
    }
    for (let next = lines[0]; next !== undefined && next !== '-' && next.name.toLowerCase() === 'include'; next = lines[0]) {
      includes.push(next)
      lines.shift()
    }
    const first = lines[0]
    if (first === undefined) continue
    if (first === '-' || first.name.toLowerCase() !== 'dn')
      problems.push({ line: block[0]?.span.line ?? 1, message: 'an entry does not begin with its dn' })
    else entries.push(entryFrom(first, lines.slice(1), problems))
  }
  return { entries, includes, problems }
}

function entryFrom(dn: LdifAttribute, lines: readonly (LdifAttribute | '-')[], problems: Problem[]): LdifEntry {
  const type = lines.find((line) => line !== '-' && line.name.toLowerCase() === 'changetype')
  const changeType = type === undefined || type === '-' ? 'add' : type.value.toLowerCase()
  const attributes: LdifAttribute[] = []
  const changes: LdifChange[] = []
  let open: { operation: LdifChange['operation']; attribute: string; values: LdifAttribute[]; span: Span } | undefined
  let last = dn
  for (const line of lines) {
    if (line === '-') {
      open = undefined
      continue
    }
    last = line
    if (line === type) continue
    const operation = line.name.toLowerCase()
    if (changeType !== 'modify') attributes.push(line)
    else if (open !== undefined) {
      open.values.push(line)
      open.span = { ...open.span, endLine: line.span.endLine, end: line.span.end }
    } else if (operation === 'add' || operation === 'delete' || operation === 'replace' || operation === 'increment') {
      open = { operation, attribute: line.value, values: [], span: line.span }
      changes.push(open)
    } else {
      attributes.push(line)
      if (operation !== 'control') problems.push({ line: line.span.line, message: 'a change does not begin with add, delete, replace or increment' })
    }
  }
  return { dn: dn.value, changeType, attributes, changes, span: { ...dn.span, endLine: last.span.endLine, end: last.span.end } }
}

function attributeOf({ content, span }: Logical): LdifAttribute | undefined {
  const colon = content.indexOf(':')
  if (colon < 1) return undefined
  const name = content.slice(0, colon)
  const mark = content.charAt(colon + 1)
  const value = content.slice(colon + (mark === ':' || mark === '<' ? 2 : 1)).replace(/^ +/, '')
  if (mark === ':') return { name, value: Buffer.from(value, 'base64').toString('utf8'), form: 'base64', span }
  return { name, value, form: mark === '<' ? 'url' : 'text', span }
}

/** The entries as logical lines: comments left out, folded lines joined. */
function blocks(text: string): Logical[][] {
  const all: Logical[][] = []
  let block: Logical[] = []
  let pieces: string[] = []
  let span: Span | undefined
  function flush(): void {
    const content = pieces.join('')
    if (span !== undefined && !content.startsWith('#')) block.push({ content, span })
    pieces = []
    span = undefined
  }
  for (const line of textLines(text)) {
    const end = line.start + line.text.length
    if (line.text.startsWith(' ') && span !== undefined) {
      pieces.push(line.text.slice(1))
      span = { ...span, endLine: line.number, end }
      continue
    }
    flush()
    if (line.text === '') {
      if (block.length > 0) all.push(block)
      block = []
    } else {
      pieces = [line.text]
      span = { line: line.number, endLine: line.number, start: line.start, end }
    }
  }
  flush()
  if (block.length > 0) all.push(block)
  return all
}
