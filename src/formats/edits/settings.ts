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
  const fold = format.fold ?? ((name) => name)
  const keyOf = (path: readonly string[]): string => JSON.stringify(path.map(fold))
  const told = (read: SettingsRead<Value>): string[] => read.settings.map(({ path, value }) => JSON.stringify([keyOf(path), value ?? null]))

  function set(text: string, path: readonly string[], value: Value): Change | Cannot {
    if ([path, value].flat(2).some((each) => typeof each === 'string' && isUnwritable(each))) return cannotHold
    const before = format.read(text)
    const same = before.settings.filter((each) => keyOf(each.path) === keyOf(path))
    const setting = same.at(format.counts === 'first' ? 0 : -1)
    const meant = JSON.stringify([keyOf(path), value])
    const lines = told(before)
    if (setting === undefined) {
      let places = 0
      for (const written of format.write(value, undefined)) {
        for (const edits of format.add(text, path, written, before)) {
          places++
          const after = format.read(applyEdits(text, edits))
          if (after.problems.length <= before.problems.length && isInserted(lines, told(after), meant)) return { edits, notes: [] }
        }
      }
      return places === 0 && format.write(value, undefined).length > 0
        ? { cannot: 'there is no place for it: nothing beside it is written yet' }
        : cannotHold
    }
    if (setting.locked !== undefined) return { cannot: setting.locked }
    if (setting.value !== undefined && JSON.stringify(setting.value) === JSON.stringify(value)) return unchanged
    const old = text.slice(setting.span.start, setting.span.end)
    if (isTemplated(old)) return templated
    lines[before.settings.indexOf(setting)] = meant
    const isBare = setting.span.start === setting.span.end && setting.span.start === setting.keySpan.end
    for (const written of format.write(value, old)) {
      for (const piece of isBare ? [written, `=${written}`, ` ${written}`] : [written]) {
        const edits = [{ start: setting.span.start, end: setting.span.end, text: piece }]
        const after = format.read(applyEdits(text, edits))
        if (after.problems.length > before.problems.length || !isSame(lines, told(after))) continue
        const notes = same.length > 1 ? [`it is written more than once; the ${format.counts ?? 'last'} one is changed`] : []
        return { edits, notes: setting.note === undefined ? notes : [...notes, setting.note] }
      }
    }
    return cannotHold
  }

  function remove(text: string, path: readonly string[]): Change | Cannot {
    const before = format.read(text)
    const gone = before.settings.filter((each) => keyOf(each.path) === keyOf(path))
    if (gone.length === 0) return unchanged
    const rest = told({ ...before, settings: before.settings.filter((each) => !gone.includes(each)) })
    const ranges = gone.map((each) => each.whole ?? { start: each.keySpan.start, end: Math.max(each.keySpan.end, each.span.end) })
    if (ranges.some(({ start, end }) => isTemplated(text.slice(start, end)))) return templated
    for (const edits of [joined(ranges.map((range) => withoutLines(text, range))), joined(ranges.map((range) => ({ ...range, text: '' })))]) {
      const after = format.read(applyEdits(text, edits))
      if (after.problems.length <= before.problems.length && isSame(rest, told(after))) return { edits, notes: [] }
    }
    return { cannot: 'the setting cannot be taken out without changing another' }
  }

  return { set, remove }
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
