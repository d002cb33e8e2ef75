import { textLines } from '../../formats/key-value.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

export interface Settings {
  /** The value in force of an option, whatever its case. */
  readonly get: (key: string) => Setting | undefined
  readonly all: (key: string) => readonly Setting[]
  readonly home: Place
}

/**
 * Reads clamd.conf or freshclam.conf as ClamAV 1.4 does (common/optparser.c): a name and the rest of the line; of options that take one
 * value the first counts, `Example` makes the program refuse the file.
 */
export function readSettings(input: ComponentInput, paths: readonly string[], gaps: Gap[]): Settings | undefined {
  for (const path of paths) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    const found = new Map<string, Setting[]>()
    for (const { text, number } of textLines(document.text)) {
      const match = /^\s*([A-Za-z]\w*)(?:\s+(.*))?$/.exec(text)
      if (match === null) continue
      const key = (match[1] ?? '').toLowerCase()
      const value = (match[2] ?? '').trim()
      const setting = settingAt(document, value.startsWith('"') ? (value.split('"')[1] ?? '') : value, { line: number })
      found.set(key, [...(found.get(key) ?? []), setting])
    }
    return {
      get: (key) => found.get(key.toLowerCase())?.[0],
      all: (key) => found.get(key.toLowerCase()) ?? [],
      home: { file: document.file, line: 1 },
    }
  }
  return undefined
}
