import { parseSquidConf } from '../squid-conf.ts'
import { addLine } from './line.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'

/**
 * squid.conf. Of rules the first that fits decides: `put` with `before`, so that a new one stands in front of `http_access deny all`.
 * Words hold no blanks; one in quotes is a file to Squid.
 */
export const squidEdits: LinesEditor<readonly string[]> = linesEditor<readonly string[]>({
  read: (text) => {
    const { lines } = parseSquidConf(text)
    const settings = lines.map(({ name, words, span }) => {
      const content = text.slice(span.start, span.end)
      const start = span.start + content.length - content.trimStart().length
      const nameEnd = Math.min(span.end, start + name.length)
      const isOneLine = !content.includes('\n')
      // a comment behind the words stays
      const comment = isOneLine ? /[ \t\v\f]#.*$/.exec(content)?.index : undefined
      const end = span.start + content.slice(0, comment ?? content.length).trimEnd().length
      const valueStart = nameEnd + (/^[ \t]*/.exec(text.slice(nameEnd, end))?.[0].length ?? 0)
      return {
        path: [name],
        value: words,
        keySpan: { start, end: nameEnd },
        span: words.length === 0 ? { start: nameEnd, end: nameEnd } : { start: valueStart, end },
        whole: { start, end },
      }
    })
    return { settings, problems: [] }
  },
  write: (words) => (words.every((word) => /^[^\s#\p{Cc}][^\s\p{Cc}]*$/u.test(word)) ? [words.join(' ')] : []),
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' ', separators: /^[ \t]+$/ }),
})
