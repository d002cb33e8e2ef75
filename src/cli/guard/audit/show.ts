import { parseRecord } from '../../../guard/audit/record.ts'
import type { AuditRecord } from '../../../guard/audit/record.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Io } from '../../io.ts'
import { exit } from '../../io.ts'
import { choice, listOption, textOption } from '../../options.ts'
import type { Options } from './context.ts'
import { logParts, numberOption } from './context.ts'
import { recordText } from './text.ts'

/** `ringwall guard audit show`: the records that are chosen, one on each line. */
export function runAuditShow(path: string, options: Options, io: Io): number {
  const format = choice('--format', options['format'], ['text', 'json'])
  const parts = logParts(path, io)
  const isChosen = choose(options)
  const last = numberOption(options, 'last')
  let kept: string[] = []
  for (const { lines } of parts) {
    let isFirst = true
    for (const { bytes } of lines) {
      const json = bytes.toString('utf8', 45)
      const record = isFirst ? undefined : parseRecord(json)
      if (!isFirst && record === undefined) io.stderr.write('ringwall: a line is no record: "ringwall guard audit verify" says more\n')
      isFirst = false
      if (record === undefined || !isChosen(record, json)) continue
      const line = `${format === 'json' ? json : recordText(record)}\n`
      if (last === undefined) io.stdout.write(line)
      else if (kept.push(line) > 2 * last) kept = kept.slice(-last)
    }
  }
  if (last !== undefined && last > 0) for (const line of kept.slice(-last)) io.stdout.write(line)
  return exit.clean
}

function choose(options: Options): (record: AuditRecord, json: string) => boolean {
  const [kinds, classes] = [listOption(options['kind']), listOption(options['class'])]
  const [from, to, text] = [numberOption(options, 'from') ?? 0, numberOption(options, 'to') ?? Infinity, textOption(options['with'])]
  const since = sinceOf(textOption(options['since']))
  return (record, json) =>
    record.seq >= from &&
    record.seq <= to &&
    record.at >= since &&
    (kinds.length === 0 || kinds.includes(record.kind)) &&
    (classes.length === 0 || classes.includes(record.class)) &&
    (text === undefined || json.includes(text))
}

function sinceOf(text: string | undefined): string {
  if (text === undefined) return ''
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new RingwallError('usage', `--since: "${text}" is no time`, { hint: 'such as 2026-03-01T10:00:00Z' })
  return new Date(time).toISOString()
}
