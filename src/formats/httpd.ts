import { textLines } from './key-value.ts'

/** One logical line of an Apache configuration file: a directive, or the start or the end of a section. */
export interface HttpdLine {
  readonly kind: 'directive' | 'open' | 'close'
  /** As written; Apache compares names without case. */
  readonly name: string
  readonly args: readonly string[]
  /** Line of the end of the statement: as Apache itself counts, a statement that goes on is where it ends. */
  readonly line: number
  readonly endLine: number
}

/** Reads the lines of a file (Apache 2.4, "Configuration Files"): a backslash at the end goes on, quotes protect blanks and `\"`. */
export function parseHttpd(text: string, define: (text: string) => string = (same) => same): readonly HttpdLine[] {
  const found: HttpdLine[] = []
  const physical = textLines(text)
  for (let index = 0; index < physical.length; index++) {
    const first = physical[index]!
    let logical = first.text
    let last = first
    while (logical.endsWith('\\') && index + 1 < physical.length) {
      last = physical[++index]!
      logical = logical.slice(0, -1) + last.text
    }
    const content = define(logical.trim())
    if (content === '' || content.startsWith('#')) continue
    const base = { line: first.number, endLine: last.number }
    if (content.startsWith('</')) found.push({ kind: 'close', name: content.slice(2).replace(/\s*>.*$/s, ''), args: [], ...base })
    else if (content.startsWith('<')) {
      const end = content.lastIndexOf('>')
      const [name = '', ...args] = httpdWords(content.slice(1, end === -1 ? undefined : end))
      found.push({ kind: 'open', name, args, ...base })
    } else {
      const [name = '', ...args] = httpdWords(content)
      found.push({ kind: 'directive', name, args, ...base })
    }
  }
  return found
}

/** Words of a line: either quote protects to its end, and a backslash in front of it, or of itself, takes its meaning (util.c, ap_getword_conf). */
export function httpdWords(text: string): readonly string[] {
  const words: string[] = []
  let at = 0
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++
    if (at >= text.length) return words
    const quote = text.charAt(at)
    let word = ''
    if (quote === '"' || quote === "'") {
      at++
      while (at < text.length && text.charAt(at) !== quote) {
        if (text.charAt(at) === '\\' && (text.charAt(at + 1) === quote || text.charAt(at + 1) === '\\')) at++
        word += text.charAt(at++)
      }
      at++
    } else while (at < text.length && !/\s/.test(text.charAt(at))) word += text.charAt(at++)
    words.push(word)
  }
}
