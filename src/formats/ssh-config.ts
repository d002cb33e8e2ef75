import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

/** One line of sshd_config or ssh_config. */
export interface SshLine {
  /** In lower case: keywords have no case. */
  readonly keyword: string
  readonly args: readonly string[]
  readonly span: Span
}

/** Reads a configuration of OpenSSH (9.2, servconf.c and misc.c): a keyword, white space or `=`, and words that quotes may hold together. */
export function parseSshConfig(text: string): { readonly lines: readonly SshLine[]; readonly problems: readonly Problem[] } {
  const lines = linesOf(text)
  const found: SshLine[] = []
  const problems: Problem[] = []
  for (const { text: raw, number, start } of textLines(text)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [, keyword = '', rest = ''] = /^"?([^\s="]+)"?(?:\s*=\s*|\s*)(.*)$/.exec(line) ?? []
    const args = sshWords(rest)
    const from = start + raw.indexOf(line)
    if (keyword === '' || args === undefined) problems.push({ line: number, message: 'a quote does not end, or a keyword is missing' })
    else found.push({ keyword: keyword.toLowerCase(), args, span: lines.span(from, from + line.length) })
  }
  return { lines: found, problems }
}

/** The words of a line up to a comment; undefined where a quote does not end. */
function sshWords(text: string): readonly string[] | undefined {
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++
      continue
    }
    if (text.charAt(at) === '#') break
    let word = ''
    let quote = ''
    for (; at < text.length; at++) {
      const character = text.charAt(at)
      const next = text.charAt(at + 1)
      if (quote === '' && /\s/.test(character)) break
      if (character === '\\' && (next === '"' || next === "'" || next === '\\' || (quote === '' && next === ' '))) word += text.charAt(++at)
      else if (quote === '' && (character === '"' || character === "'")) quote = character
      else if (character === quote) quote = ''
      else word += character
    }
    if (quote !== '') return undefined
    words.push(word)
  }
  return words
}
