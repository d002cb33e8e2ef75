import { posix } from 'node:path'
import { parseHttpd } from '../../formats/httpd.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'
import { withHoles } from '../../settings/trees.ts'
import type { Conditions } from './conditions.ts'
import { conditionsOf, holds, load } from './conditions.ts'

/** One directive with the blocks that it stands in, from the outermost. Names are in lower case. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly from: Setting
  readonly within: readonly Block[]
}

export interface Block {
  readonly name: string
  readonly args: readonly string[]
  readonly from: Setting
}

const mostFiles = 500
const deepestInclude = 32

interface Reader {
  readonly input: ComponentInput
  readonly gaps: Gap[]
  readonly found: Directive[]
  readonly conditions: Conditions
  home: string
  files: number
}

/** Reads these files and what they include, in Apache's order (2.4); sections that do not hold are left out. */
export function directivesOf(input: ComponentInput, paths: readonly string[], home: string, gaps: Gap[]): readonly Directive[] {
  const reader: Reader = { input, gaps, found: [], conditions: conditionsOf(input), home, files: 0 }
  for (const path of paths) open(reader, path, [], 0)
  return reader.found
}

function open(reader: Reader, path: string, outer: readonly Block[], depth: number): boolean {
  if (depth > deepestInclude || reader.files >= mostFiles) return true
  const document = openDocument(reader.input, path, reader.gaps)
  if (document === undefined) return false
  reader.files++
  readDocument(reader, document, outer, depth)
  return true
}

function readDocument(reader: Reader, document: Document, outer: readonly Block[], depth: number): void {
  let within = outer
  // names of sections that are open; a false condition hides what is inside, to its own end
  const sections: { readonly name: string; readonly shown: boolean; readonly block: boolean; readonly line: number }[] = []
  const lines = parseHttpd(document.text)
  for (const { kind, name: written, args: raw, line, endLine } of lines) {
    const name = written.toLowerCase()
    const shown = sections.every((section) => section.shown)
    if (kind === 'close') {
      const closed = sections.findLastIndex((section) => section.name === name)
      if (closed === -1) reader.gaps.push({ why: `</${written}> closes a section that is not open`, place: placeAt(document, { line }) })
      else
        for (const [index, section] of sections.splice(closed).entries()) {
          if (index > 0) reader.gaps.push({ why: `<${section.name}> is not closed`, place: placeAt(document, { line: section.line }) })
          if (section.block && section.shown) within = within.slice(0, -1)
        }
      continue
    }
    const args = raw.map((arg) => filled(reader, arg))
    const from = withHoles(settingAt(document, [written, ...args].join(' '), { line, endLine }))
    if (kind === 'open') {
      const condition = shown ? holds(name, args, reader.conditions, reader.input) : false
      const block = shown && condition === undefined
      sections.push({ name, shown: condition !== false, block, line })
      if (block) within = [...within, { name, args, from }]
    } else if (shown) directive(reader, { name, args, from, within }, document, line, depth)
  }
  for (const { name, line } of sections) reader.gaps.push({ why: `<${name}> is not closed`, place: placeAt(document, { line }) })
}

function directive(reader: Reader, one: Directive, document: Document, line: number, depth: number): void {
  const { defined } = reader.conditions
  const [first = '', second] = one.args
  switch (one.name) {
    case 'define':
      defined.set(first, second ?? '')
      return
    case 'undefine':
      defined.delete(first)
      return
    case 'loadmodule':
      load(reader.conditions, first, second)
      reader.found.push(one)
      return
    case 'serverroot':
      reader.home = first
      reader.found.push(one)
      return
    case 'include':
    case 'includeoptional': {
      const paths = matching(reader, first.startsWith('/') ? first : posix.join(reader.home, first))
      const read = paths.filter((path) => open(reader, path, one.within, depth + 1))
      if (one.name === 'include' && read.length === 0)
        reader.gaps.push({ why: `${first} is included and not among the files`, place: placeAt(document, { line }) })
      return
    }
    default:
      reader.found.push(one)
  }
}

/** The files of a pattern; a folder stands for all that it holds. */
function matching({ input }: Reader, path: string): readonly string[] {
  if (isPattern(path)) return matchingPaths(input, path)
  const names = input.list(path)
  return names.length === 0 ? [path] : names.map((name) => posix.join(path, name))
}

/** `${NAME}` of Define, else of the environment. */
function filled({ input, conditions }: Reader, text: string): string {
  return text.replace(/\$\{([A-Za-z_]\w*)\}/g, (whole: string, name: string) => {
    const given = conditions.defined.get(name)
    if (given !== undefined) return given
    const value = input.env.get(name)
    return value !== undefined && isResolved(value) && !/[\s<>]/.test(value.value) ? value.value : whole
  })
}

/** The virtual host that it stands in. */
export function hostOf({ within }: Directive): Block | undefined {
  return within.find(({ name }) => name === 'virtualhost')
}
