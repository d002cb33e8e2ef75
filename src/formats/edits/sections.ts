import type { Cannot, Change } from '../edit.ts'
import { applyEdits, cannotHold, isUnwritable, unchanged } from '../edit.ts'
import { linesAtEnd } from './place.ts'
import type { Setting, SettingsFormat } from './settings.ts'
import { isAt, takenOut } from './settings.ts'

/** Sections that a line opens and the next such line ends. */
export interface Sections {
  /** A section at the end of the file; nothing where one says the same already. */
  readonly add: (text: string, head: readonly string[], lines: readonly (readonly string[])[]) => Change | Cannot
  /** Takes out every section of a name, with all of its lines. */
  readonly remove: (text: string, name: string) => Change | Cannot
}

/** For formats whose heads are settings under `['<', name]`. */
export function sections(
  format: SettingsFormat<readonly string[]>,
  print: (head: readonly string[], lines: readonly (readonly string[])[]) => string,
): Sections {
  const told = (settings: readonly Setting<readonly string[]>[]): string =>
    JSON.stringify(settings.map(({ path, value }) => [path.map((name) => format.fold?.(name) ?? name), value]))

  return {
    add(text, head, lines) {
      if ([...head, ...lines.flat()].some((word) => isUnwritable(word) || /[\r\n]/.test(word))) return cannotHold
      const before = format.read(text)
      const block = print(head, lines)
      const { settings: meant, problems } = format.read(block)
      const words = meant.map(({ path, value = [] }) => [path.at(-1) ?? '', ...value])
      const isMeant = [head, ...lines].every((each, at) => JSON.stringify(each.slice(1)) === JSON.stringify(words[at]?.slice(1)))
      if (problems.length > 0 || !isMeant || meant.length !== lines.length + 1 || meant[0]?.path[0] !== '<') return cannotHold
      const own = told(meant)
      for (let from = 0; from + meant.length <= before.settings.length; from++) {
        const next = before.settings[from + meant.length]
        if ((next === undefined || next.path[0] === '<') && told(before.settings.slice(from, from + meant.length)) === own) return unchanged
      }
      const edits = [linesAtEnd(text, `${text.trim() === '' ? '' : '\n'}${block}`)]
      const after = format.read(applyEdits(text, edits))
      const isAdded = after.problems.length <= before.problems.length && told(after.settings) === told([...before.settings, ...meant])
      return isAdded ? { edits, notes: [] } : cannotHold
    },
    remove(text, name) {
      const before = format.read(text)
      const isHead = isAt(format, ['<', name])
      let isInside = false
      const gone = before.settings.filter((each) => {
        if (each.path[0] === '<') isInside = isHead(each)
        return isInside
      })
      return takenOut(format, text, before, gone)
    },
  }
}
