import { parsePostgresConf } from '../../formats/postgres-conf.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, openOwnDocument, settingAt } from '../../settings/documents.ts'
import type { Packaging } from './layout.ts'
import { hostData } from './layout.ts'

export interface Configuration {
  /** Settings in force, names in lower case. */
  readonly settings: ReadonlyMap<string, Setting>
  /** The main file, when it is one of ours: then the image's own file is not read. */
  readonly main?: Document
}

const deepestInclude = 10

/** What the server reads, in its order: the file with its includes, files that the image adds, then the command line (PostgreSQL 15, guc.c). */
export function readConfiguration(input: ComponentInput, packaging: Packaging, data: string, gaps: Gap[]): Configuration {
  const given = new Map(argumentsOf(commandLine(input)))
  const chosen = given.get('config_file')
  const settings = new Map<string, Setting>()
  let main: Document | undefined
  for (const path of chosen === undefined ? usualFiles(packaging, given.get('data_directory')?.value ?? data) : [chosen.value]) {
    main ??= chosen === undefined ? openOwnDocument(input, path, gaps) : openDocument(input, path, gaps)
  }
  // a unit names the file where the machine has it; a loose copy of it stands at the usual place
  if (main === undefined && packaging === 'host') main = openOwnDocument(input, `${hostData}/postgresql.conf`, gaps)
  if (chosen !== undefined && main === undefined && packaging !== 'supabase') {
    gaps.push({
      why: `${chosen.value} is not mounted: its settings are not known`,
      ...(chosen.trail[0] === undefined ? {} : { place: chosen.trail[0] }),
    })
  }
  if (main !== undefined) readInto(settings, input, main, gaps, 0)
  // what ALTER SYSTEM wrote comes behind every file (PostgreSQL 15, guc-file.l)
  const altered = openOwnDocument(
    input,
    `${settings.get('data_directory')?.value ?? given.get('data_directory')?.value ?? data}/postgresql.auto.conf`,
    [],
  )
  if (altered !== undefined) readInto(settings, input, altered, gaps, 0)
  if (packaging === 'bitnami') {
    for (const name of input.list('/bitnami/postgresql/conf/conf.d').toSorted()) {
      const document = name.endsWith('.conf') ? openDocument(input, `/bitnami/postgresql/conf/conf.d/${name}`, gaps) : undefined
      if (document !== undefined) readInto(settings, input, document, gaps, 0)
    }
  }
  for (const [name, value] of given) settings.set(name, value)
  return main === undefined ? { settings } : { settings, main }
}

function usualFiles(packaging: Packaging, data: string): readonly string[] {
  if (packaging === 'bitnami') return ['/bitnami/postgresql/conf/postgresql.conf', '/opt/bitnami/postgresql/conf/postgresql.conf']
  if (packaging === 'supabase') return ['/etc/postgresql/postgresql.conf']
  if (packaging === 'host') return [`${data}/postgresql.conf`, `${hostData}/postgresql.conf`]
  return [`${data}/postgresql.conf`]
}

function readInto(settings: Map<string, Setting>, input: ComponentInput, document: Document, gaps: Gap[], depth: number): void {
  const { entries, problems } = parsePostgresConf(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  const folder = document.path.slice(0, document.path.lastIndexOf('/'))
  for (const { key, value, span } of entries) {
    if (key !== 'include' && key !== 'include_if_exists' && key !== 'include_dir') {
      settings.set(key, settingAt(document, value, span))
      continue
    }
    if (depth >= deepestInclude) {
      gaps.push({ why: 'includes are nested too deep', place: { file: document.file, line: span.line } })
      return
    }
    const path = value.startsWith('/') ? value : `${folder}/${value}`
    const names = input.list(path).filter((name) => name.endsWith('.conf') && !name.startsWith('.'))
    for (const each of key === 'include_dir' ? names.toSorted().map((name) => `${path}/${name}`) : [path]) {
      const included = openDocument(input, each, gaps)
      if (included !== undefined) readInto(settings, input, included, gaps, depth + 1)
      else if (key === 'include') gaps.push({ why: `${each} is included and not mounted`, place: { file: document.file, line: span.line } })
    }
  }
}

/** Settings on the command line: `-c name=value`, `--name=value` and the letters of `postgres` (PostgreSQL 15, postmaster.c). */
function argumentsOf(words: readonly Setting[]): readonly (readonly [string, Setting])[] {
  const found: (readonly [string, Setting])[] = []
  const letters: ReadonlyMap<string, string> = new Map([
    ['-p', 'port'],
    ['-h', 'listen_addresses'],
    ['-D', 'data_directory'],
  ])
  const program = words.findIndex(({ value }) => /(^|\/)(postgres|postmaster)$/.test(value))
  const own = words.slice(program + 1)
  for (let index = 0; index < own.length; index++) {
    const word = own[index]!
    const next = own[index + 1]
    const letter = letters.get(word.value) ?? letters.get(word.value.slice(0, 2))
    const pair = word.value === '-c' ? next : /^(?:-c|--)[A-Za-z_]/.test(word.value) ? withText(word, word.value.slice(2)) : undefined
    const equals = pair?.value.indexOf('=') ?? -1
    if (pair !== undefined && equals > 0) {
      found.push([pair.value.slice(0, equals).trim().toLowerCase().replaceAll('-', '_'), withText(pair, unquoted(pair.value.slice(equals + 1)))])
    } else if (word.value === '-l') found.push(['ssl', withText(word, 'on')])
    else if (word.value === '-i') found.push(['listen_addresses', withText(word, '*')])
    else if (letter !== undefined && word.value.length > 2 && !word.value.startsWith('--')) found.push([letter, withText(word, word.value.slice(2))])
    else if (letter !== undefined && next !== undefined) found.push([letter, next])
    if (word.value === '-c' || (letter !== undefined && word.value.length === 2)) index++
  }
  return found
}

function unquoted(value: string): string {
  const text = value.trim()
  return /^'.*'$/.test(text) || /^".*"$/.test(text) ? text.slice(1, -1) : text
}

/** A boolean as the server reads it: any unambiguous beginning of on, off, true, false, yes, no (PostgreSQL 15, bool.c). */
export function asBoolean(value: string): boolean | undefined {
  const word = value.trim().toLowerCase()
  if (word === '') return undefined
  if (word === '1' || word === 'on' || 'true'.startsWith(word) || 'yes'.startsWith(word)) return true
  if (word === '0' || word === 'off' || word === 'of' || 'false'.startsWith(word) || 'no'.startsWith(word)) return false
  return undefined
}
