import { posix } from 'node:path'
import { parseCuttlefish } from '../../formats/cuttlefish.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import { matchingPaths } from '../../settings/matching.ts'

/** How a file of key and value is read, and where its settings go: a later one replaces an earlier one. */
export interface ConfReader {
  readonly input: ComponentInput
  readonly gaps: Gap[]
  readonly literalQuotes: boolean
  readonly into: Map<string, Setting>
}

const deepestInclude = 8

export function readConf(reader: ConfReader, path: string, depth = 0): void {
  const { input, gaps, into } = reader
  const document = openDocument(input, path, gaps)
  if (document === undefined || depth > deepestInclude) return
  const { entries, includes, problems } = parseCuttlefish(document.text, reader.literalQuotes)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  for (let index = 0; index <= entries.length; index++) {
    for (const include of includes.filter(({ before }) => before === index)) {
      // filelib:wildcard/1 of Erlang: a star fits hidden names too
      const found = matchingPaths(input, posix.join(posix.dirname(path), include.path), true)
      if (found.length === 0) gaps.push({ why: `${include.path} is not here`, place: placeAt(document, include.span) })
      for (const each of found) readConf(reader, each, depth + 1)
    }
    const entry = entries[index]
    if (entry !== undefined) into.set(entry.key, settingAt(document, entry.value, entry.span))
  }
}

const reference = /\$\(([A-Za-z0-9_.-]{1,200})\)/

/** `$(NAME)` is another setting of the file, or a variable of the environment in later versions (configuration guide, 4.1). */
export function filledIn(options: ReadonlyMap<string, Setting>, variables: ComponentInput['env']): Map<string, Setting> {
  return new Map([...options].map(([key, value]) => [key, filled(value, (name) => options.get(name) ?? variables.get(name))]))
}

function filled(from: Setting, lookup: (name: string) => Setting | undefined): Setting {
  if (from.value.startsWith('encrypted:')) return encrypted(from)
  const [text, name = ''] = reference.exec(from.value) ?? []
  if (text === undefined) return from
  const found = lookup(name)
  if (found === undefined || reference.test(found.value))
    return { ...from, unresolved: [...from.unresolved, { text, kind: 'variable', why: `${name} has no value here` }] }
  return filled(
    {
      value: from.value.replace(text, () => found.value),
      trail: [...from.trail, ...found.trail],
      unresolved: [...from.unresolved, ...found.unresolved],
    },
    lookup,
  )
}

/** What stands there is a cipher text: it opens nothing without the passphrase. */
export function encrypted(from: Setting): Setting {
  return { ...from, value: '<encrypted>', unresolved: [{ text: '<encrypted>', kind: 'placeholder', why: 'the value is encrypted' }] }
}
