import { textLines } from '../../formats/key-value.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { settingAt } from '../../settings/documents.ts'
import { withHoles } from '../../settings/trees.ts'

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
  /** Lines of the `defaults` section in front of it. */
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
])

/** Sections of a configuration of HAProxy (1.8 to 3.1). Variables of the component's environment are put in where they are known. */
export function sectionsOf(input: ComponentInput, document: Document): readonly Section[] {
  const sections: { kind: string; name: string; lines: Line[]; head: Line; defaults: readonly Line[] }[] = []
  let defaults: readonly Line[] = []
  for (const { text, number } of textLines(document.text)) {
    const from = withHoles(settingAt(document, filled(input, text), { line: number }))
    const words = wordsOf(from.value)
    const [kind = '', name = ''] = words
    if (kind === '') continue
    const line = { words, from }
    if (!kinds.has(kind)) {
      sections.at(-1)?.lines.push(line)
      continue
    }
    const section = { kind, name, lines: [], head: line, defaults }
    if (kind === 'defaults') defaults = section.lines
    sections.push(section)
  }
  return sections
}

/** The last line of the section that begins with these words, else of its defaults. */
export function lineOf({ lines, defaults }: Section, ...words: readonly string[]): Line | undefined {
  const begins = (line: Line): boolean => words.every((word, index) => line.words[index] === word)
  return lines.findLast(begins) ?? defaults.findLast(begins)
}

export function after({ words }: Line, name: string): string | undefined {
  const at = words.indexOf(name)
  return at === -1 ? undefined : words[at + 1]
}

function filled(input: ComponentInput, text: string): string {
  return text.replace(/\$\{([A-Za-z_]\w*)\}|"\$([A-Za-z_]\w*)"/g, (whole: string, braced?: string, bare?: string) => {
    const value = input.env.get(braced ?? bare ?? '')
    return value !== undefined && isResolved(value) && !/[\s#]/.test(value.value) ? value.value : whole
  })
}

/** Quotes may stand inside of a word: `"${DB}":5432`. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = []
  for (const [word] of line.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s\\"'])+/g)) {
    if (word.startsWith('#')) break
    words.push(word.replace(/["']/g, ''))
  }
  return words
}
