/** One token of nginx configuration; `start` and `end` are offsets. */
export interface Token {
  readonly kind: 'word' | ';' | '{' | '}' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
  readonly problem?: string
}

/** The next token at an offset. A `#` opens a comment, and a `}` closes a block, only where a word could begin. */
export function readToken(text: string, from: number): Token {
  let at = from
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '#') {
      const newline = text.indexOf('\n', at)
      at = newline === -1 ? text.length : newline
    } else if (isSpace(character)) at++
    else break
  }
  if (at >= text.length) return { kind: 'end', text: '', start: text.length, end: text.length }
  const first = text.charAt(at)
  if (first === ';' || first === '{' || first === '}') return { kind: first, text: first, start: at, end: at + 1 }
  return first === '"' || first === "'" ? readQuoted(text, at, first) : readWord(text, at)
}

function readWord(text: string, start: number): Token {
  let at = start
  let variable = false
  for (; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '{' && variable) continue
    variable = character === '$'
    if (character === '\\') at++
    else if (isSpace(character) || character === ';' || character === '{') break
  }
  const end = Math.min(at, text.length)
  return { kind: 'word', text: unescape(text.slice(start, end)), start, end }
}

function readQuoted(text: string, start: number, mark: string): Token {
  let at = start + 1
  while (at < text.length && text.charAt(at) !== mark) at += text.charAt(at) === '\\' ? 2 : 1
  if (at >= text.length) {
    // the first line alone, so that the rest of the file is still read
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    return { kind: 'word', text: text.slice(start, end), start, end, problem: 'a quoted word does not end' }
  }
  const value = unescape(text.slice(start + 1, at))
  const next = text.charAt(at + 1)
  const joined = next !== '' && !isSpace(next) && next !== ';' && next !== '{' && next !== ')'
  return { kind: 'word', text: value, start, end: at + 1, ...(joined ? { problem: `unexpected ${JSON.stringify(next)} behind a quoted word` } : {}) }
}

const controls: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['r', '\r'],
  ['n', '\n'],
])

function unescape(raw: string): string {
  if (!raw.includes('\\')) return raw
  return raw.replace(/\\(["'\\trn])/g, (_, letter: string) => controls.get(letter) ?? letter)
}

/** The offset behind the brace that closes a Lua body, or the end of the text; braces in Lua strings and comments do not count. */
export function skipLua(text: string, from: number): number {
  let depth = 1
  let at = from
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '-' && text.charAt(at + 1) === '-') {
      at = longBracket(text, at + 2) ?? indexOr(text, '\n', at + 2)
    } else if (character === '[') {
      at = longBracket(text, at) ?? at + 1
    } else if (character === '"' || character === "'") {
      at++
      while (at < text.length && text.charAt(at) !== character && text.charAt(at) !== '\n') at += text.charAt(at) === '\\' ? 2 : 1
      at++
    } else {
      if (character === '{') depth++
      if (character === '}' && --depth === 0) return at + 1
      at++
    }
  }
  return text.length
}

/** The offset behind `[[…]]` or `[=[…]=]`; undefined where none begins. */
function longBracket(text: string, from: number): number | undefined {
  if (text.charAt(from) !== '[') return undefined
  let level = 0
  while (text.charAt(from + 1 + level) === '=') level++
  if (text.charAt(from + 1 + level) !== '[') return undefined
  const close = `]${'='.repeat(level)}]`
  const at = text.indexOf(close, from + 2 + level)
  return at === -1 ? text.length : at + close.length
}

function indexOr(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n'
}
