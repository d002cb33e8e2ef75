import type { Problem, Span } from './node.ts'

export interface DirectiveFile {
  readonly directives: readonly Directive[]
  readonly problems: readonly Problem[]
}

export interface Directive {
  /** In lower case: names have no case. */
  readonly name: string
  readonly args: readonly string[]
  readonly span: Span
}

const byteEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['a', '\x07'],
])

/** Reads redis.conf and files like it: one directive a line, words as in `sdssplitargs` (redis 7.0, src/config.c and src/sds.c). */
export function parseDirectives(text: string): DirectiveFile {
  const directives: Directive[] = []
  const problems: Problem[] = []
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf('\n', start)
    const stop = newline === -1 ? text.length : newline
    const raw = text.slice(start, stop)
    const content = raw.trim()
    if (content !== '' && !content.startsWith('#')) {
      const [name, ...args] = splitWords(content) ?? []
      const from = start + raw.indexOf(content)
      if (name === undefined) problems.push({ line, message: 'a quote does not end, or something stands right behind it' })
      else directives.push({ name: name.toLowerCase(), args, span: { line, endLine: line, start: from, end: from + content.length } })
    }
    start = stop + 1
  }
  return { directives, problems }
}

/** The words of a line; undefined where quotes are not in order. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let at = 0
  while (at < line.length) {
    if (isSpace(line.charAt(at))) {
      at++
      continue
    }
    let word = ''
    while (at < line.length && !isSpace(line.charAt(at))) {
      const character = line.charAt(at)
      if (character !== '"' && character !== "'") {
        word += character
        at++
        continue
      }
      const quoted = readQuoted(line, at + 1, character)
      if (quoted === undefined || (quoted.next < line.length && !isSpace(line.charAt(quoted.next)))) return undefined
      word += quoted.text
      at = quoted.next
    }
    words.push(word)
  }
  return words
}

function readQuoted(line: string, from: number, mark: string): { readonly text: string; readonly next: number } | undefined {
  let text = ''
  for (let at = from; at < line.length; at++) {
    const character = line.charAt(at)
    if (character === mark) return { text, next: at + 1 }
    if (character !== '\\' || at + 1 === line.length) {
      text += character
      continue
    }
    const letter = line.charAt(at + 1)
    if (mark === "'") {
      text += letter === "'" ? letter : character
      if (letter === "'") at++
    } else if (/^x[0-9a-fA-F]{2}$/.test(line.slice(at + 1, at + 4))) {
      text += String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 4), 16))
      at += 3
    } else {
      text += byteEscapes.get(letter) ?? letter
      at++
    }
  }
  return undefined
}

function isSpace(character: string): boolean {
  return character === ' ' || (character >= '\t' && character <= '\r')
}
