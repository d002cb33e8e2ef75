import { joined, percent, withFormat } from './python-join.ts'
import type { Cursor } from './python-cursor.ts'
import { atEnd, is, isClose, isSign, mostDepth, problem, skip, spanFrom, take, tokenAt } from './python-cursor.ts'
import { decimal } from './python-number.ts'
import { formattedParts, literalOf } from './python-text.ts'
import { pythonTokens } from './python-token.ts'
import { comparisons, keywords, products, sums } from './python-words.ts'
import type { PythonCall, PythonDict, PythonValue } from './python-value.ts'

/** Attributes, items and calls behind each other that are followed. */
const mostTrailers = 40

/** One expression, or several with commas between them: a tuple without its brackets. */
export function expressions(cursor: Cursor): PythonValue {
  const first = cursor.at
  const value = expression(cursor)
  if (!is(cursor, ',')) return value
  const items = [value]
  while (take(cursor, ','))
    if (!atEnd(cursor) && !isClose(tokenAt(cursor)) && !/^(?:;|=|.+=)$/.test(tokenAt(cursor).text)) items.push(expression(cursor))
  return { kind: 'list', form: 'tuple', items, span: spanFrom(cursor, first) }
}

/** Reads the literal part of Python as it is, and of the rest what a reader of settings can use. */
export function expression(cursor: Cursor): PythonValue {
  return deeper(cursor, conditional)
}

function deeper(cursor: Cursor, read: (cursor: Cursor) => PythonValue): PythonValue {
  if (cursor.depth < mostDepth) {
    cursor.depth++
    const value = read(cursor)
    cursor.depth--
    return value
  }
  const first = cursor.at
  problem(cursor, `a value is nested more than ${mostDepth} levels deep`)
  skip(cursor)
  return computed(cursor, first)
}

function computed(cursor: Cursor, first: number): PythonValue {
  return { kind: 'computed', span: spanFrom(cursor, first) }
}

function conditional(cursor: Cursor): PythonValue {
  const first = cursor.at
  if (take(cursor, 'lambda')) {
    skip(cursor, ({ text }) => text === ':')
    if (take(cursor, ':')) expression(cursor)
    return computed(cursor, first)
  }
  if (take(cursor, 'yield')) {
    take(cursor, 'from')
    if (!atEnd(cursor) && !isClose(tokenAt(cursor))) expression(cursor)
    return computed(cursor, first)
  }
  if (take(cursor, '*') || take(cursor, '**')) return { kind: 'spread', value: expression(cursor), span: spanFrom(cursor, first) }
  const value = or(cursor)
  if (take(cursor, ':=')) return expression(cursor)
  if (!take(cursor, 'if')) return value
  or(cursor)
  if (!take(cursor, 'else')) return computed(cursor, first)
  return { kind: 'choice', how: 'if', options: [value, expression(cursor)], span: spanFrom(cursor, first) }
}

function or(cursor: Cursor): PythonValue {
  return choice(cursor, 'or', (inner) => choice(inner, 'and', comparison))
}

function choice(cursor: Cursor, how: 'or' | 'and', next: (cursor: Cursor) => PythonValue): PythonValue {
  const first = cursor.at
  const options = [next(cursor)]
  while (take(cursor, how)) options.push(next(cursor))
  return options.length === 1 ? options[0]! : { kind: 'choice', how, options, span: spanFrom(cursor, first) }
}

function comparison(cursor: Cursor): PythonValue {
  const first = cursor.at
  while (take(cursor, 'not')) continue
  let isPlain = cursor.at === first
  const operands = [sum(cursor)]
  const operators: string[] = []
  while (tokenAt(cursor).kind !== 'string' && comparisons.has(tokenAt(cursor).text)) {
    operators.push(tokenAt(cursor).text)
    cursor.at++
    while (take(cursor, 'not')) isPlain = false
    operands.push(sum(cursor))
  }
  const [operator] = operators
  if (!isPlain || operators.length > 1) return computed(cursor, first)
  return operator === undefined ? operands[0]! : { kind: 'operation', operators, operands, span: spanFrom(cursor, first) }
}

function sum(cursor: Cursor): PythonValue {
  return operation(cursor, sums, (inner) => operation(inner, products, signed))
}

/** Operands with operators of one rank between them. */
function operation(cursor: Cursor, ranked: ReadonlySet<string>, next: (cursor: Cursor) => PythonValue): PythonValue {
  const first = cursor.at
  const operands = [next(cursor)]
  const operators: string[] = []
  while (tokenAt(cursor).kind === 'operator' && ranked.has(tokenAt(cursor).text)) {
    operators.push(tokenAt(cursor).text)
    cursor.at++
    operands.push(next(cursor))
  }
  const [left, right] = operands
  if (right === undefined) return left!
  const span = spanFrom(cursor, first)
  if (operators.every((operator) => operator === '+')) {
    const text = joined(operands, span)
    if (text !== undefined) return text
  }
  if (operators.length === 1 && operators[0] === '%' && left!.kind === 'text') return percent(left!, right, span)
  return { kind: 'operation', operators, operands, span }
}

function signed(cursor: Cursor): PythonValue {
  const first = cursor.at
  let minus = false
  let inverts = false
  for (; isSign(tokenAt(cursor)); cursor.at++) {
    if (is(cursor, '-')) minus = !minus
    if (is(cursor, '~') || is(cursor, 'await')) inverts = true
  }
  if (cursor.at === first) return power(cursor)
  const value = power(cursor)
  if (value.kind !== 'number' || inverts) return computed(cursor, first)
  const negated = value.text.startsWith('-') ? value.text.slice(1) : value.text === '0' ? '0' : `-${value.text}`
  const text = minus ? negated : value.text
  return { kind: 'number', text, span: spanFrom(cursor, first) }
}

function power(cursor: Cursor): PythonValue {
  const first = cursor.at
  const left = trailed(cursor)
  if (!take(cursor, '**')) return left
  return { kind: 'operation', operators: ['**'], operands: [left, deeper(cursor, signed)], span: spanFrom(cursor, first) }
}

function trailed(cursor: Cursor): PythonValue {
  const first = cursor.at
  let value = atom(cursor)
  for (let count = 0; ; count++) {
    const next = tokenAt(cursor, 1)
    if (count > mostTrailers && (is(cursor, '.') || is(cursor, '(') || is(cursor, '['))) {
      problem(cursor, 'a value is too long a chain')
      skip(cursor, ({ text }) => text === ',' || text === ';')
      return computed(cursor, first)
    }
    if (is(cursor, '.') && next.kind === 'name') {
      cursor.at += 2
      const span = spanFrom(cursor, first)
      value =
        value.kind === 'name' ? { kind: 'name', name: `${value.name}.${next.text}`, span } : { kind: 'attribute', of: value, name: next.text, span }
    } else if (is(cursor, '(')) value = call(cursor, value, first)
    else if (is(cursor, '[')) {
      cursor.at++
      const key = is(cursor, ':') ? computed(cursor, cursor.at) : expressions(cursor)
      close(cursor, ']')
      value = { kind: 'item', of: value, key, span: spanFrom(cursor, first) }
    } else return value
  }
}

function call(cursor: Cursor, called: PythonValue, first: number): PythonValue {
  cursor.at++
  const values: PythonValue[] = []
  const named: PythonCall['named'][number][] = []
  while (!isClose(tokenAt(cursor)) && !atEnd(cursor)) {
    const from = cursor.at
    const { kind, text } = tokenAt(cursor)
    const next = tokenAt(cursor, 1)
    if (kind === 'name' && next.kind === 'operator' && next.text === '=') {
      cursor.at += 2
      named.push({ name: text, value: expression(cursor), span: spanFrom(cursor, from) })
    } else values.push(expression(cursor))
    if (is(cursor, 'for') || is(cursor, 'async')) skip(cursor)
    if (!separated(cursor)) break
  }
  close(cursor, ')')
  const span = spanFrom(cursor, first)
  if (called.kind === 'attribute' && called.name === 'format' && called.of.kind === 'text') return withFormat(called.of, values, named, span)
  return { kind: 'call', called, values, named, span }
}

/** Takes the comma between two items; false where the last one was read. */
function separated(cursor: Cursor): boolean {
  if (take(cursor, ',')) return true
  if (!isClose(tokenAt(cursor)) && !atEnd(cursor)) {
    problem(cursor, 'a part of a value cannot be read')
    skip(cursor)
  }
  return false
}

function close(cursor: Cursor, bracket: string): void {
  skip(cursor)
  if (!isClose(tokenAt(cursor))) return
  if (!is(cursor, bracket)) problem(cursor, 'a bracket is closed by one of another kind')
  cursor.at++
}

function atom(cursor: Cursor): PythonValue {
  const first = cursor.at
  const { kind, text } = tokenAt(cursor)
  if (kind === 'string') return strings(cursor)
  if (kind === 'number') {
    cursor.at++
    const digits = decimal(text)
    return digits === undefined ? computed(cursor, first) : { kind: 'number', text: digits, span: spanFrom(cursor, first) }
  }
  if (kind === 'name' && !keywords.has(text)) {
    cursor.at++
    const span = spanFrom(cursor, first)
    if (text === 'True' || text === 'False' || text === 'None') return { kind: 'constant', value: text, span }
    return { kind: 'name', name: text.normalize('NFKC'), span }
  }
  if (take(cursor, '...')) return { kind: 'constant', value: '...', span: spanFrom(cursor, first) }
  if (is(cursor, '(')) return items(cursor, ')', 'tuple')
  if (is(cursor, '[')) return items(cursor, ']', 'list')
  if (is(cursor, '{')) return braces(cursor)
  if (kind === 'operator' && !isClose(tokenAt(cursor)) && !/^(?:[,:;=]|.+=)$/.test(text)) cursor.at++
  return computed(cursor, first)
}

/** String literals one behind the other are one. */
function strings(cursor: Cursor): PythonValue {
  const first = cursor.at
  const parts: PythonValue[] = []
  for (; tokenAt(cursor).kind === 'string'; cursor.at++) {
    const { text, start, end } = tokenAt(cursor)
    const literal = literalOf(text)
    const span = cursor.lines.span(start + cursor.base, end + cursor.base)
    if (!literal.formatted) {
      parts.push({ kind: 'text', text: literal.text, bytes: literal.bytes, span })
      continue
    }
    for (const part of formattedParts(literal.text, literal.raw)) {
      if (part.kind === 'text') parts.push({ kind: 'text', text: part.text, bytes: false, span })
      else parts.push(inside(cursor, part.expression, cursor.base + start + literal.from + part.at))
    }
  }
  const span = spanFrom(cursor, first)
  if (parts.length === 0) return { kind: 'text', text: '', bytes: false, span }
  return joined(parts, span) ?? { kind: 'joined', parts, span }
}

/** The expression in the braces of an f-string. */
function inside(cursor: Cursor, text: string, base: number): PythonValue {
  const { tokens } = pythonTokens(text)
  return deeper({ ...cursor, tokens, base, at: 0 }, expressions)
}

function items(cursor: Cursor, bracket: ')' | ']', form: 'tuple' | 'list'): PythonValue {
  const first = cursor.at++
  const found: PythonValue[] = []
  let commas = 0
  while (!isClose(tokenAt(cursor)) && !atEnd(cursor)) {
    found.push(expression(cursor))
    if (is(cursor, 'for') || is(cursor, 'async')) return comprehension(cursor, first)
    if (!separated(cursor)) break
    commas++
  }
  close(cursor, bracket)
  const [only] = found
  if (form === 'tuple' && only !== undefined && commas === 0) return only
  return { kind: 'list', form, items: found, span: spanFrom(cursor, first) }
}

function comprehension(cursor: Cursor, first: number): PythonValue {
  skip(cursor)
  if (isClose(tokenAt(cursor))) cursor.at++
  return computed(cursor, first)
}

function braces(cursor: Cursor): PythonValue {
  const first = cursor.at++
  const entries: PythonDict['entries'][number][] = []
  const found: PythonValue[] = []
  while (!isClose(tokenAt(cursor)) && !atEnd(cursor)) {
    const from = cursor.at
    if (take(cursor, '**')) entries.push({ value: expression(cursor), span: spanFrom(cursor, from) })
    else {
      const key = expression(cursor)
      if (take(cursor, ':')) {
        const value = expression(cursor)
        entries.push({ key, value, span: spanFrom(cursor, from) })
      } else found.push(key)
    }
    if (is(cursor, 'for') || is(cursor, 'async')) return comprehension(cursor, first)
    if (!separated(cursor)) break
  }
  close(cursor, '}')
  const span = spanFrom(cursor, first)
  return found.length > 0 && entries.length === 0 ? { kind: 'list', form: 'set', items: found, span } : { kind: 'dict', entries, span }
}
