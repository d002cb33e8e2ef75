import { posix } from 'node:path'
import { iniStyles, parseIni } from '../../formats/ini.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

/** An option; its name is in lower case, as stunnel does not tell the cases apart. */
export interface Option {
  readonly name: string
  readonly value: Setting
}

/** What stands in front of the first section, or one section: the options in force there, the oldest first. */
export interface Service {
  readonly name: string
  /** Those of its own; none for a whole configuration. */
  readonly at: Setting
  readonly options: readonly Option[]
}

export interface Configuration {
  readonly global: readonly Option[]
  readonly services: readonly Service[]
}

/** Files of one configuration. */
const mostFiles = 500

/** Reads a file with the folders that it includes, each where it is included (stunnel 5.68). */
export function configurationOf(input: ComponentInput, path: string, gaps: Gap[]): Configuration | undefined {
  const global: Option[] = []
  const services: { name: string; at: Setting; options: Option[] }[] = []
  let left = mostFiles
  const reading = new Set<string>()
  if (!take(path)) return undefined
  // without a section, all of it is one service
  if (services.length === 0 && global[0] !== undefined) services.push({ name: 'stunnel', at: global[0].value, options: [...global] })
  return { global, services }

  function take(file: string): boolean {
    if (reading.has(file)) return false
    if (left-- === 0) gaps.push({ why: `${input.id} includes more than ${mostFiles} files`, place: input.at })
    if (left < 0) return false
    const document = openDocument(input, file, gaps)
    if (document === undefined) return false
    const { entries, sections, problems } = parseIni(document.text, iniStyles.stunnel)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    reading.add(file)
    let next = 0
    for (const { key, value, span, keySpan } of entries) {
      while (sections[next] !== undefined && sections[next]!.span.start < keySpan.start) open(sections[next++]!)
      const option = { name: key.toLowerCase(), value: settingAt(document, value ?? '', span) }
      if (option.name === 'include') folder(option.value)
      else (services.at(-1)?.options ?? global).push(option)
    }
    for (const section of sections.slice(next)) open(section)
    reading.delete(file)
    return true

    function open({ name, span }: (typeof sections)[number]): void {
      services.push({ name, at: settingAt(document!, name, span), options: [...global] })
    }
  }

  function folder(named: Setting): void {
    // hidden files and copies of editors too
    const names = input.list(named.value).toSorted()
    const place = named.trail[0]
    if (names.length === 0)
      gaps.push({ why: `${input.id} includes ${named.value}, where nothing was found`, ...(place === undefined ? {} : { place }) })
    for (const name of names) take(posix.join(named.value, name))
  }
}

/** The option that counts, where it may be written once. */
export function last(options: readonly Option[], ...names: readonly string[]): Setting | undefined {
  return options.findLast(({ name }) => names.includes(name))?.value
}

/** Each of an option that may be written more than once. */
export function every(options: readonly Option[], ...names: readonly string[]): readonly Setting[] {
  return options.filter(({ name }) => names.includes(name)).map(({ value }) => value)
}

/** `yes` or `no` in any case: stunnel takes no other word, and does not start with one. */
export function isYes(value: Setting | undefined): boolean {
  return value?.value.trim().toLowerCase() === 'yes'
}
