import type { KeyValue, KeyValueFile } from './key-value.ts'
import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

export interface CuttlefishFile extends KeyValueFile {
  /** `include FILE`: read where it stands, in front of the entry with that index. */
  readonly includes: readonly { readonly path: string; readonly before: number; readonly span: Span }[]
}

const keyPart = '(?:\\\\\\.|[A-Za-z0-9_-])+'
const setting = new RegExp(`^[ \\t]*(${keyPart}(?:\\.${keyPart})*)[ \\t]*=[ \\t]*`)
const include = /^[ \t]*include[ \t]+([A-Za-z0-9_.*/-]+)[ \t]*(?:#.*)?$/
const mostLength = 20_000

/**
 * Reads a .conf file of cuttlefish, as RabbitMQ's rabbitmq.conf is one (conf_parse.peg of cuttlefish 3.0 to 3.5): `key = value`, `#` begins a
 * comment wherever it stands. A value in single quotes may hold `#`; cuttlefish takes the quotes for a part of the value in its versions
 * before 3.3, which `literalQuotes` says.
 */
export function parseCuttlefish(text: string, literalQuotes = false): CuttlefishFile {
  const lines = linesOf(text)
  const entries: KeyValue[] = []
  const includes: CuttlefishFile['includes'][number][] = []
  const problems: Problem[] = []
  for (const { text: line, number, start } of textLines(text)) {
    if (/^[ \t]*(?:#|$)/.test(line)) continue
    const found = line.length > mostLength ? null : setting.exec(line)
    const path = found === null ? include.exec(line.slice(0, mostLength))?.[1] : undefined
    const from = found?.[0].length ?? 0
    const value = found === null ? undefined : valueAt(line, from, literalQuotes)
    if (path !== undefined) includes.push({ path, before: entries.length, span: lines.span(start, start + line.length) })
    else if (found?.[1] === undefined || value === undefined)
      problems.push({ line: number, message: 'this is no setting: the program does not start with it' })
    else {
      const keyStart = start + line.search(/\S/)
      entries.push({
        key: found[1].replaceAll('\\.', '.'),
        value: value.text,
        keySpan: lines.span(keyStart, keyStart + found[1].length),
        span: lines.span(start + from, start + value.end),
      })
    }
  }
  return { entries, includes, problems }
}

/** Undefined where nothing stands behind the sign, or something behind the closing quote. */
function valueAt(line: string, from: number, literalQuotes: boolean): { readonly text: string; readonly end: number } | undefined {
  const close = !literalQuotes && line.charAt(from) === "'" ? line.indexOf("'", from + 1) : -1
  if (close !== -1) return /^[ \t]*(?:#|$)/.test(line.slice(close + 1)) ? { text: line.slice(from + 1, close), end: close + 1 } : undefined
  const comment = line.indexOf('#', from)
  const text = line.slice(from, comment === -1 ? line.length : comment).replace(trailingBlanks, '')
  return text === '' ? undefined : { text, end: from + text.length }
}

const trailingBlanks = /(?<![ \t])[ \t]+$/
