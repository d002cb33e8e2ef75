import type { ComponentInput } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'

/** The variable as the program sees it; empty counts as set. */
export function variable(input: ComponentInput, ...names: readonly string[]): Setting | undefined {
  for (const name of names) {
    const found = input.env.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

export interface SecretVariable {
  readonly key: string
  readonly value: Setting
}

/**
 * A variable that may also come from a file named by `NAME_FILE`, as the entrypoints of Docker's official and Bitnami's images read it.
 * The file's text loses its last line break, as `$(< file)` does. A file that is not there leaves the value unresolved.
 */
export function secretVariable(input: ComponentInput, ...names: readonly string[]): SecretVariable | undefined {
  for (const name of names) {
    const value = input.env.get(name)
    if (value !== undefined) return { key: name, value }
    const file = input.env.get(`${name}_FILE`)
    if (file !== undefined) return { key: `${name}_FILE`, value: fileText(input, file) }
  }
  return undefined
}

/** The text of a file that a setting names, as a setting of its own. */
export function fileText(input: ComponentInput, path: Setting): Setting {
  const opened = input.open(path.value)
  if (opened.state === 'text') {
    return { value: opened.text.replace(/\r?\n$/, ''), trail: [{ file: opened.file, line: 1 }, ...path.trail], unresolved: [] }
  }
  const why = opened.state === 'unreadable' ? opened.why : `${path.value} is not mounted`
  return { value: `<content of ${path.value}>`, trail: path.trail, unresolved: [{ text: `<content of ${path.value}>`, kind: 'file', why }] }
}

const truths = new Set(['1', 'true', 'yes', 'on', 'y', 't', 'enable', 'enabled'])
const falsehoods = new Set(['0', 'false', 'no', 'off', 'n', 'f', 'disable', 'disabled', ''])

/** Reads the usual spellings of a switch; anything else is undefined. */
export function asSwitch(value: string | undefined): boolean | undefined {
  const word = value?.trim().toLowerCase()
  if (word === undefined) return undefined
  if (truths.has(word)) return true
  return falsehoods.has(word) ? false : undefined
}
