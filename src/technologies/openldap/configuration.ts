import { posix } from 'node:path'
import { parseLdif } from '../../formats/ldif.ts'
import { parseSlapdConf } from '../../formats/slapd-conf.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import type { Section } from './sections.ts'
import { add, attributeName, newSection, settingName, wordsOf } from './sections.ts'

/** Settings of a server, from slapd.conf or cn=config. */
export interface Configuration {
  readonly global: Section
  readonly databases: readonly Section[]
  /** Where something missing belongs. */
  readonly home: Place
  readonly isFound: boolean
}

interface Progress {
  readonly input: ComponentInput
  readonly gaps: Gap[]
  readonly sections: Section[]
  readonly seen: Set<string>
  home?: Place
}

const homes = ['/etc/ldap', '/etc/openldap', '/usr/local/etc/openldap', '/opt/bitnami/openldap/etc']
const mostFiles = 200

/** `-F` or `-f` of the command; else the folder slapd.d where there is one, else slapd.conf (slapd(8), 2.5). A single LDIF stands for the folder. */
export function readConfiguration(input: ComponentInput, gaps: Gap[]): Configuration {
  const progress: Progress = { input, gaps, sections: [newSection('global', '')], seen: new Set() }
  const words = commandLine(input)
  const [folder, file] = [flag(words, ['-F'])?.value?.value, flag(words, ['-f'])?.value?.value]
  const folders = folder === undefined ? (file === undefined ? homes.map((home) => `${home}/slapd.d`) : []) : [folder]
  const files = configurationFiles(input)
  for (const each of folders) if (progress.home === undefined) readFolder(progress, each)
  if (folder === undefined) for (const each of files) if (progress.home === undefined) readFile(progress, each)
  if (folder === undefined && file === undefined)
    for (const home of homes) if (progress.home === undefined) readLdif(progress, `${home}/slapd.ldif`, '')
  const [global = newSection('global', ''), ...databases] = progress.sections
  return { global, databases, home: progress.home ?? input.at, isFound: progress.home !== undefined }
}

/** Where slapd.conf may stand. */
export function configurationFiles(input: ComponentInput): readonly string[] {
  const file = flag(commandLine(input), ['-f'])?.value?.value
  return file === undefined ? homes.map((home) => `${home}/slapd.conf`) : [file]
}

function readFile(progress: Progress, path: string): void {
  const { input, gaps, sections, seen } = progress
  if (seen.has(path) || seen.size >= mostFiles) return
  seen.add(path)
  const document = openDocument(input, path, gaps)
  if (document === undefined) return
  progress.home ??= { file: document.file, line: 1 }
  const { lines, problems } = parseSlapdConf(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  for (const { name, args, rest, span } of lines) {
    const [first = ''] = args
    const section = sections.at(-1)!
    if (name === 'include') {
      if (input.open(first).state === 'absent') {
        // what describes attributes sets nothing
        if (!first.endsWith('.schema')) gaps.push({ why: `${first} is not here`, place: placeAt(document, span) })
      } else readFile(progress, first)
    } else if (name === 'database') sections.push(newSection('database', first.toLowerCase()))
    else if (name === 'overlay') section.overlays.push(first.toLowerCase())
    else if (name !== 'backend' && !/^(?:attributetype|attribute|objectclass|objectidentifier|ldapsyntax|ditcontentrule)$/.test(name))
      add(section, settingName(name), { words: args, setting: settingAt(document, args.length === 1 ? first : rest, span) })
  }
}

/** `cn=config.ldif` and the folder beside it, as slapd writes them. */
function readFolder(progress: Progress, folder: string): void {
  readLdif(progress, posix.join(folder, 'cn=config.ldif'), '')
  const below = posix.join(folder, 'cn=config')
  const databases = inOrder(progress.input.list(below).filter((name) => /^olcDatabase=.*\.ldif$/i.test(name)))
  for (const name of databases.slice(0, mostFiles)) {
    readLdif(progress, posix.join(below, name), ',cn=config')
    const own = posix.join(below, name.replace(/\.ldif$/i, ''))
    for (const overlay of inOrder(progress.input.list(own).filter((each) => each.endsWith('.ldif'))).slice(0, mostFiles))
      readLdif(progress, posix.join(own, overlay), `,${name.replace(/\.ldif$/i, '')},cn=config`)
  }
}

function inOrder(names: readonly string[]): readonly string[] {
  const number = (name: string): number => Number(/\{(-?\d+)\}/.exec(name)?.[1] ?? '0')
  return names.toSorted((a, b) => number(a) - number(b) || (a < b ? -1 : 1))
}

/** Entries of cn=config. In the folder their names are relative: `parent` is what follows. */
function readLdif(progress: Progress, path: string, parent: string): void {
  const document = openDocument(progress.input, path, progress.gaps)
  if (document === undefined) return
  const { entries, includes, problems } = parseLdif(document.text)
  for (const { value, span } of includes)
    if (!/\/schema\//.test(value)) progress.gaps.push({ why: `${value} is not read`, place: placeAt(document, span) })
  for (const { line, message } of problems) progress.gaps.push({ why: message, place: { file: document.file, line } })
  for (const { dn, attributes, changeType } of entries) {
    const name = `${dn}${parent}`.toLowerCase().replaceAll(/\s*,\s*/g, ',')
    const section = changeType === 'add' ? sectionFor(progress, name) : undefined
    if (section === undefined) continue
    progress.home ??= { file: document.file, line: 1 }
    for (const { name: attribute, value, form, span } of attributes) {
      const key = attributeName(attribute)
      if (key === undefined || key === 'database' || key === 'overlay' || form === 'url') continue
      const words = wordsOf(key, value)
      add(section, key, { words, setting: settingAt(document, words.length === 1 ? words[0]! : value.replace(/^\{-?\d+\}/, ''), span) })
    }
  }
}

/** The section of an entry: `cn=config`, a database, or the database that an overlay belongs to. */
function sectionFor({ sections }: Progress, dn: string): Section | undefined {
  if (dn === 'cn=config' || /^cn=module[^,]*,cn=config$/.test(dn)) return sections[0]
  const type = /^olcdatabase=(?:\{-?\d+\})?([a-z]+),cn=config$/.exec(dn)?.[1]
  if (type !== undefined) {
    const section = newSection('database', type)
    sections.push(section)
    return section
  }
  const overlay = /^olcoverlay=(?:\{-?\d+\})?([\w-]+),olcdatabase=/.exec(dn)?.[1]
  const owner = sections.at(-1)
  if (overlay === undefined || owner === undefined) return undefined
  owner.overlays.push(overlay)
  return owner
}
