/** Characters of Erlang's quoted texts: strings, quoted atoms, binaries and `$c` (reference manual, "Data Types", OTP 25). */

const named: ReadonlyMap<string, number> = new Map([
  ['b', 8],
  ['d', 127],
  ['e', 27],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['s', 32],
  ['t', 9],
  ['v', 11],
])

export interface Character {
  readonly text: string
  readonly end: number
}

/** The character behind a backslash at `at`; undefined where the escape is none. */
export function escapedCharacter(text: string, at: number): Character | undefined {
  const digits = /[0-7]{1,3}|x\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\^[@-_a-z]/y
  digits.lastIndex = at
  const found = digits.exec(text)?.[0]
  if (found !== undefined) {
    const code = codeOf(found)
    return code > 0x10_ff_ff ? undefined : { text: String.fromCodePoint(code), end: at + found.length }
  }
  const next = text.codePointAt(at)
  if (next === undefined || next === 0x78 || next === 0x5e) return undefined
  const letter = String.fromCodePoint(next)
  const code = named.get(letter)
  return { text: code === undefined ? letter : String.fromCharCode(code), end: at + letter.length }
}

function codeOf(escape: string): number {
  if (escape.startsWith('x')) return Number.parseInt(escape.replaceAll(/[x{}]/g, ''), 16)
  return escape.startsWith('^') ? escape.charCodeAt(1) & 31 : Number.parseInt(escape, 8)
}

/** The text between two quotes; `end` is behind the closing one. Undefined where it does not end or an escape is none. */
export function quotedText(text: string, start: number, quote: string): Character | undefined {
  const parts: string[] = []
  let from = start + 1
  for (let at = from; at < text.length;) {
    const character = text.charAt(at)
    if (character === quote) {
      parts.push(text.slice(from, at))
      return { text: parts.join(''), end: at + 1 }
    }
    if (character === '\\') {
      const one = escapedCharacter(text, at + 1)
      if (one === undefined) return undefined
      parts.push(text.slice(from, at), one.text)
      at = one.end
      from = at
    } else at++
  }
  return undefined
}
