import type { ComponentInput } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import { wordsOf } from './secret-names.ts'

/** A named value, whether it came by the environment or as `--name=value`. */
export interface Entry {
  readonly key: string
  readonly setting: Setting
  readonly from: 'environment' | 'argument'
}

/** Environment, then arguments; an argument without a name has the key `command`. */
export function entriesOf(input: ComponentInput): Entry[] {
  const entries: Entry[] = []
  for (const [key, setting] of input.env) entries.push({ key, setting, from: 'environment' })
  const argv = [...(input.entrypoint ?? []), ...(input.command ?? [])]
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index]
    if (argument === undefined) continue
    const flag = /^--?([A-Za-z][A-Za-z0-9_.-]{0,80})(?:=([\s\S]*))?$/.exec(argument.value)
    const next = argv[index + 1]
    // `sh -c` and its like are followed by a line, not by a value
    if (flag === null || /^-[a-z]*c$/.test(argument.value)) entries.push({ key: 'command', setting: argument, from: 'argument' })
    else if (flag[2] !== undefined) entries.push({ key: `--${flag[1] ?? ''}`, setting: withText(argument, flag[2]), from: 'argument' })
    else if (next !== undefined && !next.value.startsWith('-')) {
      entries.push({ key: `--${flag[1] ?? ''}`, setting: next, from: 'argument' })
      index++
    }
  }
  return entries
}

/** Entries by their words run together: `DB_HOST`, `db.host`, `DB__HOST` and `--db-host` are all `dbhost`. */
export function byWords(entries: readonly Entry[]): Map<string, Entry> {
  const result = new Map<string, Entry>()
  for (const entry of entries) {
    const words = wordsOf(entry.key).join('')
    if (words !== '' && !result.has(words)) result.set(words, entry)
  }
  return result
}

/** The sibling of a group whose name ends in one of `endings`. */
export function sibling(index: ReadonlyMap<string, Entry>, prefix: string, endings: readonly string[]): Entry | undefined {
  for (const ending of endings) {
    const found = index.get(prefix + ending)
    if (found !== undefined && found.setting.value !== '') return found
  }
  return undefined
}
