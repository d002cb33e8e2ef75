/** Reading of Python's string literals (lexical analysis, Python 3.11). */

export interface Literal {
  readonly text: string
  readonly bytes: boolean
  /** `f'…'`: the text still has its braces, escapes are left as they are. */
  readonly formatted: boolean
  readonly raw: boolean
  /** Where the text begins inside the literal. */
  readonly from: number
}

/** The literal's prefix, and what stands between its quotes; of an f-string as written. */
export function literalOf(written: string): Literal {
  const quoteAt = written.search(/["']/)
  const prefix = written.slice(0, quoteAt).toLowerCase()
  const mark = written.charAt(quoteAt)
  const width = written.startsWith(mark.repeat(3), quoteAt) && written.length >= quoteAt + 6 ? 3 : 1
  const from = quoteAt + width
  const body = written.slice(from, written.length - width)
  const [raw, bytes, formatted] = [prefix.includes('r'), prefix.includes('b'), prefix.includes('f')]
  return { text: formatted ? body : plainText(body, raw, bytes), bytes, formatted, raw, from }
}

/** The text of a body without its escapes; line breaks are `\n`, whatever the file has. */
function plainText(body: string, raw: boolean, bytes: boolean): string {
  const text = body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body
  if (raw || !text.includes('\\')) return text
  return text.replace(escape, (written, one: string) => unescaped(written, one, bytes))
}

const escape = /\\(\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g

const simple: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

/** An escape that Python does not know stays as it is, with its backslash. */
function unescaped(written: string, one: string, bytes: boolean): string {
  const known = simple.get(one)
  if (known !== undefined) return known
  if (/^[0-7]/.test(one)) return String.fromCharCode(Number.parseInt(one, 8) & (bytes ? 0xff : 0x1ff))
  if (one.length === 1 || (bytes && !one.startsWith('x'))) return written
  const code = Number.parseInt(one.slice(1), 16)
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : written
}

export type FormattedPart =
  | { readonly kind: 'text'; readonly text: string }
  /** What stands in braces; `at` counts from the start of the body. */
  | { readonly kind: 'hole'; readonly expression: string; readonly at: number }

/** Parts of an f-string: texts, and the expressions in braces without conversion and format. */
export function formattedParts(body: string, raw: boolean): readonly FormattedPart[] {
  return bracedParts(body).map((part) => (part.kind === 'text' ? { kind: 'text', text: plainText(part.text, raw, false) } : part))
}

/** Splits at `{…}`; `{{` and `}}` are braces. A brace that does not close is text. */
export function bracedParts(body: string): readonly FormattedPart[] {
  const parts: FormattedPart[] = []
  let text = ''
  let unclosed = false
  for (let at = 0; at < body.length; at++) {
    const character = body.charAt(at)
    if ((character === '{' || character === '}') && body.charAt(at + 1) === character) {
      text += character
      at++
    } else if (character === '{' && !unclosed) {
      const close = closing(body, at + 1)
      if (close === -1) {
        unclosed = true
        text += character
        continue
      }
      if (text !== '') parts.push({ kind: 'text', text })
      text = ''
      parts.push({ kind: 'hole', expression: expressionIn(body.slice(at + 1, close)), at: at + 1 })
      at = close
    } else text += character
  }
  if (text !== '') parts.push({ kind: 'text', text })
  return parts
}

function closing(body: string, from: number): number {
  let depth = 0
  for (let at = from; at < body.length; at++) {
    const character = body.charAt(at)
    if (character === '{') depth++
    else if (character === '}' && depth-- === 0) return at
  }
  return -1
}

/** Without `!r`, `:>10` and the `=` of `{x=}`. */
function expressionIn(hole: string): string {
  let depth = 0
  let quote = ''
  for (let at = 0; at < hole.length; at++) {
    const character = hole.charAt(at)
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (depth === 0 && (character === ':' || (character === '!' && hole.charAt(at + 1) !== '='))) return hole.slice(0, at)
  }
  return hole
}
