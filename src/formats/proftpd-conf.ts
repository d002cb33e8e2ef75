import type { HttpdLine } from './httpd.ts'
import { textLines } from './key-value.ts'

/**
 * Reads the lines of proftpd.conf (ProFTPD 1.3.8, parser.c and str.c). It looks like a file of Apache: a backslash at the end goes on.
 * Only double quotes protect, inside of them a backslash takes the next letter as it is, and a word that starts with # ends the line.
 */
export function parseProftpdConf(text: string): readonly HttpdLine[] {
  const found: HttpdLine[] = []
  const physical = textLines(text)
  for (let index = 0; index < physical.length; index++) {
    const first = physical[index]!
    // a comment ends with its line, backslash or not
    if (first.text.trimStart().startsWith('#')) continue
    const parts = [first.text]
    let last = first
    while (last.text.endsWith('\\') && index + 1 < physical.length) {
      parts[parts.length - 1] = last.text.slice(0, -1)
      last = physical[++index]!
      parts.push(last.text)
    }
    const content = parts.join('').trim()
    if (content === '') continue
    const place = { line: first.number, endLine: last.number }
    if (!content.startsWith('<')) {
      const [name = '', ...args] = words(content)
      found.push({ kind: 'directive', name, args, ...place })
      continue
    }
    const isEnd = content.startsWith('</')
    const end = content.lastIndexOf('>')
    const [name = '', ...args] = words(content.slice(isEnd ? 2 : 1, end === -1 ? undefined : end))
    found.push({ kind: isEnd ? 'close' : 'open', name, args, ...place })
  }
  return found
}

function words(text: string): readonly string[] {
  const found: string[] = []
  let at = 0
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++
    if (at >= text.length || text.charAt(at) === '#') return found
    const isQuoted = text.charAt(at) === '"'
    if (isQuoted) at++
    let word = ''
    for (; at < text.length && !(isQuoted ? text.charAt(at) === '"' : /\s/.test(text.charAt(at))); at++) {
      if (isQuoted && text.charAt(at) === '\\' && at + 1 < text.length) at++
      word += text.charAt(at)
    }
    if (isQuoted) at++
    found.push(word)
  }
}
