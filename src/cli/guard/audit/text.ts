import type { AuditRecord } from '../../../guard/audit/record.ts'

/** A record as one line: number, time, class, kind, and the rest by name. Its values are labels: nothing in them moves on a terminal. */
export function recordText(record: AuditRecord): string {
  const { seq, at, class: of, kind, count, ...rest } = record
  const members = Object.entries(rest).map(([name, value]) => `${name}=${valueText(value)}`)
  return [String(seq), at, of, kind, ...members, ...(count === undefined ? [] : [`(${count} times)`])].join(' ')
}

function valueText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'type' in value)
    return 'id' in value ? `${String(value.type)}:${String(value.id)}` : String(value.type)
  const text = String(value)
  return text.includes(' ') ? `"${text}"` : text
}
