import { parseDirectives } from '../directives.ts'
import { addLine } from './line.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'

/** redis.conf and sentinel.conf: a directive and its words. */
export const redisConfEdits: LinesEditor<readonly string[]> = linesEditor<readonly string[]>({
  read: (text) => {
    const { directives, problems } = parseDirectives(text)
    const settings = directives.map(({ name, args, span }) => {
      const content = text.slice(span.start, span.end)
      const nameEnd = span.start + (/^\S+/.exec(content)?.[0].length ?? 0)
      const start = nameEnd + (/^\s*/.exec(text.slice(nameEnd, span.end))?.[0].length ?? 0)
      return {
        path: [name],
        value: args,
        keySpan: { start: span.start, end: nameEnd },
        span: { start: args.length === 0 ? nameEnd : start, end: span.end },
        whole: span,
      }
    })
    return { settings, problems }
  },
  write: (words) => [words.map(wordText).join(' ')],
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' ', separators: /^[ \t]+$/ }),
  fold: (name) => name.toLowerCase(),
})

function wordText(word: string): string {
  if (/^[^\s"'\\\p{Cc}]+$/u.test(word)) return word
  return `"${word.replace(/["\\\p{Cc}]/gu, (one) => letters.get(one) ?? `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`
}

const letters: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])
