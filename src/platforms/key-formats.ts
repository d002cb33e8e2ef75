import { envEdits } from '../formats/edits/env.ts'
import { hadoopXmlEdits } from '../formats/edits/hadoop-xml.ts'
import { proftpdConfEdits } from '../formats/edits/httpd.ts'
import { iniEdits } from '../formats/edits/ini.ts'
import { jsonEdits } from '../formats/edits/json.ts'
import { krb5Edits } from '../formats/edits/krb5.ts'
import { postgresConfEdits } from '../formats/edits/postgres-conf.ts'
import { propertiesEdits } from '../formats/edits/properties.ts'
import { pythonEdits } from '../formats/edits/python.ts'
import { rabbitmqConfEdits } from '../formats/edits/rabbitmq-conf.ts'
import { redisConfEdits } from '../formats/edits/redis-conf.ts'
import { shellEdits } from '../formats/edits/shell.ts'
import { squidEdits } from '../formats/edits/squid.ts'
import { sshConfigEdits } from '../formats/edits/ssh-config.ts'
import { sysctlEdits } from '../formats/edits/sysctl.ts'
import { tomlEdits } from '../formats/edits/toml.ts'
import type { Value } from '../formats/edits/value.ts'
import { vsftpdConfEdits } from '../formats/edits/vsftpd-conf.ts'
import { yamlEdits } from '../formats/edits/yaml.ts'
import { parseKrb5 } from '../formats/krb5.ts'
import { parsePython } from '../formats/python.ts'
import type { TextChange } from '../model/change.ts'

/** A key that is to get a value, or to go (`null`); `line`: where it is written, or the first one of the file. */
export interface KeyAt {
  readonly key: string
  readonly value: string | null
  readonly line: number
}

type Setter = (text: string, at: KeyAt) => TextChange

/**
 * How a key is written, by the name of the file; the first that fits. In trees a dot leads to a key below, in INI to the key of a
 * section.
 */
export const keyFormats: readonly (readonly [name: RegExp, set: Setter])[] = [
  [/\.toml$/, inTree(tomlEdits)],
  [/\.jsonc?5?$/, inTree(jsonEdits)],
  [/\.ya?ml$|(?:^|\/)mongod\.conf$/, inTree(yamlEdits())],
  [/\.py$/, inPython],
  [/(?:^|\/)zoo[^/]*\.cfg$|\.properties$|spark-defaults\.conf$/, inLines(propertiesEdits)],
  [/(?:^|\/)supervisor[^/]*\.(?:conf|ini)$/, inSections(iniEdits.supervisor)],
  [/(?:^|\/)grafana\.ini$/, inSections(iniEdits.grafana)],
  [/(?:^|\/)airflow\.cfg$/, (text, at) => change(iniEdits.interpolated, text, airflowPath(at.key), at.value, String)],
  [/\.(?:ini|cfg)$/, inSections(iniEdits.plain)],
  [/\.cnf$/, (text, at) => change(iniEdits.mysql, text, [sectionAt(text, at) ?? 'mysqld', at.key], at.value, String)],
  [/\.xml$/, inLines(hadoopXmlEdits)],
  [/(?:^|\/)[^/]*\.env$|(?:^|\/)\.env[^/]*$/, inLines(envEdits)],
  [/-env\.sh$|(?:^|\/)etc\/default\//, inLines(shellEdits)],
  [/(?:^|\/)(?:redis|sentinel)[^/]*\.conf$/, (text, at) => change(redisConfEdits, text, [at.key], at.value, (value) => [value])],
  [/(?:^|\/)postgresql[^/]*\.conf$/, inLines(postgresConfEdits)],
  [/(?:^|\/)rabbitmq[^/]*\.conf$/, inLines(rabbitmqConfEdits)],
  [/(?:^|\/)vsftpd[^/]*\.conf$/, inLines(vsftpdConfEdits)],
  [/(?:^|\/)sysctl\.conf$|(?:^|\/)sysctl\.d\/[^/]*$/, inLines(sysctlEdits)],
  [/(?:^|\/)sshd?_config$|(?:^|\/)sshd?_config\.d\/[^/]*$/, inWords(sshConfigEdits)],
  [/(?:^|\/)squid[^/]*\.conf$/, inWords(squidEdits)],
  // a name and what belongs to it, without quotes, as squid has them too
  [/(?:^|\/)(?:clamd|freshclam)\.conf$/, inWords(squidEdits)],
  [/(?:^|\/)proftpd[^/]*\.conf$/, outsideOfBlocks],
  [/(?:^|\/)k(?:rb5|dc)\.conf$/, (text, at) => change(krb5Edits, text, krb5Path(text, at), at.value, String)],
]

interface Editing<Written> {
  readonly set: (text: string, path: readonly string[], value: Written) => TextChange
  readonly remove: (text: string, path: readonly string[]) => TextChange
}

function change<Written>(
  editor: Editing<Written>,
  text: string,
  path: readonly string[],
  value: string | null,
  write: (value: string) => Written,
): TextChange {
  return value === null ? editor.remove(text, path) : editor.set(text, path, write(value))
}

function inTree(editor: Editing<Value>): Setter {
  return (text, { key, value }) => change(editor, text, key.split('.'), value, typed)
}

function inLines(editor: Editing<string>): Setter {
  return (text, { key, value }) => change(editor, text, [key], value, String)
}

function inSections(editor: Editing<string>): Setter {
  return (text, { key, value }) => change(editor, text, sectionAndKey(key), value, String)
}

/** A value of several words is that many. */
function inWords(editor: Editing<readonly string[]>): Setter {
  return (text, { key, value }) => change(editor, text, [key], value, (words) => words.split(' '))
}

/** What stands inside of a block is not the server's own. */
function outsideOfBlocks(text: string, at: KeyAt): TextChange {
  const above = text.split('\n').slice(0, at.line - 1)
  const depth = above.reduce((deep, line) => deep + (/^\s*<\//.test(line) ? -1 : /^\s*</.test(line) ? 1 : 0), 0)
  if (depth > 0) return { cannot: `${at.key} stands in a section: whom it concerns is not decided here` }
  return inWords(proftpdConfEdits)(text, at)
}

/** Switches and numbers are such where a format has them. */
function typed(value: string): string | number | boolean {
  if (/^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  return /^\d{1,9}$/.test(value) ? Number(value) : value
}

function sectionAndKey(key: string): readonly string[] {
  const dot = key.lastIndexOf('.')
  return dot === -1 ? [key] : [key.slice(0, dot), key.slice(dot + 1)]
}

/** The section whose head stands above a line. */
function sectionAt(text: string, { line }: KeyAt): string | undefined {
  return text
    .split('\n')
    .slice(0, line - 1)
    .flatMap((each) => /^\s*\[([^\]]+)\]/.exec(each)?.[1]?.trim() ?? [])
    .at(-1)
}

/** The assignment on the line, where its name is that of the key or its end; of what is written nowhere a name of the file itself. */
function inPython(text: string, { key, value, line }: KeyAt): TextChange {
  for (const each of parsePython(text).statements) {
    if (each.kind !== 'assignment' || each.span.line > line || each.span.endLine < line) continue
    const keys = each.target.keys.flatMap((one) => (one.kind === 'text' ? one.text : []))
    const path = [...(each.block.className === undefined ? [] : [each.block.className]), each.target.name, ...keys]
    if (
      !lastName(key)
        .toLowerCase()
        .endsWith(lastName(path.at(-1) ?? '').toLowerCase())
    )
      continue
    return change(pythonEdits, text, path, value, (written) => (each.value.kind === 'list' ? written.split(',') : typed(written)))
  }
  return line > 1 || key.includes('.')
    ? { cannot: `${key} does not stand in line ${line} as it is read` }
    : change(pythonEdits, text, [key], value, typed)
}

/** `AIRFLOW__CORE__FERNET_KEY` is `fernet_key` in `[core]` (Airflow 2 and 3, configuration reference). */
function airflowPath(key: string): readonly string[] {
  const [, section, name] = /^AIRFLOW__(.+?)__(.+)$/.exec(key) ?? []
  return section === undefined || name === undefined ? sectionAndKey(key) : [section.toLowerCase(), name.toLowerCase()]
}

function krb5Path(text: string, { key, line }: KeyAt): readonly string[] {
  const found = parseKrb5(text).items.find((item) => !('kind' in item) && item.span.line === line && item.path.at(-1) === key)
  return found === undefined || 'kind' in found ? ['libdefaults', key] : found.path
}

function lastName(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1)
}
