import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { asSwitch } from '../environment.ts'

/** A value of a settings file in Python, as far as it can be told without running the file. Every part knows where it is written. */
export type PythonSetting = PythonScalar | PythonItems | PythonEntries | PythonMade

export interface PythonScalar {
  readonly kind: 'scalar'
  /** `name`: the name of something that is written elsewhere, such as `ssl.CERT_NONE`. `unknown`: only the running program knows. */
  readonly type: 'text' | 'number' | 'switch' | 'none' | 'name' | 'unknown'
  readonly setting: Setting
}

export interface PythonItems {
  readonly kind: 'items'
  readonly items: readonly PythonSetting[]
  readonly trail: readonly Place[]
}

export interface PythonEntries {
  readonly kind: 'entries'
  readonly entries: ReadonlyMap<string, PythonSetting>
  readonly trail: readonly Place[]
}

/** What a call makes: `timedelta(hours=1)`, `Talisman(app)`. */
export interface PythonMade {
  readonly kind: 'made'
  readonly name: string
  readonly values: readonly PythonSetting[]
  readonly named: ReadonlyMap<string, PythonSetting>
  readonly trail: readonly Place[]
}

export function trailOf(value: PythonSetting): readonly Place[] {
  return value.kind === 'scalar' ? value.setting.trail : value.trail
}

/** The value at a path of keys. */
export function within(value: PythonSetting | undefined, ...path: readonly string[]): PythonSetting | undefined {
  let at = value
  for (const key of path) at = at?.kind === 'entries' ? at.entries.get(key) : undefined
  return at
}

/** Names that stand for themselves: constants of Python's ssl, and of Flask-AppBuilder. Any other name has a value that is not known here. */
const constant = /^(?:\w{1,40}\.){0,5}(?:CERT_(?:NONE|OPTIONAL|REQUIRED)|PROTOCOL_\w{1,20}|AUTH_(?:DB|LDAP|OAUTH|OID|REMOTE_USER))$/

/** Items of a list that are looked at. */
const mostItems = 1000

/**
 * The value as one text: of a list the texts of its items with commas between them, of a call its name, of a constant such as `ssl.CERT_NONE` its
 * own name. `None` and nested lists are no text.
 */
export function asSetting(value: PythonSetting | undefined): Setting | undefined {
  if (value === undefined || (value.kind === 'scalar' && value.type === 'none')) return undefined
  if (value.kind === 'scalar')
    return value.type === 'name' && constant.test(value.setting.value) ? { ...value.setting, unresolved: [] } : value.setting
  if (value.kind === 'made')
    return { value: `${value.name}()`, trail: value.trail, unresolved: [{ text: value.name, kind: 'variable', why: notRun }] }
  if (value.kind === 'entries') return undefined
  const texts = value.items.slice(0, mostItems).flatMap((item) => (item.kind === 'scalar' && item.type !== 'none' ? [item.setting] : []))
  return { value: texts.map((each) => each.value).join(','), trail: value.trail, unresolved: texts.flatMap(({ unresolved }) => unresolved) }
}

export const notRun = 'only the program that runs knows the value'
const onCondition = 'it holds only where a condition of the file is true'

/** Values that are part of several others are marked once. */
const marked = new WeakMap<PythonSetting, PythonSetting>()

/** The value, marked as one that holds only under a condition. */
export function uncertain(value: PythonSetting): PythonSetting {
  const known = marked.get(value)
  if (known !== undefined) return known
  const result = marking(value)
  marked.set(value, result)
  return result
}

function marking(value: PythonSetting): PythonSetting {
  if (value.kind === 'made') return value
  if (value.kind === 'items') return { ...value, items: value.items.map(uncertain) }
  if (value.kind === 'entries') return { ...value, entries: new Map([...value.entries].map(([key, item]) => [key, uncertain(item)])) }
  const { setting } = value
  return { ...value, setting: { ...setting, unresolved: [...setting.unresolved, { text: setting.value, kind: 'variable', why: onCondition }] } }
}

/** The setting as it is where the condition is true: a secret that is written is written, whenever it is used. */
export function evenOnCondition(setting: Setting): Setting {
  return { ...setting, unresolved: setting.unresolved.filter(({ why }) => why !== onCondition) }
}

/** True and false of Python, of JSON, and texts that mean them; undefined for anything else and for what is not known here. */
export function switchOf(value: PythonSetting | undefined): boolean | undefined {
  if (value?.kind !== 'scalar') return undefined
  if (value.type === 'none') return false
  const { setting } = value
  const isWord = value.type === 'name' && /^(?:true|false)$/.test(setting.value)
  return setting.unresolved.length > 0 && !isWord ? undefined : asSwitch(setting.value)
}

const units: Readonly<Record<string, number>> = { weeks: 604_800, days: 86_400, hours: 3600, minutes: 60, seconds: 1, milliseconds: 0.001 }

/** Seconds of a number or of `timedelta(…)`; undefined when they are not known. */
export function secondsOf(value: PythonSetting | undefined): number | undefined {
  if (value?.kind === 'scalar') {
    const number = Number(value.setting.value)
    return value.setting.unresolved.length === 0 && value.setting.value !== '' && Number.isFinite(number) ? number : undefined
  }
  if (value?.kind !== 'made' || !/(?:^|\.)timedelta$/.test(value.name)) return undefined
  let seconds = 0
  const all: (readonly [string, PythonSetting])[] = [...value.named]
  for (const [index, unit] of ['days', 'seconds', 'microseconds'].entries()) {
    const given = value.values[index]
    if (given !== undefined) all.push([unit, given])
  }
  for (const [unit, given] of all) {
    const count = given.kind === 'scalar' ? secondsOf(given) : undefined
    const size = unit === 'microseconds' ? 0.000_001 : units[unit]
    if (count === undefined || size === undefined) return undefined
    seconds += count * size
  }
  return seconds
}
