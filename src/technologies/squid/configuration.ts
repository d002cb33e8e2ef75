import { posix } from 'node:path'
import type { SquidLine } from '../../formats/squid-conf.ts'
import { parseSquidConf } from '../../formats/squid-conf.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'

/** A directive in force, and where it is written. */
export interface Directive {
  readonly name: string
  readonly words: readonly string[]
  readonly document: Document
  readonly place: Place
  readonly trail: readonly Place[]
}

export interface Configuration {
  readonly directives: readonly Directive[]
  /** Directives that are commented out. */
  readonly disabled: readonly Directive[]
  readonly home: Place
}

/** squid refuses more (cache_cf.cc, 5.7). */
const deepestInclude = 16

/** Files of the packages: Debian and most others, FreeBSD, and a build of one's own. */
const usualFiles = ['/etc/squid/squid.conf', '/usr/local/etc/squid/squid.conf', '/usr/local/squid/etc/squid.conf', '/etc/squid3/squid.conf']

/** All directives in the order in which squid reads them, with includes put in their places and conditions decided. */
export function readConfiguration(input: ComponentInput, named: string | undefined, gaps: Gap[]): Configuration | undefined {
  const directives: Directive[] = []
  const disabled: Directive[] = []
  for (const path of named === undefined ? usualFiles : [named]) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    readInto({ input, gaps, directives, disabled }, document, 0)
    return { directives, disabled, home: { file: document.file, line: 1 } }
  }
  return undefined
}

interface Progress {
  readonly input: ComponentInput
  readonly gaps: Gap[]
  readonly directives: Directive[]
  readonly disabled: Directive[]
}

function readInto(progress: Progress, document: Document, depth: number): void {
  const { lines, disabled } = parseSquidConf(document.text)
  progress.disabled.push(...disabled.map((line) => directiveOf(line, document)))
  const branches: boolean[] = []
  for (const raw of lines) {
    const line = { ...raw, words: raw.words.map(withMacros) }
    if (line.name === 'if') branches.push(decide(line, document, progress.gaps))
    else if (line.name === 'else' && branches.length > 0) branches.push(branches.pop() === false)
    else if (line.name === 'endif') branches.pop()
    // the innermost condition alone counts, even inside a branch that is not taken
    else if (branches.at(-1) === false) continue
    else if (line.name === 'include') include(progress, line, document, depth)
    else progress.directives.push(directiveOf(line, document))
  }
}

function directiveOf({ name, words, span }: SquidLine, document: Document): Directive {
  const place = placeAt(document, span)
  return { name, words, document, place, trail: [place, ...document.mount] }
}

/** The first worker of a service that is called `squid`. */
function withMacros(word: string): string {
  return word.replaceAll('${process_name}', 'squid-1').replaceAll('${process_number}', '1').replaceAll('${service_name}', 'squid')
}

/** `true`, `false`, or two whole numbers and `=`. */
function decide({ words, span }: SquidLine, document: Document, gaps: Gap[]): boolean {
  const text = words.join(' ')
  if (text === 'true') return true
  if (text === 'false') return false
  const [, left, right] = /^(\d{1,9}) ?= ?(\d{1,9})$/.exec(text) ?? []
  if (left === undefined) gaps.push({ why: 'a condition is neither true, false nor two numbers: squid refuses it', place: placeAt(document, span) })
  return left !== undefined && Number(left) === Number(right)
}

function include(progress: Progress, { words, span }: SquidLine, document: Document, depth: number): void {
  const place = placeAt(document, span)
  if (depth >= deepestInclude) {
    progress.gaps.push({ why: `files are included more than ${deepestInclude} deep: squid refuses them`, place })
    return
  }
  for (const word of words) {
    const path = posix.resolve(posix.dirname(document.path), word)
    const paths = isPattern(path) ? matchingPaths(progress.input, path) : [path]
    for (const each of paths) {
      const included = openDocument(progress.input, each, progress.gaps)
      if (included === undefined) progress.gaps.push({ why: `${each} is included and not here: what stands in it is not known`, place })
      else readInto(progress, { ...included, mount: [place, ...document.mount] }, depth + 1)
    }
  }
}
