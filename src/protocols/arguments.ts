import type { ComponentInput } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'

/** Every technology asks for the words of every command: they are split once. */
const lines = new WeakMap<ComponentInput, readonly Setting[]>()

/** The whole command line as written: entrypoint, then command, with the text of a `sh -c` line split into words. */
export function commandLine(input: ComponentInput): readonly Setting[] {
  const known = lines.get(input)
  if (known !== undefined) return known
  const words: Setting[] = []
  lines.set(input, words)
  const all = [...(input.entrypoint ?? []), ...(input.command ?? [])]
  for (const [index, word] of all.entries()) {
    const previous = all[index - 1]?.value
    if (previous !== undefined && /^-[a-z]*c$/.test(previous)) words.push(...shellWords(word))
    else words.push(word)
  }
  return words
}

/** Words of a shell line: quotes are honoured, operators stand alone, nothing is expanded. */
function shellWords(line: Setting): readonly Setting[] {
  const words: Setting[] = []
  for (const match of line.value.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|[^\s"';&|]+|&&|\|\||[;&|]/gs)) {
    words.push(withText(line, match[1] ?? match[2] ?? match[0]))
  }
  return words
}

export interface Flag {
  readonly name: string
  /** Absent when the flag stands alone. */
  readonly value?: Setting
  readonly at: Setting
}

/**
 * The value of an option in any of its spellings: `--name value`, `--name=value`, `-n value`. The last one wins, as most parsers have it.
 * `alone` says that the option takes no value.
 */
export function flag(words: readonly Setting[], names: readonly string[], alone = false): Flag | undefined {
  let found: Flag | undefined
  for (const [index, word] of words.entries()) {
    const cut = word.value.indexOf('=')
    const name = cut > 0 && word.value.startsWith('-') ? word.value.slice(0, cut) : word.value
    if (!names.includes(name)) continue
    if (cut > 0 && name !== word.value) found = { name, value: withText(word, word.value.slice(cut + 1)), at: word }
    else {
      const next = words[index + 1]
      found = alone || next === undefined ? { name, at: word } : { name, value: next, at: word }
    }
  }
  return found
}

/**
 * True when the command line starts one of these programs: `redis-server`, `exec /usr/bin/redis-server`, `wait.sh -- redis-server`.
 * The value of an option (`--features postgres`) and what a package manager installs are not programs.
 */
export function runs(words: readonly Setting[], ...programs: readonly string[]): boolean {
  let start = 0
  for (const [index, word] of words.entries()) {
    if (/^(?:&&|\|\||[;&|])$/.test(word.value)) start = index + 1
    else if (programs.includes(word.value.slice(word.value.lastIndexOf('/') + 1)) && isProgram(words, start, index)) return true
  }
  return false
}

function isProgram(words: readonly Setting[], start: number, index: number): boolean {
  const before = words[index - 1]?.value
  if (index > start && before !== undefined && /^--?[^-]/.test(before) && !before.includes('=') && !/^-(?:[a-z]*c|m|[eux]+)$/.test(before))
    return false
  return !words.slice(start, index).some((word) => word.value === 'install' || word.value === 'add')
}
