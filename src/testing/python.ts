import type { PythonValue } from '../formats/python-value.ts'

/** A value as a test writes it: holes stand in angle brackets. */
export function plain(value: PythonValue): unknown {
  switch (value.kind) {
    case 'text':
      return value.text
    case 'number':
      return Number(value.text)
    case 'constant':
      return value.value === 'None' ? null : value.value === '...' ? '...' : value.value === 'True'
    case 'name':
      return `<${value.name}>`
    case 'list':
      return value.items.map(plain)
    case 'dict':
      return Object.fromEntries(value.entries.map(({ key, value: each }) => [key === undefined ? '**' : plain(key), plain(each)]))
    case 'call':
      return [
        `${String(plain(value.called))}()`,
        ...value.values.map(plain),
        ...value.named.map(({ name, value: each }) => `${name}=${String(plain(each))}`),
      ]
    case 'joined':
      return value.parts.map((part) => (part.kind === 'text' ? part.text : `{${String(plain(part))}}`)).join('')
    case 'choice':
      return value.options.map(plain)
    case 'item':
      return `${String(plain(value.of))}[${String(plain(value.key))}]`
    case 'attribute':
      return `${String(plain(value.of))}.${value.name}`
    case 'operation':
      return value.operands.map(plain).map(String).join(value.operators[0])
    case 'spread':
      return `*${String(plain(value.value))}`
    case 'computed':
      return '?'
  }
}
