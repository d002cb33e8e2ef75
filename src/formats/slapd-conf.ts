import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

export interface SlapdLine {
  /** In lower case, as the program compares it. */
  readonly name: string
  readonly args: readonly string[]
  /** All behind the name, as it is written with its lines joined. */
  readonly rest: string
  readonly span: Span
}

export interface SlapdFile {
  readonly lines: readonly SlapdLine[]
  readonly problems: readonly Problem[]
}

const mostLength = 100_000

/**
 * Reads slapd.conf (fp_getline and config_fp_parse_line of OpenLDAP 2.4 to 2.6): a line that begins with a blank, or stands behind a backslash,
 * goes on with the one before, even where that is a comment.
 */
export function parseSlapdConf(text: string): SlapdFile {
  const spans = linesOf(text)
  const lines: SlapdLine[] = []
  const problems: Problem[] = []
  let pieces: string[] = []
  let size = 0
  let start = 0
  let end = 0
  let goesOn = false

  function flush(): void {
    const content = pieces.join('')
    pieces = []
    size = 0
    if (content === '' || content.startsWith('#')) return
    const span = spans.span(start, end)
    if (content.length > mostLength) {
      problems.push({ line: span.line, message: 'the line is too long to be read' })
      return
    }
    const [name, ...args] = slapdWords(content)
    if (name === undefined) return
    lines.push({ name: name.toLowerCase(), args, rest: content.replace(/^[ \t]*\S+[ \t]*/, ''), span })
  }

  for (const line of textLines(text)) {
    const isMore = pieces.length > 0 && (goesOn || /^\s/.test(line.text))
    if (!isMore) {
      flush()
      start = line.start
    }
    const more: string = !goesOn && isMore ? ` ${line.text.slice(1)}` : line.text
    goesOn = more.endsWith('\\') && !more.endsWith('\\\\')
    const kept = goesOn ? more.slice(0, -1) : more
    size += kept.length
    // a line without end is cut behind what is refused anyway
    if (size <= mostLength + kept.length) pieces.push(kept)
    end = line.start + line.text.length
  }
  flush()
  return { lines, problems }
}

/** Words as strtok_quote makes them: quotes go, wherever they stand; a backslash takes the next character as it is. */
export function slapdWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') {
      isQuoted = !isQuoted
      word ??= ''
    } else if (character === '\\' && at + 1 < text.length) {
      word = (word ?? '') + text.charAt(++at)
    } else if (!isQuoted && /[ \t\n]/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  if (word !== undefined) words.push(word)
  return words
}
