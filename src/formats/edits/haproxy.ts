import { haproxyWords } from '../haproxy-words.ts'
import { textLines } from '../key-value.ts'
import { addLine } from './line.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'
import type { Sections } from './sections.ts'
import { sections as sectionsEditor } from './sections.ts'
import type { Setting, SettingsFormat, SettingsRead } from './settings.ts'

/** Words that open a section (manual 2.6 and 3.1, "Configuration file format"). */
const heads: ReadonlySet<string> = new Set(
  'global defaults frontend backend listen userlist peers resolvers cache program mailers http-errors ring fcgi-app log-forward log-profile crt-store traces acme'.split(
    ' ',
  ),
)

const format: SettingsFormat<readonly string[]> = {
  read,
  write: (words) => {
    const texts = words.map(wordText)
    return texts.includes(undefined) ? [] : [texts.join(' ')]
  },
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' ', separators: /^[ \t]+$/, inner: '    ' }),
}

/**
 * haproxy.cfg: `['global', 'ssl-default-bind-options']`, `['frontend web', 'bind']`. Lines that repeat (`bind`, `server`, `http-request`) by
 * `put` and `drop`. Words are what they say: a `$` that is written stays one.
 */
export const haproxyEdits: LinesEditor<readonly string[]> = linesEditor(format)

/** Whole sections: heads such as `['frontend', 'web']`, and for removal `'frontend web'`. */
export const haproxySections: Sections = sectionsEditor(format, (head, lines) =>
  [head, ...lines].map((words) => words.map((word) => wordText(word) ?? '').join(' ')).join('\n    '),
)

function read(text: string): SettingsRead<readonly string[]> {
  const settings: Setting<readonly string[]>[] = []
  const problems: number[] = []
  const sections: { path: readonly string[]; span: { start: number; end: number } }[] = []
  let section = ''
  for (const { text: raw, start: from, number } of textLines(text)) {
    // what a variable gives is known to the program alone
    const { words, end: length, problem } = haproxyWords(raw, (name) => `\0{${name}}`)
    const [name, ...args] = words
    if (problem !== undefined) problems.push(number)
    if (name === undefined) continue
    const start = from + raw.length - raw.trimStart().length
    const end = from + raw.slice(0, length).trimEnd().length
    const nameEnd = start + (/^\S+/.exec(text.slice(start, end))?.[0].length ?? 0)
    const valueStart = nameEnd + (/^[ \t]*/.exec(text.slice(nameEnd, end))?.[0].length ?? 0)
    const isHead = heads.has(name)
    if (isHead) {
      section = args[0] === undefined || args[0] === 'from' ? name : `${name} ${args[0]}`
      sections.push({ path: [section], span: { start, end } })
    }
    settings.push({
      path: isHead ? ['<', section] : [section, name],
      value: args,
      keySpan: { start, end: nameEnd },
      span: args.length === 0 ? { start: nameEnd, end: nameEnd } : { start: valueStart, end },
      whole: { start, end },
    })
  }
  return { settings, sections, problems }
}

function wordText(word: string): string | undefined {
  if (/[\r\n]/.test(word)) return undefined
  if (/^[^\s"'\\#$]+$/.test(word)) return word
  return word.includes("'") ? `"${word.replace(/["$\\]/g, '\\$&')}"` : `'${word}'`
}
