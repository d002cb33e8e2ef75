import type { Span } from './node.ts'
import { bracedParts } from './python-text.ts'
import type { PythonCall, PythonText, PythonValue } from './python-value.ts'

/** Texts one behind the other; undefined when nothing says that these are texts. Parts that are texts themselves become one. */
export function joined(values: readonly PythonValue[], span: Span): PythonValue | undefined {
  if (!values.some(({ kind }) => kind === 'text' || kind === 'joined')) return undefined
  const parts: PythonValue[] = []
  for (const value of values) for (const part of value.kind === 'joined' ? value.parts : [value]) append(parts, part)
  const [only] = parts
  return only?.kind === 'text' && parts.length === 1 ? { ...only, span } : { kind: 'joined', parts, span }
}

function append(parts: PythonValue[], value: PythonValue): void {
  const last = parts.at(-1)
  if (last?.kind === 'text' && value.kind === 'text' && last.bytes === value.bytes)
    parts[parts.length - 1] = { ...last, text: last.text + value.text, span: { ...last.span, end: value.span.end, endLine: value.span.endLine } }
  else parts.push(value)
}

const conversion = /%(?:\((\w{1,100})\))?[-#0 +]{0,5}[0-9.*]{0,10}[hlL]?([a-zA-Z%])/g

/** `'…%s…' % (a, b)` and `'…%(name)s…' % {…}`. */
export function percent(text: PythonText, right: PythonValue, span: Span): PythonValue {
  const values = right.kind === 'list' && right.form === 'tuple' ? right.items : [right]
  const named = new Map<string, PythonValue>()
  if (right.kind === 'dict') for (const { key, value } of right.entries) if (key?.kind === 'text') named.set(key.text, value)
  const parts: PythonValue[] = []
  let at = 0
  let next = 0
  for (const match of text.text.matchAll(conversion)) {
    parts.push({ ...text, text: text.text.slice(at, match.index) })
    at = match.index + match[0].length
    if (match[2] === '%') parts.push({ ...text, text: '%' })
    else parts.push((match[1] === undefined ? values[next++] : named.get(match[1])) ?? { kind: 'computed', span })
  }
  parts.push({ ...text, text: text.text.slice(at) })
  return joined(parts, span) ?? { kind: 'joined', parts, span }
}

/** `'…{}…{name}…'.format(a, name=b)`. */
export function withFormat(text: PythonText, values: readonly PythonValue[], named: PythonCall['named'], span: Span): PythonValue {
  const byName = new Map(named.map(({ name, value }) => [name, value]))
  let next = 0
  const parts = bracedParts(text.text).map((part): PythonValue => {
    if (part.kind === 'text') return { ...text, text: part.text }
    const { expression } = part
    if (expression === '') return values[next++] ?? { kind: 'computed', span }
    const position = /^\d{1,3}$/.test(expression) ? Number(expression) : -1
    return values[position] ?? byName.get(expression) ?? { kind: 'computed', span }
  })
  return joined([{ ...text, text: '' }, ...parts], span) ?? { kind: 'joined', parts, span }
}
