import type { KeyValue } from './key-value.ts'
import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

export interface IniOptions {
  /** Characters that open a comment line. */
  readonly comments: string
  /** Characters that open a comment behind a value. */
  readonly inline: string
  /** The comment behind a value needs white space in front of it. */
  readonly spaced: boolean
  readonly separators: string
  /** A line that is indented deeper than its key continues the value. */
  readonly indented: boolean
  /** Values between `"""` may hold comment characters and line breaks. */
  readonly tripleQuotes: boolean
  /** Quotes around a whole value are not part of it. */
  readonly unquotes: boolean
  /** A key may stand alone. */
  readonly bareKeys: boolean
  /** `[ name ]` is `[name]`. */
  readonly trimsSections: boolean
}

const plain: IniOptions = {
  comments: '#;',
  inline: '',
  spaced: true,
  separators: '=:',
  indented: false,
  tripleQuotes: false,
  unquotes: false,
  bareKeys: false,
  trimsSections: true,
}

/** How some programs read INI. */
export const iniStyles: Readonly<Record<'python' | 'supervisor' | 'grafana' | 'mysql' | 'stunnel', IniOptions>> = {
  /** configparser of Python 3, as Airflow uses it. */
  python: { ...plain, indented: true, trimsSections: false },
  supervisor: { ...plain, indented: true, trimsSections: false, inline: ';' },
  /** go-ini as Grafana calls it: any `#` or `;` ends a value that is not quoted. */
  grafana: { ...plain, inline: '#;', spaced: false, tripleQuotes: true, unquotes: true },
  /** Comments stand on lines of their own; what is behind `=` is the value, whatever it holds. */
  stunnel: { ...plain, separators: '=', trimsSections: false },
  /** Option files of MySQL and MariaDB: `!include` and `!includedir` are directives. */
  mysql: { ...plain, inline: '#', spaced: false, separators: '=', unquotes: true, bareKeys: true, trimsSections: false },
}

export interface IniEntry extends Omit<KeyValue, 'value'> {
  /** Empty in front of the first section. */
  readonly section: string
  /** Undefined for a key that stands alone. */
  readonly value: string | undefined
}

export interface IniFile {
  readonly entries: readonly IniEntry[]
  readonly sections: readonly { readonly name: string; readonly span: Span }[]
  /** Lines such as `!includedir /etc/mysql/conf.d`. */
  readonly directives: readonly { readonly name: string; readonly argument: string; readonly span: Span }[]
  readonly problems: readonly Problem[]
}

/** Reads INI. Equal keys and equal sections stay apart, in the order of the file. */
export function parseIni(text: string, options: IniOptions = plain): IniFile {
  const lines = linesOf(text)
  const entries: IniEntry[] = []
  const sections: { name: string; span: Span }[] = []
  const directives: { name: string; argument: string; span: Span }[] = []
  const problems: Problem[] = []
  const physical = textLines(text)
  let section = ''
  for (let index = 0; index < physical.length; index++) {
    const line = physical[index]!
    const content = line.text.trim()
    const indent = line.text.length - line.text.trimStart().length
    if (content === '' || options.comments.includes(content.charAt(0))) continue
    const start = line.start + indent
    if (content.startsWith('[')) {
      const close = options.indented ? content.lastIndexOf(']') : content.indexOf(']')
      if (close === -1) problems.push({ line: line.number, message: 'a section name does not end with "]"' })
      // blanks in front belong to the name but where the program takes them off; those behind only for Python
      section = content.slice(1, close === -1 ? content.length : close)
      if (!options.indented) section = section.trimEnd()
      if (options.trimsSections) section = section.trimStart()
      sections.push({ name: section, span: lines.span(start, start + content.length) })
      continue
    }
    if (options.bareKeys && content.startsWith('!')) {
      const [name = '', argument = ''] = content.slice(1).split(/\s+(.*)/, 2)
      directives.push({ name, argument, span: lines.span(start, start + content.length) })
      continue
    }
    const separator = firstOf(content, options.separators)
    const key = (separator === -1 ? withoutComment(content, options) : content.slice(0, separator)).trim()
    const keySpan = lines.span(start, start + key.length)
    if (separator === -1 || key === '') {
      if (options.bareKeys && key !== '') entries.push({ section, key, value: undefined, keySpan, span: lines.span(keySpan.end, keySpan.end) })
      else problems.push({ line: line.number, message: 'a line is neither a section nor a key with a value' })
      continue
    }
    const rest = content.slice(separator + 1)
    const valueStart = start + separator + 1 + (rest.length - rest.trimStart().length)
    if (options.tripleQuotes && text.startsWith('"""', valueStart)) {
      const close = text.indexOf('"""', valueStart + 3)
      if (close === -1) problems.push({ line: line.number, message: 'a quoted value does not end' })
      const end = close === -1 ? line.start + line.text.length : close
      entries.push({ section, key, value: text.slice(valueStart + 3, end), keySpan, span: lines.span(valueStart, close === -1 ? end : close + 3) })
      while (index + 1 < physical.length && physical[index + 1]!.start <= end) index++
      continue
    }
    let value = withoutComment(rest, options).trim()
    let end = valueStart + value.length
    // comments between the lines of a value are left out, blank lines are part of it
    let blanks = 0
    for (let ahead = index + 1; options.indented && ahead < physical.length; ahead++) {
      const next = physical[ahead]!
      const piece = next.text.trim()
      if (piece === '') blanks++
      if (piece === '' || options.comments.includes(piece.charAt(0))) continue
      if (!continues(next.text, indent)) break
      const part = withoutComment(piece, options).trim()
      value += `${'\n'.repeat(blanks + 1)}${part}`
      end = next.start + (next.text.length - next.text.trimStart().length) + part.length
      blanks = 0
      index = ahead
    }
    entries.push({
      section,
      key,
      value: options.unquotes ? unquoted(value) : value,
      keySpan,
      span: lines.span(valueStart, Math.max(valueStart, end)),
    })
  }
  return { entries, sections, directives, problems }
}

function continues(line: string, indent: number): boolean {
  return line.length - line.trimStart().length > indent
}

/** The text in front of an inline comment; quotes protect where values may be quoted. */
function withoutComment(text: string, options: IniOptions): string {
  if (options.inline === '') return text
  let mark = ''
  const first = text.trimStart().charAt(0)
  const protects = options.unquotes && (first === '"' || first === "'" || first === '`')
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (mark !== '') {
      if (character === '\\') at++
      else if (character === mark) mark = ''
    } else if (protects && character === first) mark = character
    else if (options.inline.includes(character) && (!options.spaced || /\s/.test(text.charAt(at - 1)))) return text.slice(0, at)
  }
  return text
}

function unquoted(value: string): string {
  const first = value.charAt(0)
  return value.length > 1 && (first === '"' || first === "'" || first === '`') && value.endsWith(first) ? value.slice(1, -1) : value
}

function firstOf(text: string, characters: string): number {
  for (let at = 0; at < text.length; at++) if (characters.includes(text.charAt(at))) return at
  return -1
}
