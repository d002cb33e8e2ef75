import type { Cannot, Change, Edit, Editor } from '../edit.ts'
import { applyEdits, cannotHold, isUnwritable, unchanged } from '../edit.ts'
import type { HbaName, HbaRow } from '../pg-hba.ts'
import { parsePgHba } from '../pg-hba.ts'
import { indentAt, linesAtEnd, linesBefore, linesBehind, withoutLines } from './place.ts'
import { inSteps } from './steps.ts'

/** A row without its place. */
export type HbaRecord = Omit<HbaRow, 'span'>

/** Rows of pg_hba.conf, of which the first that fits decides. */
export interface PgHbaEditor extends Editor<number, HbaRecord> {
  /** A row in front of that of a number, or behind the last; nothing where the same stands there or right above. */
  readonly insert: (text: string, index: number, record: HbaRecord) => Change | Cannot
  /** Other rows for those that are to be others, and none for `null`; undefined leaves a row as it is. */
  readonly change: (text: string, of: (row: HbaRow, index: number) => HbaRecord | null | undefined) => Change | Cannot
}

/** pg_hba.conf, by the number of the row; the number behind the last one adds a row. */
export const pgHbaEdits: PgHbaEditor = { set, remove, insert, change }

function insert(text: string, index: number, record: HbaRecord): Change | Cannot {
  const before = parsePgHba(text)
  const row = before.rows[index]
  const above = before.rows[index - 1]
  if ([row, above].some((each) => each !== undefined && told(each) === told(record))) return unchanged
  if (row === undefined) return set(text, index, record)
  const fields = fieldsOf(record)
  if (index < 0 || fields.some((field) => isUnwritable(field) || /[\n\r]/.test(field))) return cannotHold
  const meant = before.rows.map(told).toSpliced(index, 0, told(record))
  const indent = indentAt(text, row.span.start) ?? ''
  const edits = [linesBefore(text, row.span.start, indent + aligned(text, row, fields))]
  return holds(applyEdits(text, edits), meant, before.problems.length) ? { edits, notes: [] } : cannotHold
}

function change(text: string, of: (row: HbaRow, index: number) => HbaRecord | null | undefined): Change | Cannot {
  const wanted = parsePgHba(text).rows.map((row, index) => ({ index, record: of(row, index) }))
  // from the end, so that numbers in front stay what they are
  const steps = wanted.toReversed().flatMap(({ index, record }) => {
    if (record === undefined) return []
    return [(now: string): Change | Cannot => (record === null ? remove(now, index) : set(now, index, record))]
  })
  return inSteps(text, steps)
}

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
  const line = last === undefined ? fields.join('  ') : aligned(text, last, fields)
  return [...(last === undefined ? [] : [[linesBehind(text, last.span.end, line)]]), [linesAtEnd(text, line)]]
}

/** Fields in the columns of a row, where it has as many and they fit. */
function aligned(text: string, row: HbaRow, fields: readonly string[]): string {
  const content = text.slice(row.span.start, row.span.end)
  const starts = [...content.matchAll(field)].map(({ index }) => index)
  // a row of sockets has no address
  const columns = row.type === 'local' && fields[0] !== 'local' ? starts.slice(0, 3) : starts
  if (/[\t\n]/.test(content)) return fields.join(content.includes('\t') ? '\t' : '  ')
  return fields.reduce((line, each, at) => {
    const column = fields[0] === 'local' && row.type !== 'local' && at === 3 ? columns[4] : columns[at]
    return at === 0 ? each : `${line.padEnd(Math.max(line.length + 1, column ?? line.length + 2))}${each}`
  }, '')
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
  return [
    old.flatMap(({ start, text: one }, at) => {
      const wanted = fields[at] ?? ''
      if (one === wanted) return []
      // blanks behind it make room, so that the next column stays where it is
      const gap = at === old.length - 1 ? 0 : (/^ */.exec(text.slice(start + one.length))?.[0].length ?? 0)
      const end = start + one.length + gap
      return [{ start, end, text: gap === 0 ? wanted : wanted.padEnd(Math.max(one.length + gap, wanted.length + 1)) }]
    }),
    all,
  ]
}
