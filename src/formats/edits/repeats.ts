import type { Cannot, Change, Edit, Editor } from '../edit.ts'
import { unchanged } from '../edit.ts'
import { indentAt, linesBefore, linesBehind } from './place.ts'
import type { Setting, SettingsFormat } from './settings.ts'
import { inserted, isAt, replaced, settingsEditor, takenOut } from './settings.ts'

/** Settings that may be written several times, each of which counts (`add_header`, `save`, `http_access`). */
export interface Repeats<Path, Value> {
  /** One more with this value, unless there is one; or, where one `fits`, that one with this value. */
  readonly put: (text: string, path: Path, value: Value, where?: Where<Value>) => Change | Cannot
  /** Takes out those that fit. */
  readonly drop: (text: string, path: Path, fits: (value: Value) => boolean) => Change | Cannot
}

export interface Where<Value> {
  /** Which of those that are written is meant; without it the one that has the value. */
  readonly fits?: (value: Value) => boolean
  /** In front of the first neighbour of which this holds: names are as the reader gives them. What stands behind it does not count as written. */
  readonly before?: (name: string, value: Value) => boolean
}

/** An editor of settings of which some stand once and others several times. */
export interface LinesEditor<Value> extends Editor<readonly string[], Value>, Repeats<readonly string[], Value> {}

export function linesEditor<Value>(format: SettingsFormat<Value>): LinesEditor<Value> {
  return { ...settingsEditor(format), ...repeats(format) }
}

export function repeats<Value>(format: SettingsFormat<Value>): Repeats<readonly string[], Value> {
  const line = format.line ?? ((key, written) => `${key} ${written}`)
  return {
    put(text, path, value, { fits, before: isAnchor } = {}) {
      const before = format.read(text)
      const within = JSON.stringify(path.slice(0, -1))
      const anchor =
        isAnchor === undefined
          ? undefined
          : before.settings.find(
              (each) => JSON.stringify(each.path.slice(0, -1)) === within && each.value !== undefined && isAnchor(each.path.at(-1) ?? '', each.value),
            )
      const limit = anchor === undefined ? Number.POSITIVE_INFINITY : startOf(anchor)
      const same = before.settings.filter(isAt(format, path)).filter((each) => startOf(each) < limit)
      if (same.some((each) => JSON.stringify(each.value) === JSON.stringify(value))) return unchanged
      const found = fits === undefined ? undefined : same.find((each) => each.value !== undefined && fits(each.value))
      if (found !== undefined) return replaced(format, text, before, found, value)
      return inserted(format, text, before, path, value, (written) => {
        const piece = line(path.at(-1) ?? '', written)
        if (anchor !== undefined) return inFront(text, anchor, piece)
        return [...(same.at(-1) === undefined ? [] : behind(text, same.at(-1)!, piece)), ...format.add(text, path, written, before)]
      })
    },
    drop(text, path, fits) {
      const before = format.read(text)
      const gone = before.settings.filter(isAt(format, path)).filter((each) => each.value !== undefined && fits(each.value))
      return takenOut(format, text, before, gone)
    },
  }
}

function startOf<Value>({ whole, keySpan }: Setting<Value>): number {
  return whole?.start ?? keySpan.start
}

function inFront<Value>(text: string, setting: Setting<Value>, piece: string): readonly (readonly Edit[])[] {
  const start = startOf(setting)
  const indent = indentAt(text, start)
  return [...(indent === undefined ? [] : [[linesBefore(text, start, indent + piece)]]), [{ start, end: start, text: `${piece} ` }]]
}

function behind<Value>(text: string, setting: Setting<Value>, piece: string): readonly (readonly Edit[])[] {
  const end = setting.whole?.end ?? Math.max(setting.keySpan.end, setting.span.end)
  const indent = indentAt(text, startOf(setting))
  return [...(indent === undefined ? [] : [[linesBehind(text, end, indent + piece)]]), [{ start: end, end, text: ` ${piece}` }]]
}
