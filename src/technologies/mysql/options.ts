import { iniStyles, parseIni } from '../../formats/ini.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import type { Packaging } from './packaging.ts'

const deepestInclude = 8

/** All options in force, with `_` in names; a later one wins, and the command line comes last. */
export function readOptions(input: ComponentInput, packaging: Packaging, version: string | undefined, gaps: Gap[]): ReadonlyMap<string, Setting> {
  const found = new Map<string, Setting>()
  const words = ownWords(commandLine(input))
  const groups = groupsOf(packaging, version)
  for (const path of optionFiles(input, packaging)) readFile(found, input, path, groups, gaps, 0)
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (!word.value.startsWith('--')) continue
    const equals = word.value.indexOf('=')
    const next = words[index + 1]
    // `--port 3307`: options whose value is required take the next word (my_getopt.c)
    const apart = equals === -1 && next !== undefined && !next.value.startsWith('-') ? next : undefined
    const name = word.value.slice(2, equals === -1 ? undefined : equals)
    put(found, name, equals === -1 ? (apart ?? withText(word, 'ON')) : withText(word, word.value.slice(equals + 1)))
  }
  return found
}

/** Files that the server looks for, those that count most last. */
export function optionFiles(input: ComponentInput, packaging: Packaging): readonly string[] {
  const words = ownWords(commandLine(input)).map(({ value }) => value)
  const named = (option: string): readonly string[] => words.filter((word) => word.startsWith(option)).map((word) => word.slice(option.length))
  const [chosen] = named('--defaults-file=')
  return [...(chosen === undefined ? usualFiles(input, packaging) : [chosen]), ...named('--defaults-extra-file=').slice(0, 1)]
}

function ownWords(words: readonly Setting[]): readonly Setting[] {
  const program = words.findLastIndex(({ value }) => /(^|\/)(mysqld|mariadbd|mysqld_safe|docker-entrypoint\.sh)$/.test(value))
  return program === -1 && !(words[0]?.value.startsWith('-') ?? false) ? [] : words.slice(program + 1)
}

/** Files that the images' own /etc/my.cnf includes, in its order. */
function usualFiles(input: ComponentInput, packaging: Packaging): readonly string[] {
  if (packaging.from === 'bitnami') {
    const folder = `/opt/bitnami/${packaging.family}/conf`
    return [`${folder}/my.cnf`, `${folder}/my_custom.cnf`, `${folder}/bitnami/my_custom.cnf`]
  }
  const folders =
    packaging.family === 'mariadb'
      ? ['/etc/mysql/conf.d', '/etc/mysql/mariadb.conf.d']
      : ['/etc/mysql/conf.d', '/etc/mysql/mysql.conf.d', '/etc/my.cnf.d']
  const main = ['/etc/my.cnf', '/etc/mysql/my.cnf']
  return [...main, ...folders.flatMap((folder) => filesIn(input, folder)), '/config/custom.cnf']
}

function filesIn(input: ComponentInput, folder: string): readonly string[] {
  return input
    .list(folder)
    .filter((name) => name.endsWith('.cnf'))
    .toSorted()
    .map((name) => `${folder.replace(/\/+$/, '')}/${name}`)
}

/** Groups that the server reads (MySQL 8.4 and MariaDB 11.4 manuals, "Option files"). */
export function groupsOf({ family }: Packaging, version: string | undefined): ReadonlySet<string> {
  const series = version?.split('.').slice(0, 2).join('.')
  const names = family === 'mariadb' ? ['mysqld', 'server', 'mariadb', 'mariadbd', 'galera'] : ['mysqld', 'server']
  return new Set(series === undefined ? names : [...names, ...names.map((name) => `${name}-${series}`)])
}

function readFile(found: Map<string, Setting>, input: ComponentInput, path: string, groups: ReadonlySet<string>, gaps: Gap[], depth: number): void {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return
  const { entries, directives, problems } = parseIni(document.text, iniStyles.mysql)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  // includes hold from the place where they stand
  const lines = [...entries.map((entry) => ({ entry, span: entry.keySpan })), ...directives.map((directive) => ({ directive, span: directive.span }))]
  for (const line of lines.toSorted((one, other) => one.span.start - other.span.start)) {
    if ('entry' in line) {
      const { section, key, value, span, keySpan } = line.entry
      if (groups.has(section)) put(found, key, settingAt(document, value ?? 'ON', value === undefined ? keySpan : span))
    } else if (depth >= deepestInclude) {
      gaps.push({ why: 'includes are nested too deep', place: { file: document.file, line: line.span.line } })
      return
    } else for (const each of filesOf(input, line.directive)) readFile(found, input, each, groups, gaps, depth + 1)
  }
}

/** The usual folders are read anyway. */
function filesOf(input: ComponentInput, { name, argument }: { readonly name: string; readonly argument: string }): readonly string[] {
  if (name === 'include') return [argument]
  return name === 'includedir' ? filesIn(input, argument).filter((file) => !/^\/etc\/mysql\/(conf|mariadb\.conf|mysql\.conf)\.d\//.test(file)) : []
}

/** `loose-`, `skip-`, `disable-` and `enable-` are prefixes, `-` and `_` are equal (MySQL 8.4 manual, 6.2.2.4). */
function put(found: Map<string, Setting>, written: string, value: Setting): void {
  const name = written
    .trim()
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^loose_/, '')
  const off = /^(?:skip|disable)_(ssl|mysqlx|networking|log_bin|grant_tables|name_resolve|require_secure_transport|local_infile|general_log)$/.exec(
    name,
  )?.[1]
  if (off !== undefined && off !== 'networking' && off !== 'grant_tables' && off !== 'name_resolve')
    found.set(off, isOn(value) ? withText(value, 'OFF') : withText(value, 'ON'))
  else found.set(name.replace(/^enable_/, ''), value)
}

/** A switch as the server reads it. */
export function isOn(value: Setting | undefined): boolean {
  return value !== undefined && /^(on|true|1|yes)$/i.test(value.value.trim())
}
