import type { Cannot, Change, Edit, Editor } from '../edit.ts'
import { applyEdits, cannotHold, isUnwritable, unchanged } from '../edit.ts'
import type { HbaName, HbaRow } from '../pg-hba.ts'
import { parsePgHba } from '../pg-hba.ts'
import { linesAtEnd, linesBehind, withoutLines } from './place.ts'

/** A row without its place. */
export type HbaRecord = Omit<HbaRow, 'span'>

/** pg_hba.conf, by the number of the row; the number behind the last one adds a row. */
export const pgHbaEdits: Editor<number, HbaRecord> = { set, remove }

function set(text: string, index: number, record: HbaRecord): Change | Cannot {
  const before = parsePgHba(text)
  const row = before.rows[index]
  if (index < 0 || index > before.rows.length) return { cannot: 'there is no such row' }
  if (row !== undefined && told(row) === told(record)) return unchanged
  const fields = fieldsOf(record)
  if (fields.some((field) => isUnwritable(field) || /[\n\r]/.test(field))) return cannotHold
  const meant = before.rows.map(told)
  meant[index] = told(record)
  for (const edits of row === undefined ? added(text, before.rows.at(-1), fields) : replaced(text, row, fields)) {
    if (holds(applyEdits(text, edits), meant, before.problems.length)) return { edits, notes: [] }
  }
  return cannotHold
}

function remove(text: string, index: number): Change | Cannot {
  const before = parsePgHba(text)
  const row = before.rows[index]
  if (row === undefined) return unchanged
  const edits = [withoutLines(text, row.span)]
  const meant = before.rows.filter((each) => each !== row).map(told)
  return holds(applyEdits(text, edits), meant, before.problems.length) ? { edits, notes: [] } : { cannot: 'the row cannot be taken out alone' }
}

function holds(text: string, meant: readonly string[], problems: number): boolean {
  const after = parsePgHba(text)
  return after.problems.length <= problems && JSON.stringify(after.rows.map(told)) === JSON.stringify(meant)
}

/** Quotes count only where they take the meaning from a word. */
function told({ type, databases, users, address, mask, method, options }: HbaRecord): string {
  const name = (each: HbaName | undefined): unknown => (each === undefined ? null : [each.text, each.quoted && isKeyword(each.text)])
  return JSON.stringify([
    type,
    databases.map(name),
    users.map(name),
    name(address),
    mask ?? null,
    method,
    options.map((each) => [each.name, each.value]),
  ])
}

/** Words and marks with a meaning of their own (PostgreSQL 17, "The pg_hba.conf File"). */
function isKeyword(text: string): boolean {
  return /^(?:all|sameuser|samerole|samegroup|replication|samehost|samenet)$|^[+@/]/.test(text)
}

function fieldsOf({ type, databases, users, address, mask, method, options }: HbaRecord): readonly string[] {
  const names = (all: readonly HbaName[]): string => all.map(nameText).join(',')
  const last = options.map(({ name, value }) => quotedIfNeeded(`${name}=${value}`))
  return [
    type,
    names(databases),
    names(users),
    ...(address === undefined ? [] : [nameText(address)]),
    ...(mask === undefined ? [] : [mask]),
    method,
    ...last,
  ]
}

function nameText({ text, quoted }: HbaName): string {
  return quoted && isKeyword(text) ? `"${text}"` : quotedIfNeeded(text)
}

function quotedIfNeeded(text: string): string {
  return /^[^\s",#\\]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}

function added(text: string, last: HbaRow | undefined, fields: readonly string[]): readonly (readonly Edit[])[] {
  const line = fields.join('  ')
  return [...(last === undefined ? [] : [[linesBehind(text, last.span.end, line)]]), [linesAtEnd(text, line)]]
}

const field = /(?:"(?:[^"\n]|"")*"|[^\s,#"])+(?:,[ \t]*(?:"(?:[^"\n]|"")*"|[^\s,#"])+)*/g

/** Only the columns that differ where their number stays, else all of them. */
function replaced(text: string, row: HbaRow, fields: readonly string[]): readonly (readonly Edit[])[] {
  const content = text.slice(row.span.start, row.span.end)
  const comment = /^(?:"[^"\n]*"|[^"#\n])*/.exec(content)?.[0].length ?? content.length
  const old = [...content.slice(0, comment).matchAll(field)].map((match) => ({ start: row.span.start + match.index, text: match[0] }))
  const last = old.at(-1)
  const first = old[0]
  if (content.includes('\n')) return content.includes('#') ? [] : [[{ start: row.span.start, end: row.span.end, text: fields.join('  ') }]]
  if (first === undefined || last === undefined) return []
  const all = [{ start: first.start, end: last.start + last.text.length, text: fields.join('  ') }]
  if (old.length !== fields.length) return [all]
  return [old.flatMap(({ start, text: one }, at) => (one === fields[at] ? [] : [{ start, end: start + one.length, text: fields[at] ?? '' }])), all]
}
