import { escapedCharacter } from './erlang-text.ts'

export interface Numeral {
  /** In decimal. */
  readonly text: string
  readonly end: number
}

const based = /(\d{1,2})#([0-9a-zA-Z](?:_?[0-9a-zA-Z]){0,400})/y
const decimal = /\d(?:_?\d){0,400}(?:\.\d(?:_?\d){0,400}(?:[eE][-+]?\d{1,4})?)?/y

/** `42`, `1_000`, `16#ff`, `1.5e3`, `$a`; undefined where none stands. A sign belongs to who asks. */
export function numeralAt(text: string, at: number): Numeral | undefined {
  if (text.charAt(at) === '$') return characterCode(text, at + 1)
  based.lastIndex = at
  const [whole, base, digits] = based.exec(text) ?? []
  if (whole !== undefined && base !== undefined && digits !== undefined) return inBase(Number(base), digits, at + whole.length)
  decimal.lastIndex = at
  const plain = decimal.exec(text)?.[0]
  return plain === undefined ? undefined : { text: withoutZeros(plain.replaceAll('_', '')), end: at + plain.length }
}

function characterCode(text: string, at: number): Numeral | undefined {
  const escaped = text.charAt(at) === '\\' ? escapedCharacter(text, at + 1) : undefined
  const code = (escaped?.text ?? text.slice(at)).codePointAt(0)
  if (code === undefined || (escaped === undefined && text.charAt(at) === '\\')) return undefined
  return { text: String(code), end: escaped?.end ?? at + String.fromCodePoint(code).length }
}

function inBase(base: number, written: string, end: number): Numeral | undefined {
  if (base < 2 || base > 36) return undefined
  let value = 0n
  for (const digit of written.replaceAll('_', '')) {
    const one = Number.parseInt(digit, 36)
    if (one >= base) return undefined
    value = value * BigInt(base) + BigInt(one)
  }
  return { text: String(value), end }
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}
