import { parseAssignments } from '../formats/shell-assignments.ts'
import type { Gap } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Setting, Unresolved } from '../model/setting.ts'
import { openDocument, settingAt } from '../settings/documents.ts'

/**
 * The component's variables with those of shell scripts laid over them, such as java.env or spark-env.sh. Nothing is run: what a command
 * would put in stays open. A variable that refers to itself and is not set is empty, as it is in a shell.
 */
export function withAssignments(input: ComponentInput, paths: readonly string[], gaps: Gap[]): ReadonlyMap<string, Setting> {
  const values = new Map(input.env)
  for (const path of paths) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    const { entries, problems } = parseAssignments(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    for (const { key, value, append, span } of entries) {
      const before = values.get(key)
      const { text, unresolved } = expand(value, (name) => values.get(name) ?? (name === key ? empty : undefined))
      const written = settingAt(document, text, span)
      const all = [...written.unresolved, ...unresolved]
      if (append && before !== undefined)
        values.set(key, { value: before.value + text, trail: [...written.trail, ...before.trail], unresolved: [...before.unresolved, ...all] })
      else values.set(key, { ...written, unresolved: all })
    }
  }
  return values
}

const empty: Setting = { value: '', trail: [], unresolved: [] }

/** Longest value: a script that doubles a variable again and again ends there. */
const longest = 65_536

const reference = /\\\$|\$\{([A-Za-z_]\w{0,199})(?::?-([^{}]{0,2000}))?\}|\$([A-Za-z_]\w{0,199})|\$\([^]*|\$\{[^]*|`[^]*/g

/** Puts in what is known; `\$` is a dollar sign. Behind a command nothing more is read. */
function expand(value: string, lookup: (name: string) => Setting | undefined): { readonly text: string; readonly unresolved: readonly Unresolved[] } {
  const unresolved: Unresolved[] = []
  const text = value.replace(reference, (whole: string, braced: string | undefined, fallback: string | undefined, plain: string | undefined) => {
    if (whole === '\\$') return '$'
    const name = braced ?? plain
    const found = name === undefined ? undefined : lookup(name)
    if (found !== undefined) {
      unresolved.push(...found.unresolved)
      return found.value === '' && fallback !== undefined ? fallback : found.value
    }
    if (fallback !== undefined && !fallback.includes('$')) return fallback
    unresolved.push({ text: whole, kind: 'variable', why: name === undefined ? 'a command gives its value' : `${name} has no value here` })
    return whole
  })
  return { text: text.slice(0, longest), unresolved }
}
