import { X509Certificate } from 'node:crypto'
import { choice, textOption } from '../options.ts'
import { exit } from '../io.ts'
import type { CaContext, Options } from './context.ts'
import { dateText, day, say, storeOf } from './context.ts'
import { needsList } from './lists.ts'
import { daysOption } from './numbers.ts'
import { dueReason } from './renew.ts'
import { inUse, issuingOf } from './state.ts'
import type { Store } from './store.ts'
import { staleFiles } from './store.ts'

/** One line of the status; what has a reason wants to be done. */
interface Line {
  readonly name: string
  readonly what: string
  readonly until: string
  readonly days: number
  readonly serial: string
  readonly reason?: string
}

/** `ringwall ca status`: what there is, until when, and what is to be done; exit code 1 where something is. */
export function runStatus(options: Options, context: CaContext): number {
  const format = choice('--format', options['format'], ['text', 'json'])
  const store = storeOf(options, context)
  const within = textOption(options['within']) === undefined ? undefined : daysOption(options, 'within', '--within')
  const lines = [...authorityLines(store, context.now), ...issuedLines(store, context.now)].map((line) =>
    line.reason === undefined && within !== undefined && line.days < within ? { ...line, reason: `ends within ${within} days` } : line,
  )
  const stale = staleFiles(store.folder, store.state)
  const todo = [
    ...lines.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`])),
    ...stale.map((file) => `${file}: not as it should be, "ringwall ca crl" writes it`),
  ]
  if (format === 'json')
    say(context, JSON.stringify({ schema: 'ringwall.ca-status/0', rotation: rotationOf(store), certificates: lines, todo }, undefined, 2))
  else for (const line of table(lines, store, todo)) say(context, line)
  return todo.length === 0 ? exit.clean : exit.findings
}

function table(lines: readonly Line[], store: Store, todo: readonly string[]): readonly string[] {
  const rows = lines.map(({ name, what, until, days, reason }) => [name, what, `until ${until}`, `${days} d`, reason ?? ''] as const)
  const widths = [0, 1, 2, 3].map((at) => Math.max(0, ...rows.map((row) => row[at]!.length)))
  return [
    ...rows.map((row) =>
      row
        .map((cell, at) => (at === 3 ? cell.padStart(widths[3]!) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    ),
    '',
    rotationOf(store),
    todo.length === 0 ? 'nothing is to be done' : `${todo.length} to be done`,
  ]
}

function rotationOf({ state }: Store): string {
  const phases = new Set(state.authorities.filter(({ role }) => role === 'root').map(({ phase }) => phase))
  if (phases.has('next')) return `rotation: both roots are trusted, ${issuingOf(state).id} issues; then "ringwall ca rotate switch"`
  if (phases.has('retiring')) return `rotation: ${issuingOf(state).id} issues, the old root is trusted still; then "ringwall ca rotate finish"`
  return `no rotation: ${issuingOf(state).id} issues`
}

function authorityLines({ state }: Store, now: Date): readonly Line[] {
  return state.authorities.flatMap((record) => {
    if (record.phase === 'dropped') return []
    const { validFrom, validTo, serialNumber } = new X509Certificate(record.certificate)
    const [from, to] = [Date.parse(validFrom), Date.parse(validTo)]
    const listed = record.role === 'external' || record.list === undefined ? undefined : needsList(record, state.authorities, state.issued, now)
    const isCurrent = record.phase === 'current' || record.phase === 'next'
    const reasons = [
      to <= now.getTime()
        ? 'expired'
        : isCurrent && to - now.getTime() < (to - from) / 3
          ? `due: "ringwall ca rotate ${record.role === 'root' ? 'start' : 'issuing'}"`
          : undefined,
      listed === true ? 'its revocation list is due: "ringwall ca renew"' : undefined,
    ].filter((reason) => reason !== undefined)
    return [lineOf(record.id, `${record.role}, ${record.phase}`, new Date(to), serialNumber, reasons.join('; '), now)]
  })
}

function issuedLines(store: Store, now: Date): readonly Line[] {
  return inUse(store.state).map((record) =>
    lineOf(record.name, record.usage.join(' and '), new Date(record.notAfter), record.serial, dueReason(record, store, now) ?? '', now),
  )
}

function lineOf(name: string, what: string, until: Date, serial: string, reason: string, now: Date): Line {
  return {
    name,
    what,
    until: dateText(until),
    days: Math.floor((until.getTime() - now.getTime()) / day),
    serial,
    ...(reason === '' ? {} : { reason }),
  }
}
