import type { KeyValue } from '../../formats/key-value.ts'
import { parseVsftpdConf } from '../../formats/vsftpd-conf.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, withText } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { kindOf, switchValue } from './options.ts'

/** A key that is written, in the order in which vsftpd reads it. */
export interface Option {
  readonly name: string
  readonly setting: Setting
}

export interface Configuration {
  readonly options: readonly Option[]
  /** Where a key that is absent would stand. */
  readonly home: Place
  /** A file of the operator's own was read, or options were given. */
  readonly isOwn: boolean
}

/** Upstream and Debian, Red Hat's (its unit names it), FreeBSD. */
const usualFiles = ['/etc/vsftpd.conf', '/etc/vsftpd/vsftpd.conf', '/usr/local/etc/vsftpd.conf']

/**
 * Everything that vsftpd 3.0.3 reads: files and `-okey=value` in the order of its command line. Where no file is named its usual one
 * comes last, behind all options (vsftpd(8)).
 */
export function readConfiguration(input: ComponentInput, gaps: Gap[]): Configuration {
  const words = argumentsOf(input)
  const options = words.flatMap((word) => {
    if (word.value.startsWith('-o')) return given(word, gaps)
    return word.value.startsWith('-') ? [] : readFile(input, word, gaps)
  })
  const usual = words.some(isFile) ? undefined : usualFiles.map((path) => openDocument(input, path, gaps)).find((document) => document !== undefined)
  const all = usual === undefined ? options : [...options, ...optionsOf(usual, gaps)]
  const file = usual?.file ?? all.find(({ setting }) => setting.trail[0]?.file !== input.at.file)?.setting.trail[0]?.file
  return { options: all, home: file === undefined ? input.at : { file, line: 1 }, isOwn: usual !== undefined || all.length > 0 }
}

/** The files that it reads, in their order. */
export function configurationFiles(input: ComponentInput): readonly string[] {
  const named = argumentsOf(input).filter(isFile)
  return named.length > 0 ? named.map(({ value }) => value) : usualFiles.filter((path) => input.open(path).state === 'text').slice(0, 1)
}

function isFile({ value }: Setting): boolean {
  return !value.startsWith('-')
}

/** What stands behind the program, up to where the shell goes on with something else. */
function argumentsOf(input: ComponentInput): readonly Setting[] {
  const words = commandLine(input)
  const start = words.findIndex(({ value }) => value === 'vsftpd' || value.endsWith('/vsftpd'))
  const rest = start === -1 ? [] : words.slice(start + 1)
  const stop = rest.findIndex(({ value }) => /^(?:&&|\|\||[;&|])$/.test(value))
  return stop === -1 ? rest : rest.slice(0, stop)
}

function given(word: Setting, gaps: Gap[]): readonly Option[] {
  const entry = parseVsftpdConf(word.value.slice(2)).entries[0]
  const option = entry === undefined ? undefined : { name: entry.key, setting: withText(word, entry.value) }
  return option === undefined || isRefused(option, gaps) ? [] : [option]
}

function readFile(input: ComponentInput, { value: path, trail }: Setting, gaps: Gap[]): readonly Option[] {
  const document = openDocument(input, path, gaps)
  const place = trail[0]
  if (document !== undefined) return optionsOf(document, gaps)
  if (input.open(path).state === 'absent')
    gaps.push({ why: `${path} is not here: what vsftpd reads in it is not known`, ...(place === undefined ? {} : { place }) })
  return []
}

/** The keys of a file, without those at which vsftpd gives up. */
export function optionsOf(document: Document, gaps: Gap[]): readonly Option[] {
  return parseVsftpdConf(document.text).entries.flatMap((entry: KeyValue) => {
    const option = { name: entry.key, setting: settingAt(document, entry.value, entry.span) }
    return isRefused(option, gaps) ? [] : [option]
  })
}

function isRefused({ name, setting }: Option, gaps: Gap[]): boolean {
  const why = refusal(name, setting)
  const place = setting.trail[0]
  if (why !== undefined) gaps.push({ why: `${why}: vsftpd does not start with this line`, ...(place === undefined ? {} : { place }) })
  return why !== undefined
}

function refusal(name: string, setting: Setting): string | undefined {
  const kind = kindOf(name)
  if (kind === undefined && kindOf(name.trim()) !== undefined) return `a blank stands in front of = behind ${name.trim()}`
  if (kind === undefined) return name.startsWith('#') ? 'a comment has to start in the first column' : 'vsftpd has no such key'
  if (kind === 'text' || kind === 'elsewhere' || !isResolved(setting)) return undefined
  if (setting.value === '') return `${name} has no value`
  if (kind !== 'switch' || switchValue(setting.value) !== undefined) return undefined
  return switchValue(setting.value.trim()) === undefined
    ? `${name} is neither YES nor NO`
    : `a blank or a carriage return stands beside the value of ${name}`
}

/** The setting in force: the last one; a text that is empty is none. */
export function lookup({ options }: Configuration, name: string): Setting | undefined {
  const found = options.findLast((option) => option.name === name)?.setting
  return found?.value === '' ? undefined : found
}

export interface Switch {
  /** Undefined when its value is not known here. */
  readonly on: boolean | undefined
  /** Absent: the default. */
  readonly setting?: Setting
}

/** A switch in force. `usual` is what 3.0.3 takes when it is not written. */
export function switchOf(configuration: Configuration, name: string, usual: boolean): Switch {
  const setting = lookup(configuration, name)
  if (setting === undefined) return { on: usual }
  return { on: isResolved(setting) ? switchValue(setting.value) : undefined, setting }
}
