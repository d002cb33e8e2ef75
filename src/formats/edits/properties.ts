import type { Editor } from '../edit.ts'
import { parseProperties } from '../properties.ts'
import { addLine } from './line.ts'
import { settingsEditor } from './settings.ts'

/** Java properties, zoo.cfg among them. */
export const propertiesEdits: Editor<readonly string[], string> = settingsEditor({
  read: (text) => {
    const { entries, problems } = parseProperties(text)
    return { settings: entries.map(({ key, value, keySpan, span }) => ({ path: [key], value, keySpan, span })), problems }
  },
  write: (value) => {
    const text = escaped(value).replace(/^ /, '\\ ')
    // behind white space alone a first sign would be the separator
    return /^[=:]/.test(text) ? [text, `\\${text}`] : [text]
  },
  add: (text, path, written, found) =>
    addLine(text, path, written, found, {
      separator: '=',
      separators: /^(?:[ \t]*[=:][ \t]*|[ \t]+)$/,
      key: (key) => escaped(key).replace(/[ :=#!]/g, '\\$&'),
    }),
})

/** Escaped beyond ASCII, since older programs read ISO 8859-1. */
function escaped(text: string): string {
  return text.replace(/[^\x20-\x5b\x5d-\x7e]/g, (unit) => letters.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const letters: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\f', '\\f'],
])
