import type { Edit, Editor } from '../edit.ts'
import type { Entry, Node } from '../node.ts'
import { entriesOf } from '../node.ts'
import { parseToml } from '../toml.ts'
import { flowAdd, flowRemove } from './flow.ts'
import { indentAt, linesAtEnd, linesBefore, linesBehind, withoutLines } from './place.ts'
import type { Found } from './tree.ts'
import { treeEditor } from './tree.ts'
import type { TreePath, Value } from './value.ts'
import { isList, isMap, nested } from './value.ts'

/** TOML: tables, dotted keys and inline tables as they are; new tables get a head at the end of the file. */
export const tomlEdits: Editor<TreePath, Value> = treeEditor({
  read: (text) => {
    const { value, problems } = parseToml(text)
    return { root: value, others: [], problems }
  },
  replace: (text, { span }, value) => texts(value, text.charAt(span.start)).map((each) => [{ start: span.start, end: span.end, text: each }]),
  add,
  remove,
})

function add(
  text: string,
  holder: Node | undefined,
  rest: TreePath,
  value: Value,
  above: TreePath,
  root: Node | undefined,
): readonly (readonly Edit[])[] {
  const [step, ...below] = rest
  if (step === undefined || holder === undefined) return []
  const inner = tomlText(nested(below, value))
  if (typeof step === 'number') return flowAdd(text, holder, inner, 'hash')
  if (text.charAt(holder.span.start) === '{') return flowAdd(text, holder, `${keyText(step)} = ${inner}`, 'hash')
  const line = (path: TreePath): string => `${path.map((each) => keyText(String(each))).join('.')} = ${inner}`
  const table = (path: TreePath, entry: string): Edit[] => [
    linesAtEnd(text, `${text.trim() === '' ? '' : '\n'}[${path.map((each) => keyText(String(each))).join('.')}]\n${entry}`),
  ]
  const names = [...above, ...rest.slice(0, -1)]
  const last = line(rest.slice(-1)).replace(/ = [^]*$/, ` = ${tomlText(value)}`)
  const proposals: (readonly Edit[])[] = []
  if (rest.length > 1 && !names.some((each) => typeof each === 'number')) proposals.push(table(names, last))
  if (holder === root) {
    const head = entriesOf(holder)
      .filter(isHead)
      .map((entry) => entry.value.span.start)
    const own = entriesOf(holder).filter((entry) => !isHead(entry))
    const end = Math.max(-1, ...own.map((entry) => entry.value.span.end))
    if (end >= 0) proposals.push([linesBehind(text, end, line([step]))])
    if (head.length > 0) proposals.push([linesBefore(text, Math.min(...head), `${line([step])}\n`)])
    proposals.push([linesAtEnd(text, line([step]))])
    return proposals
  }
  const first = entriesOf(holder).find((entry) => !isHead(entry))
  const indent = first === undefined ? '' : (indentAt(text, first.keySpan.start) ?? '')
  if (text.charAt(holder.span.start) === '[') proposals.push([linesBehind(text, holder.span.end, indent + line([step]))])
  const outer = indentAt(text, holder.span.start) ?? ''
  for (let from = above.length - 1; from >= 0; from--)
    proposals.push([linesBehind(text, holder.span.end, outer + line([...above.slice(from), step]))])
  return [...proposals, table(names, last)]
}

/** A table with a head of its own, or a list of such. */
function isHead({ keySpan, value }: Entry): boolean {
  return value.span.start < keySpan.start
}

function remove(text: string, found: Found): readonly (readonly Edit[])[] {
  const { holder, entry, span } = found
  if (holder === undefined) return []
  const open = text.charAt(holder.span.start)
  const isInline = open === '{' || (open === '[' && holder.kind === 'sequence')
  if (entry !== undefined && !isInline) return [[withoutLines(text, { start: Math.min(entry.keySpan.start, span.start), end: span.end })]]
  return [...(text.startsWith('[[', span.start) ? [[withoutLines(text, span)]] : []), ...flowRemove(text, found, 'hash')]
}

function texts(value: Value, mark: string): readonly string[] {
  const literal = typeof value === 'string' && mark === "'" && /^[^'\p{Cc}]*$/u.test(value) ? [`'${value}'`] : []
  return [...literal, tomlText(value)]
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlText(key)
}

function tomlText(value: Value): string {
  if (isMap(value)) return `{ ${[...value].map(([key, each]) => `${keyText(key)} = ${tomlText(each)}`).join(', ')} }`
  if (isList(value)) return `[${value.map(tomlText).join(', ')}]`
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\x7f', '\\u007f')
  return String(value)
}
