import type { Editor } from '../edit.ts'
import { parsePostgresConf } from '../postgres-conf.ts'
import { addLine } from './line.ts'
import { settingsEditor } from './settings.ts'

/** postgresql.conf. */
export const postgresConfEdits: Editor<readonly string[], string> = settingsEditor({
  read: (text) => {
    const { entries, problems } = parsePostgresConf(text)
    return { settings: entries.map(({ key, value, keySpan, span }) => ({ path: [key], value, keySpan, span })), problems }
  },
  write: (value, old) => {
    const quoted = `'${value.replace(/['\\\n\r]/g, (one) => escapes.get(one) ?? one)}'`
    // words and numbers alone need no quotes (guc-file.l)
    return /^(?:[A-Za-z_]\w*|-?\d+(?:\.\d+)?[A-Za-z]{0,3})$/.test(value) && old?.startsWith("'") !== true ? [value] : [quoted]
  },
  add: (text, path, written, found) =>
    addLine(text, path, written, found, { separator: ' = ', separators: /^[ \t]*=[ \t]*$|^[ \t]+$/, key: (key) => key.toLowerCase() }),
  fold: (key) => key.toLowerCase(),
})

const escapes: ReadonlyMap<string, string> = new Map([
  ["'", "''"],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
])
