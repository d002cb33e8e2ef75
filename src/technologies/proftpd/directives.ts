import { posix } from 'node:path'
import { parseProftpdConf } from '../../formats/proftpd-conf.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'
import type { Conditions } from './conditions.ts'
import { holds } from './conditions.ts'

export interface Block {
  /** In lower case. */
  readonly name: string
  readonly args: readonly string[]
  readonly trail: readonly Place[]
}

/** One directive with the sections that it stands in, from the outermost; conditions are not among them. */
export interface Directive {
  /** In lower case. */
  readonly name: string
  readonly args: readonly string[]
  /** The arguments as they are written, for people. */
  readonly setting: Setting
  readonly within: readonly Block[]
}

export interface Configuration {
  readonly directives: readonly Directive[]
  readonly blocks: readonly { readonly block: Block; readonly within: readonly Block[] }[]
  /** What stands in sections whose condition does not hold. */
  readonly skipped: readonly Directive[]
  readonly conditions: Conditions
  readonly home: Place
  /** Files that were read, in their order, as the program sees them. */
  readonly paths: readonly string[]
}

/** Debian, Red Hat and others, FreeBSD. */
const usualFiles = ['/etc/proftpd/proftpd.conf', '/etc/proftpd.conf', '/usr/local/etc/proftpd.conf']
const mostFiles = 200
const deepestInclude = 16

interface Progress {
  readonly input: ComponentInput
  readonly gaps: Gap[]
  readonly directives: Directive[]
  readonly skipped: Directive[]
  readonly blocks: { readonly block: Block; readonly within: readonly Block[] }[]
  readonly conditions: Conditions
  readonly paths: string[]
  files: number
}

/** All that ProFTPD 1.3.8 reads, in its order, with includes in their places. */
export function readConfiguration(input: ComponentInput, gaps: Gap[]): Configuration | undefined {
  const words = commandLine(input)
  const named = flag(words, ['-c', '--config'])?.value?.value
  const defined = new Set(words.flatMap(({ value }, index) => (/^(?:-D|--define)$/.test(words[index - 1]?.value ?? '') ? [value] : [])))
  const progress: Progress = {
    input,
    gaps,
    directives: [],
    skipped: [],
    blocks: [],
    conditions: { modules: new Set(), defined },
    paths: [],
    files: 0,
  }
  for (const path of named === undefined ? usualFiles : [named]) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    readInto(progress, document, [], 0)
    return { ...progress, home: { file: document.file, line: 1 } }
  }
  return undefined
}

interface Section {
  readonly name: string
  readonly block?: Block
  readonly isShown: boolean
  readonly line: number
}

function readInto(progress: Progress, document: Document, outer: readonly Block[], depth: number): void {
  const sections: Section[] = []
  progress.paths.push(document.path)
  for (const { kind, name: written, args, line, endLine } of parseProftpdConf(document.text)) {
    const name = written.toLowerCase()
    const within = [...outer, ...sections.flatMap(({ block }) => block ?? [])]
    const isShown = sections.every((section) => section.isShown)
    const place = placeAt(document, { line, endLine })
    const trail = [place, ...document.mount]
    if (kind === 'close') {
      if (sections.pop()?.name !== name) progress.gaps.push({ why: `</${written}> closes a section that is not open: proftpd does not start`, place })
    } else if (kind === 'open') {
      const condition = holds(name, args[0] ?? '', progress.conditions)
      const block = condition === undefined ? { name, args, trail } : undefined
      sections.push({ name, isShown: condition !== false, line, ...(block === undefined ? {} : { block }) })
      if (block !== undefined && isShown) progress.blocks.push({ block, within })
    } else {
      const setting = { ...withText(settingAt(document, args.join(' '), { line, endLine }), args.join(' ')), trail }
      const directive = { name, args, setting, within }
      if (!isShown) progress.skipped.push(directive)
      else if (name === 'include') include(progress, directive, place, document, depth)
      else take(progress, directive)
    }
  }
  for (const { name, line } of sections)
    progress.gaps.push({ why: `<${name}> is not closed: proftpd does not start`, place: placeAt(document, { line }) })
}

function take({ conditions, directives }: Progress, directive: Directive): void {
  const [first] = directive.args
  if (directive.name === 'loadmodule' && first !== undefined) conditions.modules.add(first)
  if (directive.name === 'define' && first !== undefined) conditions.defined.add(first)
  directives.push(directive)
}

/** A folder stands for all of its files, a pattern may fit none; what is not there is passed over with a warning. */
function include(progress: Progress, { args: [path = ''], within }: Directive, place: Place, document: Document, depth: number): void {
  const names = isPattern(path) ? [] : progress.input.list(path)
  const paths = isPattern(path)
    ? matchingPaths(progress.input, path)
    : names.length > 0
      ? names.toSorted().map((name) => posix.join(path, name))
      : [path]
  for (const each of paths) {
    if (depth >= deepestInclude || progress.files++ >= mostFiles) return
    const included = openDocument(progress.input, each, progress.gaps)
    if (included !== undefined) readInto(progress, { ...included, mount: [place, ...document.mount] }, within, depth + 1)
    else if (!path.endsWith('/') && progress.input.open(each).state === 'absent')
      progress.gaps.push({ why: `${each} is included and not here: what stands in it is not known`, place })
  }
}
