import { textLines } from '../key-value.ts'
import { parseUnit } from '../systemd-unit.ts'
import { addLine } from './line.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'

/**
 * Units and drop-ins of systemd: `['Service', 'ProtectSystem']`. An empty value takes back what was said before; keys that repeat
 * (`ExecStart`, `Environment`) by `put` and `drop`.
 */
export const systemdUnitEdits: LinesEditor<string> = linesEditor({
  read: (text) => {
    const { entries, problems } = parseUnit(text)
    const sections = textLines(text).flatMap(({ text: line, start }) => {
      const name = /^\[(.*)\]$/.exec(line.trim())?.[1]
      return name === undefined ? [] : [{ path: [name], span: { start: start + line.search(/\S/), end: start + line.trimEnd().length } }]
    })
    return { settings: entries.map(({ section, key, value, keySpan, span }) => ({ path: [section, key], value, keySpan, span })), sections, problems }
  },
  write: (value) => (/[\r\n]|\\$/.test(value) || value !== value.trim() ? [] : [value]),
  line: (key, written) => `${key}=${written}`,
  add: (text, path, written, found) =>
    addLine(text, path, written, found, { separator: '=', separators: /^[ \t]*=$/, header: (name) => `[${name}]` }),
})
