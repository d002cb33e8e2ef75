import { plainType } from '../yaml-type.ts'
import type { Value } from './value.ts'
import { isList, isMap } from './value.ts'

/** Ways to write a scalar of YAML, in the style of the old one where that can be. */
export function scalarTexts(value: string | number | boolean | null, old = ''): readonly string[] {
  if (typeof value !== 'string') return [String(value)]
  const double = JSON.stringify(value).replace(special, escaped)
  const single = /^[^\p{C}\p{Z}]*(?: +[^\p{C}\p{Z}]+)* *$/u.test(value) ? [`'${value.replaceAll("'", "''")}'`] : []
  const plain = isPlain(value) ? [value] : []
  if (old.startsWith("'")) return [...single, double]
  if (old.startsWith('"')) return [double]
  return [...plain, double]
}

/** Beyond what JSON escapes: what YAML takes for a line break or does not print (YAML 1.2, 5.1). */
const special = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Text that means the same to every reader of YAML without quotes, between brackets too. */
function isPlain(value: string): boolean {
  return (
    /^[A-Za-z0-9_./](?:[\w ./:@+=-]*[\w./@+=-])?$/.test(value) &&
    !/: |^\d{4}-|^[\d_.:+-]+$/.test(value) &&
    plainType(value, '1.1') === 'string' &&
    plainType(value, '1.2') === 'string'
  )
}

export function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && isPlain(key) ? key : (scalarTexts(key, '"')[0] ?? '""')
}

export function flowText(value: Value): string {
  if (isMap(value)) return `{${[...value].map(([key, each]) => `${keyText(key)}: ${flowText(each)}`).join(', ')}}`
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`
  return scalarTexts(value)[0] ?? ''
}

/** How a file lays out blocks. */
export interface YamlStyle {
  /** One step of indentation. */
  readonly unit: string
  /** How much deeper than its key a list stands. */
  readonly dash: string
}

export function styleOf(text: string): YamlStyle {
  const unit = /^( {1,8})[^\s#-]/m.exec(text)?.[1] ?? '  '
  let above: string | undefined
  for (const line of text.split('\n')) {
    const content = line.trim()
    if (content === '' || content.startsWith('#')) continue
    const indent = line.slice(0, line.length - line.trimStart().length)
    if (above !== undefined && content.startsWith('- ')) return { unit, dash: indent.length > above.length ? indent.slice(above.length) : '' }
    above = content.endsWith(':') && !content.startsWith('-') ? indent : undefined
  }
  return { unit, dash: unit }
}

/** An entry of a block mapping without the indentation of its first line. */
export function blockEntry(key: string, value: Value, indent: string, style: YamlStyle): string {
  const lines = blockLines(value, indent, style)
  return lines === undefined ? `${keyText(key)}: ${flowText(value)}` : `${keyText(key)}:\n${lines}`
}

/** What stands below a key; undefined where it stands beside it. */
export function blockLines(value: Value, indent: string, style: YamlStyle): string | undefined {
  if (isMap(value) && value.size > 0) return `${indent}${style.unit}${blockMap(value, indent + style.unit, style)}`
  if (!isList(value) || value.length === 0) return undefined
  return value.map((each) => `${indent}${style.dash}- ${itemText(each, indent + style.dash, style)}`).join('\n')
}

/** A mapping in lines, the first without its indentation. */
export function blockMap(value: ReadonlyMap<string, Value>, indent: string, style: YamlStyle): string {
  return [...value].map(([key, each]) => blockEntry(key, each, indent, style)).join(`\n${indent}`)
}

/** What stands behind the dash of an item whose dash has an indentation. */
export function itemText(value: Value, indent: string, style: YamlStyle): string {
  return isMap(value) && value.size > 0 ? blockMap(value, `${indent}  `, style) : flowText(value)
}
