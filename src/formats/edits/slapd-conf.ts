import { parseSlapdConf } from '../slapd-conf.ts'
import { addLine } from './line.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'

/** slapd.conf: `['', 'TLSCertificateFile']` for the server, `['0', 'rootpw']` for its first database. */
export const slapdConfEdits: LinesEditor<readonly string[]> = linesEditor<readonly string[]>({
  read: (text) => {
    const { lines, problems } = parseSlapdConf(text)
    let section = ''
    const sections: { path: readonly string[]; span: { start: number; end: number } }[] = []
    const settings = lines.map(({ name, args, span }) => {
      if (name === 'database') {
        section = String(sections.length)
        sections.push({ path: [section], span })
      }
      const nameEnd = span.start + (/^[^ \t]+/.exec(text.slice(span.start, span.end))?.[0].length ?? 0)
      const start = nameEnd + (/^[ \t]*/.exec(text.slice(nameEnd, span.end))?.[0].length ?? 0)
      return {
        path: name === 'database' ? ['<', section] : [section, name],
        value: args,
        keySpan: { start: span.start, end: nameEnd },
        span: { start: args.length === 0 ? nameEnd : start, end: span.end },
        whole: span,
      }
    })
    return { settings, sections, problems }
  },
  write: (words) => (words.some((word) => /[\r\n]/.test(word)) ? [] : [words.map(wordText).join(' ')]),
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' ', separators: /^[ \t]+$/ }),
  fold: (name) => name.toLowerCase(),
})

function wordText(word: string): string {
  return /^[^\s"\\]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`
}
