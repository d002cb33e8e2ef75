import type { Cannot, Change, Edit, Editor } from '../edit.ts'
import { applyEdits, cannotHold, isTemplated, isUnwritable, templated, unchanged } from '../edit.ts'
import { joined, withoutLines } from './place.ts'

interface Range {
  readonly start: number
  readonly end: number
}

/** One setting where it is written. */
export interface Setting<Value> {
  readonly path: readonly string[]
  /** Undefined: it has none. One that only the program knows begins with `\0`, which no value that is set can. */
  readonly value: Value | undefined
  readonly keySpan: Range
  /** The value alone. */
  readonly span: Range
  /** All that goes with it; without it from key to value. */
  readonly whole?: Range
  /** Why the value cannot be replaced. */
  readonly locked?: string
  /** What is lost with the value that stands there. */
  readonly note?: string
}

/** A format that is a list of settings, possibly in sections. */
export interface SettingsFormat<Value> {
  readonly read: (text: string) => SettingsRead<Value>
  /** Ways to write a value, the best one first. */
  readonly write: (value: Value, old: string | undefined) => readonly string[]
  /** Ways to add a setting, the best one first. */
  readonly add: (text: string, path: readonly string[], written: string, read: SettingsRead<Value>) => readonly (readonly Edit[])[]
  /** Which of equal settings the program takes; the last unless it is said. */
  readonly counts?: 'first' | 'last'
  /** A setting as it stands in a line of its own; without it a key, a blank and the value. */
  readonly line?: (key: string, written: string) => string
  /** A key or section as the program compares them. */
  readonly fold?: (name: string) => string
}

export interface SettingsRead<Value> {
  readonly settings: readonly Setting<Value>[]
  readonly problems: readonly unknown[]
  /** Sections that are open for more, by name; the last of a name counts. */
  readonly sections?: readonly { readonly path: readonly string[]; readonly span: Range }[]
}

/** Proposes edits and keeps the first that the format's own reader understands as they are meant. */
export function settingsEditor<Value>(format: SettingsFormat<Value>): Editor<readonly string[], Value> {
  function set(text: string, path: readonly string[], value: Value): Change | Cannot {
    const before = format.read(text)
    const same = before.settings.filter(isAt(format, path))
    const setting = same.at(format.counts === 'first' ? 0 : -1)
    if (setting === undefined) return inserted(format, text, before, path, value, (written) => format.add(text, path, written, before))
    const change = replaced(format, text, before, setting, value)
    if ('cannot' in change || change.edits.length === 0 || same.length === 1) return change
    return { ...change, notes: [`it is written more than once; the ${format.counts ?? 'last'} one is changed`, ...change.notes] }
  }

  function remove(text: string, path: readonly string[]): Change | Cannot {
    const before = format.read(text)
    return takenOut(format, text, before, before.settings.filter(isAt(format, path)))
  }

  return { set, remove }
}

function keyOf<Value>({ fold = (name) => name }: SettingsFormat<Value>, path: readonly string[]): string {
  return JSON.stringify(path.map(fold))
}

export function isAt<Value>(format: SettingsFormat<Value>, path: readonly string[]): (setting: Setting<Value>) => boolean {
  const key = keyOf(format, path)
  return (setting) => keyOf(format, setting.path) === key
}

function told<Value>(format: SettingsFormat<Value>, settings: readonly Setting<Value>[]): string[] {
  return settings.map(({ path, value }) => JSON.stringify([keyOf(format, path), value ?? null]))
}

function areUnwritable(path: readonly string[], value: unknown): boolean {
  return [path, value].flat(2).some((each) => typeof each === 'string' && isUnwritable(each))
}

/** A further setting: the first of the places in which the reader finds it, and all others as before. */
export function inserted<Value>(
  format: SettingsFormat<Value>,
  text: string,
  before: SettingsRead<Value>,
  path: readonly string[],
  value: Value,
  placesOf: (written: string) => readonly (readonly Edit[])[],
): Change | Cannot {
  if (areUnwritable(path, value)) return cannotHold
  const lines = told(format, before.settings)
  const meant = JSON.stringify([keyOf(format, path), value])
  const ways = format.write(value, undefined)
  let places = 0
  for (const written of ways) {
    for (const edits of placesOf(written)) {
      places++
      const after = format.read(applyEdits(text, edits))
      if (after.problems.length <= before.problems.length && isInserted(lines, told(format, after.settings), meant)) return { edits, notes: [] }
    }
  }
  return places === 0 && ways.length > 0 ? { cannot: 'there is no place for it: nothing beside it is written yet' } : cannotHold
}

/** Another value in the place of one. */
export function replaced<Value>(
  format: SettingsFormat<Value>,
  text: string,
  before: SettingsRead<Value>,
  setting: Setting<Value>,
  value: Value,
): Change | Cannot {
  if (areUnwritable(setting.path, value)) return cannotHold
  if (setting.locked !== undefined) return { cannot: setting.locked }
  if (setting.value !== undefined && JSON.stringify(setting.value) === JSON.stringify(value)) return unchanged
  const old = text.slice(setting.span.start, setting.span.end)
  if (isTemplated(old)) return templated
  const lines = told(format, before.settings)
  lines[before.settings.indexOf(setting)] = JSON.stringify([keyOf(format, setting.path), value])
  const isBare = setting.span.start === setting.span.end && setting.span.start === setting.keySpan.end
  for (const written of format.write(value, old)) {
    for (const piece of isBare ? [written, `=${written}`, ` ${written}`] : [written]) {
      const edits = [{ start: setting.span.start, end: setting.span.end, text: piece }]
      const after = format.read(applyEdits(text, edits))
      if (after.problems.length > before.problems.length || !isSame(lines, told(format, after.settings))) continue
      return { edits, notes: setting.note === undefined ? [] : [setting.note] }
    }
  }
  return cannotHold
}

/** Takes settings out with all that goes with them. */
export function takenOut<Value>(
  format: SettingsFormat<Value>,
  text: string,
  before: SettingsRead<Value>,
  gone: readonly Setting<Value>[],
): Change | Cannot {
  if (gone.length === 0) return unchanged
  const rest = told(
    format,
    before.settings.filter((each) => !gone.includes(each)),
  )
  const ranges = gone.map((each) => each.whole ?? { start: each.keySpan.start, end: Math.max(each.keySpan.end, each.span.end) })
  if (ranges.some(({ start, end }) => isTemplated(text.slice(start, end)))) return templated
  for (const edits of [joined(ranges.map((range) => withoutLines(text, range))), joined(ranges.map((range) => ({ ...range, text: '' })))]) {
    const after = format.read(applyEdits(text, edits))
    if (after.problems.length <= before.problems.length && isSame(rest, told(format, after.settings))) return { edits, notes: [] }
  }
  return { cannot: 'the setting cannot be taken out without changing another' }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index])
}

/** Whether exactly one line more is there, and it is the one that was meant. */
function isInserted(before: readonly string[], after: readonly string[], meant: string): boolean {
  if (after.length !== before.length + 1) return false
  let at = 0
  while (at < before.length && before[at] === after[at]) at++
  return after[at] === meant && before.slice(at).every((each, index) => each === after[at + 1 + index])
}
