import type { Edit, Editor } from '../edit.ts'
import { parseHadoopXml } from '../hadoop-xml.ts'
import { indentAt, lineStart } from './place.ts'
import type { Setting, SettingsRead } from './settings.ts'
import { settingsEditor } from './settings.ts'

/** Files such as hdfs-site.xml. */
export const hadoopXmlEdits: Editor<readonly string[], string> = settingsEditor({ read, write, add })

function read(text: string): SettingsRead<string> {
  const { properties, problems } = parseHadoopXml(text)
  const settings = properties.map(({ name, value, span, block }): Setting<string> => {
    const base = { path: [name], value, keySpan: { start: block.start, end: block.start }, span, whole: block }
    const tag = text.lastIndexOf('<', span.end - 1)
    if (text.slice(span.end - 2, span.end) === '/>' && value === '' && span.start === span.end)
      return { ...base, span: { start: tag, end: span.end } }
    if (text.charAt(span.start) === '<' && span.start === block.start) return { ...base, locked: 'the value is an attribute of its element' }
    return base
  })
  return { settings, problems }
}

function escaped(value: string): string {
  return value.replace(/[&<>\r]/g, (one) => entities.get(one) ?? one)
}

function write(value: string, old: string | undefined): readonly string[] {
  const text = escaped(value)
  return old?.endsWith('/>') === true ? [`<value>${text}</value>`] : [text]
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['\r', '&#13;'],
])

function add(text: string, path: readonly string[], written: string, { settings }: SettingsRead<string>): readonly (readonly Edit[])[] {
  const last = settings.at(-1)?.whole
  const close = text.lastIndexOf('</configuration')
  const indent = last === undefined ? '  ' : indentAt(text, last.start)
  const inner = last === undefined ? '    ' : (/\n([ \t]+)<name>/.exec(text.slice(last.start, last.end))?.[1] ?? `${indent ?? ''}  `)
  const name = `<name>${escaped(path.at(-1) ?? '')}</name>`
  const value = `<value>${written}</value>`
  if (last !== undefined && indent !== undefined && text.slice(last.start, last.end).includes('\n')) {
    return [[{ start: last.end, end: last.end, text: `\n${indent}<property>\n${inner}${name}\n${inner}${value}\n${indent}</property>` }]]
  }
  if (last !== undefined)
    return [[{ start: last.end, end: last.end, text: `${indent === undefined ? '' : `\n${indent}`}<property>${name}${value}</property>` }]]
  if (close === -1) return []
  const block = `  <property>\n    ${name}\n    ${value}\n  </property>\n`
  const at = indentAt(text, close) === undefined ? close : lineStart(text, close)
  return [[{ start: at, end: at, text: at === close && !text.slice(0, at).endsWith('\n') ? `\n${block}` : block }]]
}
