import { textLines } from '../../formats/key-value.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt, settingAt } from '../../settings/documents.ts'
import { withHoles } from '../../settings/trees.ts'
import { holds } from './conditions.ts'
import { haproxyWords } from '../../formats/haproxy-words.ts'

/** One line of haproxy.cfg, cut into words. */
export interface Line {
  readonly words: readonly string[]
  /** The whole line as a setting: its trail, and what in it is put in later. */
  readonly from: Setting
}

export interface Section {
  readonly kind: string
  readonly name: string
  readonly lines: readonly Line[]
  /** The words of its first line, and where it stands. */
  readonly head: Line
  /** Lines of the `defaults` section that it takes over, with those that this one takes over in front. */
  readonly defaults: readonly Line[]
}

const kinds = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'userlist',
  'peers',
  'resolvers',
  'cache',
  'program',
  'mailers',
  'http-errors',
  'ring',
  'fcgi-app',
  'log-forward',
  'log-profile',
  'crt-store',
  'traces',
  'acme',
])

/** Sections of all files of a configuration of HAProxy (1.8 to 3.1), in their order. Variables are put in where they are known. */
export function sectionsOf(input: ComponentInput, documents: readonly Document[], gaps: Gap[]): readonly Section[] {
  const sections: { kind: string; name: string; lines: Line[]; head: Line; defaults: readonly Line[] }[] = []
  const set = new Map<string, string>()
  const named = new Map<string, Section>()
  let last: Section | undefined

  const variable = (name: string): string | undefined => {
    const value = input.env.get(name)
    return set.get(name) ?? (value !== undefined && isResolved(value) && !/[\s#]/.test(value.value) ? value.value : undefined)
  }

  for (const document of documents) {
    // whether the lines of each open .if are read, and whether one of its branches was
    const open: { shown: boolean; done: boolean; readonly line: number }[] = []
    for (const { text, number } of textLines(document.text)) {
      const { words, problem } = haproxyWords(text, variable)
      if (problem !== undefined) gaps.push({ why: problem, place: placeAt(document, { line: number }) })
      const [kind = '', name = ''] = words
      if (kind === '') continue
      const innermost = open.at(-1)
      if (kind.startsWith('.')) {
        const asked = words.slice(1).join(' ')
        if (kind === '.if') {
          const shown = holds(asked, (one) => variable(one) !== undefined)
          open.push({ shown, done: shown, line: number })
        } else if (kind === '.elif' && innermost !== undefined) {
          innermost.shown = !innermost.done && holds(asked, (one) => variable(one) !== undefined)
          innermost.done ||= innermost.shown
        } else if (kind === '.else' && innermost !== undefined) innermost.shown = !innermost.done
        else if (kind === '.endif') open.pop()
        continue
      }
      if (open.some(({ shown }) => !shown)) continue
      const line = { words, from: withHoles(settingAt(document, words.join(' '), { line: number })) }
      if (!kinds.has(kind)) {
        if ((kind === 'setenv' || (kind === 'presetenv' && variable(name) === undefined)) && words[2] !== undefined) set.set(name, words[2])
        sections.at(-1)?.lines.push(line)
        continue
      }
      // `defaults NAME from OTHER`, `frontend NAME from DEFAULTS` (HAProxy 2.4)
      const source = words[words.indexOf('from', 1) + 1]
      const base = words.includes('from') && source !== undefined ? named.get(source) : kind === 'defaults' ? undefined : last
      const section = { kind, name, lines: [], head: line, defaults: base === undefined ? [] : [...base.defaults, ...base.lines] }
      if (kind === 'defaults') {
        last = section
        named.set(name, section)
      }
      sections.push(section)
    }
    for (const { line } of open) gaps.push({ why: '.if does not end', place: placeAt(document, { line }) })
  }
  return sections
}

/** The last line of the section that begins with these words, else of its defaults. */
export function lineOf({ lines, defaults }: Section, ...words: readonly string[]): Line | undefined {
  const begins = (line: Line): boolean => words.every((word, index) => line.words[index] === word)
  return lines.findLast(begins) ?? defaults.findLast(begins)
}

/** The word behind a name; of several the last, which counts. */
export function after({ words }: Pick<Line, 'words'>, name: string): string | undefined {
  const at = words.lastIndexOf(name)
  return at === -1 ? undefined : words[at + 1]
}

/** A relative file lies in the folder that `ca-base` or `crt-base` of the global section names. */
export function based(path: string, all: readonly Section[], key: 'ca-base' | 'crt-base'): string {
  const base = all.flatMap(({ kind, lines }) => (kind === 'global' ? lines : [])).findLast(({ words }) => words[0] === key)?.words[1]
  return base === undefined || path.startsWith('/') ? path : `${base}/${path}`
}
