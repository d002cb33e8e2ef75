import type { Editor } from '../edit.ts'
import { parseSysctl, sysctlKey } from '../sysctl.ts'
import { addLine } from './line.ts'
import { settingsEditor } from './settings.ts'

/** sysctl.conf and files of sysctl.d; keys with dots or slashes. */
export const sysctlEdits: Editor<readonly string[], string> = settingsEditor({
  read: (text) => {
    const { entries, problems } = parseSysctl(text)
    const settings = entries.map(({ key, value, span }) => {
      const written = text.slice(span.start, span.end)
      const equals = written.indexOf('=')
      const dash = written.startsWith('-') ? 1 : 0
      const name = written.slice(dash, equals === -1 ? undefined : equals)
      const keyStart = span.start + dash + name.length - name.trimStart().length
      const rest = equals === -1 ? '' : written.slice(equals + 1)
      return {
        path: [key],
        value,
        keySpan: { start: keyStart, end: keyStart + name.trim().length },
        span: { start: span.end - rest.trimStart().length, end: span.end },
        whole: span,
        ...(value === undefined ? { locked: 'the key is excepted from what wildcards set' } : {}),
      }
    })
    return { settings, problems }
  },
  write: (value) => [value],
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' = ', separators: /^[ \t]*=[ \t]*$/ }),
  fold: sysctlKey,
})
