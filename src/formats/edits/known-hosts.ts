import { textLines } from '../key-value.ts'
import { linesAtEnd } from './place.ts'
import type { Repeats } from './repeats.ts'
import { repeats } from './repeats.ts'

const editor = repeats<readonly string[]>({
  read: (text) => ({
    settings: textLines(text).flatMap(({ text: raw, start: from }) => {
      const line = raw.trim()
      if (line === '' || line.startsWith('#')) return []
      const start = from + raw.indexOf(line)
      const span = { start, end: start + line.length }
      return [{ path: ['line'], value: line.split(/[ \t]+/), keySpan: { start, end: start }, span, whole: span }]
    }),
    problems: [],
  }),
  write: (words) => (words.every((word) => /^[^\s\p{Cc}]+$/u.test(word)) ? [words.join(' ')] : []),
  line: (_name, written) => written,
  add: (text, _path, written) => [[linesAtEnd(text, written)]],
})

/** The lines of known_hosts (sshd(8)): `[host, type, key]`, with a marker in front where there is one. */
export const knownHostsEdits: {
  readonly put: (text: string, words: readonly string[], fits?: (words: readonly string[]) => boolean) => ReturnType<Repeats<never, never>['put']>
  readonly drop: (text: string, fits: (words: readonly string[]) => boolean) => ReturnType<Repeats<never, never>['drop']>
} = {
  put: (text, words, fits) => editor.put(text, ['line'], words, fits === undefined ? {} : { fits }),
  drop: (text, fits) => editor.drop(text, ['line'], fits),
}
