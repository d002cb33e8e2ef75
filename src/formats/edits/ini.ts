import { interpolated } from '../ini-interpolation.ts'
import type { IniOptions } from '../ini.ts'
import { iniStyles, parseIni } from '../ini.ts'
import { addLine } from './line.ts'
import type { SettingsRead } from './settings.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'

/** How a program that reads INI takes values beyond what the reader does. */
interface Values {
  /** `%%` is `%` (configparser). */
  readonly percent?: boolean
  /** A backslash begins an escape that the reader leaves alone (option files of MySQL). */
  readonly noBackslash?: boolean
  readonly fold?: (key: string) => string
}

/** Paths are section and key; the section is empty in front of the first head. */
function iniEditor(options: IniOptions, values: Values = {}): LinesEditor<string> {
  function read(text: string): SettingsRead<string> {
    const { entries, sections, directives, problems } = parseIni(text, options)
    return {
      settings: [
        ...entries.map(({ section, key, value, keySpan, span }) => ({ path: [section, key], keySpan, span, ...literal(value, values) })),
        ...directives.map(({ name, argument, span }) => ({ path: ['!', name], value: argument, keySpan: span, span })),
      ],
      sections: sections.map(({ name, span }) => ({ path: [name], span })),
      problems,
    }
  }
  function write(value: string, old: string | undefined): readonly string[] {
    if (values.noBackslash === true && value.includes('\\')) return []
    const text = values.percent === true ? value.replaceAll('%', '%%') : value
    const folded = options.indented ? text.replaceAll('\n', '\n    ') : text
    if (!options.unquotes) return [folded]
    const mark = old?.charAt(0) ?? ''
    const quoted = ['"', "'", '`'].map((each) => `${each}${text}${each}`)
    const triple = options.tripleQuotes ? [`"""${text}"""`] : []
    if (mark !== '' && '"\'`'.includes(mark)) return [`${mark}${text}${mark}`, ...quoted, ...triple, text]
    return [text, ...quoted, ...triple]
  }
  return linesEditor({
    read,
    write,
    add: (text, path, written, found) =>
      addLine(text, path, written, found, {
        separator: ' = ',
        separators: /^[ \t]*[=:][ \t]*$/,
        header: (section) => `[${section}]`,
      }),
    line: (key, written) => `${key} = ${written}`,
    ...(values.fold === undefined ? {} : { fold: values.fold }),
  })
}

function literal(raw: string | undefined, { percent }: Values): { readonly value: string | undefined; readonly note?: string } {
  if (raw === undefined || percent !== true) return { value: raw }
  if (/%\(/.test(raw.replaceAll('%%', ''))) return { value: raw, note: 'the value named other settings; now it is a fixed one' }
  const read = interpolated(raw, () => undefined)
  return { value: 'text' in read ? read.text : raw }
}

/** grafana.ini, airflow.cfg, supervisord.conf, my.cnf and files like them. */
export const iniEdits: Readonly<Record<'plain' | 'python' | 'interpolated' | 'supervisor' | 'grafana' | 'mysql' | 'stunnel', LinesEditor<string>>> = {
  plain: iniEditor({ ...iniStyles.python, indented: false, trimsSections: true }),
  python: iniEditor(iniStyles.python),
  /** With values that name each other, as Airflow has them. */
  interpolated: iniEditor(iniStyles.python, { percent: true }),
  supervisor: iniEditor(iniStyles.supervisor, { percent: true }),
  grafana: iniEditor(iniStyles.grafana),
  /** stunnel.conf: options have no case, and services may share a name: the last one counts. */
  stunnel: iniEditor(iniStyles.stunnel, { fold: (key) => key.toLowerCase() }),
  mysql: iniEditor(iniStyles.mysql, { noBackslash: true, fold: (key) => key.replaceAll('_', '-') }),
}
