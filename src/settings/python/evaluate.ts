import type { PythonCall, PythonItem, PythonOperation, PythonValue } from '../../formats/python-value.ts'
import type { ComponentInput } from '../../model/input.ts'
import { uniquePlaces } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Document } from '../documents.ts'
import { placeAt, settingAt } from '../documents.ts'
import { calculated } from './arithmetic.ts'
import { asSetting, notRun, secondsOf, trailOf, uncertain, within } from './value.ts'
import type { PythonScalar, PythonSetting } from './value.ts'

/** What an expression of a file may refer to. */
export interface Context {
  readonly input: ComponentInput
  readonly document: Document
  /** The value of a name, as far as the file was read. */
  readonly value: (name: string) => PythonSetting | undefined
}

/** Items of a list that are kept: lists may name each other. */
const mostItems = 5000

/** Texts that are put together are no longer than this. */
const longest = 65_536

/** What a written value is, with names, variables of the environment and simple sums put in. Nothing is run. */
export function evaluate(value: PythonValue, context: Context): PythonSetting {
  const { document } = context
  const trail = [placeAt(document, value.span), ...document.mount]
  const all = (values: readonly PythonValue[]): readonly PythonSetting[] =>
    values.flatMap((each) => {
      const known = evaluate(each.kind === 'spread' ? each.value : each, context)
      return each.kind !== 'spread' ? [known] : known.kind === 'items' ? known.items : [unknown(context, each)]
    })
  switch (value.kind) {
    case 'text':
      return { kind: 'scalar', type: 'text', setting: settingAt(document, value.text, value.span) }
    case 'number':
      return { kind: 'scalar', type: 'number', setting: settingAt(document, value.text, value.span) }
    case 'constant':
      return value.value === 'None' || value.value === '...'
        ? { kind: 'scalar', type: 'none', setting: settingAt(document, '', value.span) }
        : { kind: 'scalar', type: 'switch', setting: settingAt(document, value.value, value.span) }
    case 'name':
      return context.value(value.name) ?? named(context, value, value.name)
    case 'list':
      return { kind: 'items', items: all(value.items).slice(0, mostItems), trail }
    case 'dict': {
      const entries = new Map<string, PythonSetting>()
      for (const entry of value.entries) {
        const known = evaluate(entry.value, context)
        const key = entry.key === undefined ? undefined : asSetting(evaluate(entry.key, context))?.value
        if (key !== undefined) entries.set(key, known)
        else if (entry.key === undefined && known.kind === 'entries') for (const [other, each] of known.entries) entries.set(other, each)
      }
      return { kind: 'entries', entries, trail }
    }
    case 'call':
      return called(value, context) ?? made(value, context, all(value.values))
    case 'item':
      return itemOf(value, context)
    case 'joined':
      return together(
        value.parts.map((part) => evaluate(part, context)),
        context,
        value,
      )
    case 'choice':
      return choice(value.how, all(value.options), context, value)
    case 'operation':
      return operation(value, context)
    case 'attribute':
    case 'spread':
    case 'computed':
      return unknown(context, value)
  }
}

function unknown({ document }: Context, value: PythonValue): PythonScalar {
  const text = '<computed>'
  return {
    kind: 'scalar',
    type: 'unknown',
    setting: { ...settingAt(document, text, value.span), unresolved: [{ text, kind: 'variable', why: notRun }] },
  }
}

function named({ document }: Context, value: PythonValue, name: string): PythonScalar {
  const unresolved = [{ text: name, kind: 'variable' as const, why: `${name} has its value from elsewhere` }]
  return { kind: 'scalar', type: 'name', setting: { ...settingAt(document, name, value.span), unresolved } }
}

function made(value: PythonCall, context: Context, values: readonly PythonSetting[]): PythonSetting {
  const trail = [placeAt(context.document, value.span), ...context.document.mount]
  const given = new Map(value.named.map((each) => [each.name, evaluate(each.value, context)]))
  const name = value.called.kind === 'name' ? value.called.name : value.called.kind === 'attribute' ? value.called.name : ''
  return { kind: 'made', name, values, named: given, trail }
}

const environment = /^(?:os\.)?(?:environ\.get|getenv)$/
/** django-environ, environs and python-decouple: `env('X', default=…)`, `env.bool('X', …)`, `config('X', …)`. */
const reader = /^(?:env|config)(?:\.(?:str|bool|int|float|list|url))?$/

/** Calls whose value is known: variables of the environment, and changes of type. */
function called(value: PythonCall, context: Context): PythonSetting | undefined {
  const [first, second] = value.values
  if (value.called.kind === 'attribute') return method(value, context)
  if (value.called.kind !== 'name') return undefined
  const { name } = value.called
  const key = first?.kind === 'text' ? first.text : undefined
  if (key !== undefined && (environment.test(name) || (reader.test(name) && /^[A-Z][A-Z0-9_]*$/.test(key)))) {
    const fallback = value.named.find((each) => each.name === 'default')?.value ?? second
    return variable(key, fallback, context, value)
  }
  if (
    /^(?:str|int|float|bool|list|tuple|set|frozenset|dict|(?:pathlib\.)?(?:Pure|Posix)?Path|SecretStr)$/.test(name) &&
    first !== undefined &&
    value.values.length === 1
  ) {
    const inner = evaluate(first, context)
    if (name !== 'bool' || inner.kind !== 'scalar') return inner
    if (inner.setting.unresolved.length > 0 || inner.type === 'name') return inner
    // of a text only the empty one is false
    const truth = inner.type === 'text' ? inner.setting.value !== '' : !/^(?:False|0|)$/.test(inner.setting.value)
    return { ...inner, type: 'switch', setting: { ...inner.setting, value: truth ? 'True' : 'False' } }
  }
  if (name === 'dict' && value.values.length === 0) {
    const trail = [placeAt(context.document, value.span), ...context.document.mount]
    return { kind: 'entries', entries: new Map(value.named.map((each) => [each.name, evaluate(each.value, context)])), trail }
  }
  if (/^(?:os\.path\.join|posixpath\.join|join)$/.test(name)) {
    const parts = value.values.flatMap((part, index) => (index === 0 ? [evaluate(part, context)] : [slash(context, value), evaluate(part, context)]))
    return together(parts, context, value)
  }
  const last = name.lastIndexOf('.')
  return last === -1 ? undefined : applied(name.slice(last + 1), value.values, context.value(name.slice(0, last)), context, value)
}

function slash({ document }: Context, value: PythonValue): PythonScalar {
  return { kind: 'scalar', type: 'text', setting: settingAt(document, '/', value.span) }
}

function method(value: PythonCall, context: Context): PythonSetting | undefined {
  return value.called.kind === 'attribute' ? applied(value.called.name, value.values, evaluate(value.called.of, context), context, value) : undefined
}

/** Methods of texts that settings files use, and the length of a time. */
function applied(
  name: string,
  values: readonly PythonValue[],
  of: PythonSetting | undefined,
  context: Context,
  value: PythonValue,
): PythonSetting | undefined {
  if (name === 'total_seconds') {
    const seconds = of?.kind === 'made' ? secondsOf(of) : undefined
    return seconds === undefined ? undefined : { kind: 'scalar', type: 'number', setting: settingAt(context.document, String(seconds), value.span) }
  }
  if (of?.kind !== 'scalar' || of.type === 'none') return undefined
  const { setting } = of
  if (/^(?:encode|decode|resolve|absolute|as_posix|get_secret_value)$/.test(name)) return of
  if (/^(?:strip|lstrip|rstrip)$/.test(name) && values.length === 0) return { ...of, setting: { ...setting, value: setting.value.trim() } }
  if (name === 'lower' || name === 'upper')
    return setting.unresolved.length > 0
      ? of
      : { ...of, setting: { ...setting, value: name === 'lower' ? setting.value.toLowerCase() : setting.value.toUpperCase() } }
  const [separator] = values
  if (name !== 'split' || setting.unresolved.length > 0) return undefined
  const parts = separator?.kind === 'text' && separator.text !== '' ? setting.value.split(separator.text) : setting.value.split(/\s+/).filter(Boolean)
  return { kind: 'items', items: parts.slice(0, mostItems).map((part) => ({ ...of, setting: { ...setting, value: part } })), trail: setting.trail }
}

/** A variable of the environment: what the component has, what the file itself sets, else the value for when it is not set. */
function variable(key: string, fallback: PythonValue | undefined, context: Context, value: PythonValue): PythonSetting {
  const found = context.input.env.get(key)
  const place = placeAt(context.document, value.span)
  if (found !== undefined) return { kind: 'scalar', type: 'text', setting: { ...found, trail: [...found.trail, place] } }
  const own = within(context.value('os.environ'), key)
  if (own !== undefined) return own
  if (fallback !== undefined) return evaluate(fallback, context)
  const text = `\${${key}}`
  const unresolved = [{ text, kind: 'variable' as const, why: `${key} comes from the environment, which is not described here` }]
  return { kind: 'scalar', type: 'unknown', setting: { ...settingAt(context.document, text, value.span), unresolved } }
}

function itemOf(value: PythonItem, context: Context): PythonSetting {
  if (value.of.kind === 'name' && /^(?:os\.)?environ$/.test(value.of.name) && value.key.kind === 'text')
    return variable(value.key.text, undefined, context, value)
  const of = evaluate(value.of, context)
  const key = asSetting(evaluate(value.key, context))?.value
  if (key === undefined) return unknown(context, value)
  if (of.kind === 'items') return of.items[/^\d{1,4}$/.test(key) ? Number(key) : of.items.length + Number(key)] ?? unknown(context, value)
  return within(of, key) ?? unknown(context, value)
}

/** One text out of several; what is not known leaves a hole. */
function together(parts: readonly PythonSetting[], context: Context, value: PythonValue): PythonSetting {
  const texts = parts.map((part) => hole(part))
  const text = texts.map((each) => each.value).join('')
  if (text.length > longest) return unknown(context, value)
  const { trail } = settingAt(context.document, '', value.span)
  const led = parts.flatMap((part) => trailOf(part)).filter(({ file }) => file !== context.document.file)
  const unresolved = texts.flatMap((each) => each.unresolved)
  return { kind: 'scalar', type: 'text', setting: { value: text, trail: uniquePlaces([...trail, ...led.slice(0, 20)]), unresolved } }
}

function hole(part: PythonSetting): Setting {
  const setting = part.kind === 'scalar' ? part.setting : { value: part.kind === 'made' ? part.name : '', trail: part.trail, unresolved: [] }
  if (part.kind === 'scalar' && part.type !== 'name') return setting
  const text = `<${setting.value.replace(/[<>\n]/g, '').slice(0, 100) || 'value'}>`
  return { value: text, trail: setting.trail, unresolved: [{ text, kind: 'variable', why: notRun }] }
}

function choice(how: 'or' | 'and' | 'if', options: readonly PythonSetting[], context: Context, value: PythonValue): PythonSetting {
  const [first, second] = options
  if (first === undefined || second === undefined || how === 'and') return unknown(context, value)
  if (how === 'if') {
    const same = asSetting(first)?.value === asSetting(second)?.value && first.kind === 'scalar' && second.kind === 'scalar'
    return same ? first : uncertain(first)
  }
  // an unset variable is false, and a variable without a value is taken to be unset
  return options.find((option) => !isFalse(option)) ?? options.at(-1)!
}

function isFalse(value: PythonSetting): boolean {
  if (value.kind === 'items') return value.items.length === 0
  if (value.kind === 'entries') return value.entries.size === 0
  if (value.kind === 'made') return false
  const { type, setting } = value
  if (type === 'unknown') return setting.unresolved.length > 0
  return type === 'none' || (type === 'text' && setting.value === '') || (type !== 'text' && /^(?:False|0)$/.test(setting.value))
}

function operation({ operators, operands, span }: PythonOperation, context: Context): PythonSetting {
  const values = operands.map((operand) => evaluate(operand, context))
  const value: PythonValue = { kind: 'computed', span }
  const only = operators.every((operator) => operator === operators[0]) ? operators[0] : undefined
  const [first, second] = values
  const written = { span, trail: [placeAt(context.document, span), ...context.document.mount] }
  if (only === '+' && values.every((each) => each.kind === 'items'))
    return { kind: 'items', items: values.flatMap(({ items }) => items).slice(0, mostItems), trail: written.trail }
  if (only === '|' && values.every((each) => each.kind === 'entries'))
    return { kind: 'entries', entries: new Map(values.flatMap(({ entries }) => [...entries])), trail: written.trail }
  const isText = (each: PythonSetting): boolean => each.kind === 'scalar' && each.type === 'text'
  if (only === '+' && values.some(isText)) return together(values, context, value)
  if (only === '/' && values.slice(1).every(isText))
    return together(
      values.flatMap((each, index) => (index === 0 ? [each] : [slash(context, value), each])),
      context,
      value,
    )
  if ((only === '==' || only === '!=' || only === 'in') && first !== undefined && second !== undefined) {
    const truth = compared(only, first, second)
    if (truth !== undefined)
      return {
        kind: 'scalar',
        type: 'switch',
        setting: { ...settingAt(context.document, truth ? 'True' : 'False', span), trail: uniquePlaces([...trailOf(first), ...written.trail]) },
      }
  }
  const number = calculated(
    values.map((each) => (each.kind === 'scalar' && each.type === 'number' ? Number(each.setting.value) : Number.NaN)),
    operators,
  )
  return number === undefined
    ? unknown(context, value)
    : { kind: 'scalar', type: 'number', setting: settingAt(context.document, String(number), span) }
}

function compared(operator: string, left: PythonSetting, right: PythonSetting): boolean | undefined {
  if (left.kind !== 'scalar' || left.setting.unresolved.length > 0) return undefined
  const equals = (other: PythonSetting): boolean | undefined =>
    other.kind !== 'scalar' || other.setting.unresolved.length > 0
      ? undefined
      : other.type === left.type && other.setting.value === left.setting.value
  if (operator !== 'in') {
    const same = equals(right)
    return same === undefined ? undefined : same === (operator === '==')
  }
  if (right.kind !== 'items') return undefined
  const all = right.items.slice(0, mostItems).map(equals)
  return all.includes(true) ? true : all.includes(undefined) ? undefined : false
}
