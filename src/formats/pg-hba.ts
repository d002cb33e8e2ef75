import type { TextLine } from './key-value.ts'
import { textLines } from './key-value.ts'
import type { Problem, Span } from './node.ts'

/** One name of a row; quotes take the meaning from words such as `all`. */
export interface HbaName {
  readonly text: string
  readonly quoted: boolean
}

export interface HbaRow {
  readonly type: string
  readonly databases: readonly HbaName[]
  readonly users: readonly HbaName[]
  /** `10.0.0.0/8`, `samenet`, `.example.com`; absent for `local`. */
  readonly address?: HbaName
  /** A mask in a column of its own. */
  readonly mask?: string
  readonly method: string
  readonly options: readonly { readonly name: string; readonly value: string }[]
  readonly span: Span
}

export interface HbaFile {
  readonly rows: readonly HbaRow[]
  /** Since PostgreSQL 16: `include`, `include_if_exists`, `include_dir`, with the number of rows in front of them. */
  readonly includes: readonly { readonly name: string; readonly file: string; readonly before: number; readonly span: Span }[]
  readonly problems: readonly Problem[]
}

type Fields = readonly (readonly HbaName[])[]

const types: ReadonlySet<string> = new Set(['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'])
const includeNames: ReadonlySet<string> = new Set(['include', 'include_if_exists', 'include_dir'])

/** Reads pg_hba.conf (PostgreSQL 17, hba.c). */
export function parsePgHba(text: string): HbaFile {
  const rows: HbaRow[] = []
  const includes: { name: string; file: string; before: number; span: Span }[] = []
  const problems: Problem[] = []
  for (const { content, span } of logicalLines(textLines(text))) {
    const fields = splitFields(content)
    const [first, second] = [fields?.[0]?.[0]?.text, fields?.[1]?.[0]?.text]
    if (fields === undefined) problems.push({ line: span.line, message: 'a quote does not end' })
    else if (first === undefined) continue
    else if (includeNames.has(first) && second !== undefined) includes.push({ name: first, file: second, before: rows.length, span })
    else {
      const row = rowOf(fields, span)
      if (typeof row === 'string') problems.push({ line: span.line, message: row })
      else rows.push(row)
    }
  }
  return { rows, includes, problems }
}

function rowOf(fields: Fields, span: Span): HbaRow | string {
  const [[type] = [], databases, users, ...others] = fields
  if (type === undefined || !types.has(type.text)) return `the connection type ${JSON.stringify(type?.text ?? '')} is not known`
  if (databases === undefined || users === undefined) return 'a row ends before its method'
  const rest = others.map((field) => field.map((each) => each.text).join(','))
  let address: HbaName | undefined
  let mask: string | undefined
  if (type.text !== 'local') {
    address = others[0]?.[0]
    rest.shift()
    const isBareAddress =
      address !== undefined && /^[0-9a-fA-F.:%]+$/.test(address.text) && /[.:]/.test(address.text) && !address.text.startsWith('.')
    if (isBareAddress && /^[0-9a-fA-F.:]+$/.test(rest[0] ?? '')) mask = rest.shift()
    else if (isBareAddress && /^(?:[0-9.]+$|.*:)/.test(address?.text ?? '')) return 'an address has neither a prefix length nor a mask'
  }
  const method = rest.shift()
  if (method === undefined || (type.text !== 'local' && address === undefined)) return 'a row ends before its method'
  const options = rest.map((option) => {
    const equals = option.indexOf('=')
    return equals === -1 ? { name: option, value: '' } : { name: option.slice(0, equals), value: option.slice(equals + 1) }
  })
  const row = { type: type.text, databases, users, method, options, span }
  return { ...row, ...(address === undefined ? {} : { address }), ...(mask === undefined ? {} : { mask }) }
}

/** A row of pg_ident.conf: who of the system may be whom in the database. */
export interface IdentRow {
  readonly map: string
  readonly system: string
  readonly database: string
  readonly span: Span
}

/** Reads pg_ident.conf, whose words are those of pg_hba.conf (PostgreSQL 15 and 17, hba.c). */
export function parsePgIdent(text: string): { readonly rows: readonly IdentRow[]; readonly problems: readonly Problem[] } {
  const rows: IdentRow[] = []
  const problems: Problem[] = []
  for (const { content, span } of logicalLines(textLines(text))) {
    const fields = splitFields(content)
    const [map, system, database] = fields?.map((field) => (field.length === 1 ? field[0]?.text : undefined)) ?? []
    if (fields === undefined) problems.push({ line: span.line, message: 'a quote does not end' })
    else if (fields.length === 0) continue
    else if (map === undefined || system === undefined || database === undefined)
      problems.push({ line: span.line, message: 'a row of a user name map has three words' })
    else rows.push({ map, system, database, span })
  }
  return { rows, problems }
}

/** Lines that end in a backslash continue (since PostgreSQL 14). */
function* logicalLines(lines: readonly TextLine[]): Generator<{ readonly content: string; readonly span: Span }> {
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]!
    let last = first
    const pieces = [first.text]
    while (last.text.endsWith('\\') && index + 1 < lines.length) {
      pieces[pieces.length - 1] = last.text.slice(0, -1)
      last = lines[++index]!
      pieces.push(last.text)
    }
    yield { content: pieces.join(''), span: { line: first.number, endLine: last.number, start: first.start, end: last.start + last.text.length } }
  }
}

/** Fields are apart by white space; a comma behind a name goes on with the same field. Undefined: a quote does not end. */
function splitFields(content: string): Fields | undefined {
  const fields: HbaName[][] = []
  let at = 0
  let joined = false
  for (;;) {
    while (at < content.length && /[\s,]/.test(content.charAt(at))) at++
    if (at >= content.length || content.charAt(at) === '#') return fields
    let text = ''
    const quoted = content.charAt(at) === '"'
    let inside = false
    for (; at < content.length; at++) {
      const character = content.charAt(at)
      if (character === '"') {
        if (inside && content.charAt(at + 1) === '"') {
          text += character
          at++
        } else inside = !inside
      } else if (!inside && /[\s,#]/.test(character)) break
      else text += character
    }
    if (inside) return undefined
    if (joined) fields.at(-1)?.push({ text, quoted })
    else fields.push([{ text, quoted }])
    joined = content.charAt(at) === ','
  }
}
