import type { Editor } from '../edit.ts'
import type { EnvEntry } from '../env.ts'
import { parseEnv } from '../env.ts'
import { addLine } from './line.ts'
import type { Setting, SettingsRead } from './settings.ts'
import { settingsEditor } from './settings.ts'

/** Env files as Docker Compose reads them. */
export const envEdits: Editor<readonly string[], string> = settingsEditor({
  read,
  write,
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: '=', separators: /^[ \t]*[=:][ \t]*$/ }),
})

function read(text: string): SettingsRead<string> {
  const { entries, problems } = parseEnv(text)
  return { settings: entries.map((entry) => settingOf(text, entry)), problems }
}

function settingOf(text: string, entry: EnvEntry): Setting<string> {
  const { key, value, span } = entry
  const written = text.slice(span.start, span.end)
  const exported = /^export[ \t]+/.exec(written)?.[0].length ?? 0
  const keySpan = { start: span.start + exported, end: span.start + exported + key.length }
  const whole = { start: span.start, end: span.end }
  if (value === undefined) return { path: [key], value, keySpan, span: { start: keySpan.end, end: keySpan.end }, whole }
  const sign = span.start + written.search(/[=:]/) + 1
  const start = sign + (/^[\t\v\f\r \u0085\u00a0]*/.exec(text.slice(sign, span.end))?.[0].length ?? 0)
  // an empty value is behind the sign, not behind the blanks that follow
  const valueSpan = start === span.end ? { start: sign, end: sign } : { start, end: span.end }
  return { path: [key], ...literal(value, entry.interpolate), keySpan, span: valueSpan, whole }
}

function literal(value: string, interpolate: boolean): Pick<Setting<string>, 'value' | 'note'> {
  if (!interpolate || !value.includes('$')) return { value }
  if (value.replaceAll('$$', '').includes('$'))
    return { value: `\0${value}`, note: 'the value was put together from variables; now it is a fixed one' }
  return { value: value.replaceAll('$$', '$') }
}

function write(value: string, old: string | undefined): readonly string[] {
  const plain = value.replaceAll('$', '$$$$')
  const single = `'${value.replaceAll("'", "\\'")}'`
  const double = `"${value.replace(/["\\$\n\r\t]/g, (one) => escapes.get(one) ?? one)}"`
  if (old?.startsWith('"') === true) return [double, single]
  if (old?.startsWith("'") === true) return [single, double]
  return value === '' || /^[\w./:@%+,=-]+$/.test(value) ? [plain, double] : [single, double, plain]
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['$', '\\$'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])
