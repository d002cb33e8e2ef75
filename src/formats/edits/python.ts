import type { Edit, Editor } from '../edit.ts'
import type { PythonAssignment } from '../python.ts'
import { parsePython } from '../python.ts'
import type { PythonValue } from '../python-value.ts'
import { indentAt, linesAtEnd } from './place.ts'
import type { Setting, SettingsRead } from './settings.ts'
import { settingsEditor } from './settings.ts'

type Literal = string | number | boolean | null
export type PythonLiteral = Literal | readonly Literal[]

/**
 * Settings files written in Python: a literal takes the place of a literal. Paths are a name (`DEBUG`), a name with its keys
 * (`c.x`, or `app.config` and `A`) or a class with its attribute (`Config` and `DEBUG`).
 */
export const pythonEdits: Editor<readonly string[], PythonLiteral> = settingsEditor<PythonLiteral>({ read, write, add })

function read(text: string): SettingsRead<PythonLiteral> {
  const { statements, problems } = parsePython(text)
  return { settings: statements.flatMap((each) => (each.kind === 'assignment' ? [settingOf(text, each)] : [])), problems }
}

function settingOf(text: string, { target, operator, value, span, block }: PythonAssignment): Setting<PythonLiteral> {
  const keys = target.keys.map((key) => (key.kind === 'text' ? key.text : '\0'))
  const literal = literalOf(value)
  const uncertain = block.conditional || block.exceptional || block.inFunction
  const locked = uncertain
    ? 'it is assigned under a condition or in a function'
    : operator !== '='
      ? 'the value is put together by several assignments'
      : literal === undefined
        ? 'the value is computed by the program'
        : undefined
  return {
    path: [...(block.className === undefined ? [] : [block.className]), target.name, ...keys],
    value: literal === undefined ? `\0${operator}${text.slice(value.span.start, value.span.end)}` : literal,
    keySpan: { start: span.start, end: span.start },
    span: value.span,
    whole: span,
    ...(locked === undefined ? {} : { locked }),
  }
}

function literalOf(value: PythonValue): PythonLiteral | undefined {
  if (value.kind !== 'list') return scalarOf(value)
  const items = value.form === 'set' ? [undefined] : value.items.map(scalarOf)
  return items.every((each) => each !== undefined) ? items : undefined
}

function scalarOf(value: PythonValue): Literal | undefined {
  if (value.kind === 'text') return value.bytes ? undefined : value.text
  if (value.kind === 'number') return Number.isSafeInteger(Number(value.text)) || value.text.includes('.') ? Number(value.text) : undefined
  if (value.kind !== 'constant' || value.value === '...') return undefined
  return value.value === 'None' ? null : value.value === 'True'
}

function write(value: PythonLiteral, old = ''): readonly string[] {
  const mark = /^[^"]*'/.test(old) ? "'" : '"'
  if (!isList(value)) return [scalarText(value, mark)]
  const items = value.map((each) => scalarText(each, mark))
  return [old === '' || old.startsWith('[') ? `[${items.join(', ')}]` : `(${items.join(', ')}${items.length === 1 ? ',' : ''})`]
}

function isList(value: PythonLiteral): value is readonly Literal[] {
  return Array.isArray(value)
}

function scalarText(value: Literal, mark: string): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  return `${mark}${value.replace(/[\\'"\p{Cc}]/gu, (one) => (one === mark || one === '\\' ? `\\${one}` : one === '"' || one === "'" ? one : control(one)))}${mark}`
}

function control(character: string): string {
  return letters.get(character) ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

const letters: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** A name goes to the end of the file; a key or an attribute behind its neighbours. */
function add(text: string, path: readonly string[], written: string, { settings }: SettingsRead<PythonLiteral>): readonly (readonly Edit[])[] {
  const name = path.at(-1) ?? ''
  if (path.length === 1) return [[linesAtEnd(text, `${name} = ${written}`)]]
  const within = JSON.stringify(path.slice(0, -1))
  const last = settings.findLast((each) => JSON.stringify(each.path.slice(0, -1)) === within && each.locked === undefined)
  if (last?.whole === undefined) return []
  const indent = indentAt(text, last.whole.start)
  const isKey = text.startsWith(`${path.at(-2) ?? ''}[`, last.whole.start)
  const target = isKey ? `${path.at(-2) ?? ''}[${scalarText(name, "'")}]` : name
  const newline = text.indexOf('\n', last.whole.end)
  const end = newline === -1 ? text.length : newline - (text.charAt(newline - 1) === '\r' ? 1 : 0)
  return indent === undefined ? [] : [[{ start: end, end, text: `\n${indent}${target} = ${written}` }]]
}
