import { posix } from 'node:path'
import { parseHttpd } from '../../formats/httpd.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'
import { withHoles } from '../../settings/trees.ts'

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

/** What `<IfModule>` and `<IfDefine>` ask, and `${NAME}` stands for. Definitions count from their line on. */
interface Conditions {
  readonly defined: Map<string, string>
  /** Identifiers and source names of the modules that are loaded; empty where no LoadModule was read, and then all count as loaded. */
  readonly modules: Set<string>
}

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
  const reader: Reader = { input, gaps, found: [], conditions: { defined: definedBy(input), modules: new Set() }, home, files: 0 }
  for (const path of paths) open(reader, path, [], 0)
  return reader.found
}

/** `-D NAME` and `-DNAME` of the command. */
function definedBy(input: ComponentInput): Map<string, string> {
  const words = commandLine(input).map(({ value }) => value)
  return new Map(
    words.flatMap((word, index) => {
      const name = word === '-D' ? words[index + 1] : word.startsWith('-D') ? word.slice(2) : undefined
      return name === undefined || name === '' ? [] : [[name, ''] as const]
    }),
  )
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
  const sections: { readonly name: string; readonly shown: boolean; readonly block: boolean }[] = []
  const lines = parseHttpd(document.text)
  for (const { kind, name: written, args: raw, line, endLine } of lines) {
    const name = written.toLowerCase()
    const shown = sections.every((section) => section.shown)
    if (kind === 'close') {
      const closed = sections.findLastIndex((section) => section.name === name)
      if (closed === -1) reader.gaps.push({ why: `</${written}> closes a section that is not open`, place: placeAt(document, { line }) })
      else for (const section of sections.splice(closed)) if (section.block && section.shown) within = within.slice(0, -1)
      continue
    }
    const args = raw.map((arg) => filled(reader, arg))
    const from = withHoles(settingAt(document, [written, ...args].join(' '), { line, endLine }))
    if (kind === 'open') {
      const condition = shown ? holds(name, args, reader.conditions) : false
      const block = shown && condition === undefined
      sections.push({ name, shown: condition !== false, block })
      if (block) within = [...within, { name, args, from }]
    } else if (shown) directive(reader, { name, args, from, within }, document, line, depth)
  }
  const open = sections.at(-1)
  if (open !== undefined) reader.gaps.push({ why: `<${open.name}> is not closed`, place: placeAt(document, { line: lines.at(-1)?.line ?? 1 }) })
}

function directive(reader: Reader, one: Directive, document: Document, line: number, depth: number): void {
  const { defined, modules } = reader.conditions
  const [first = '', second] = one.args
  switch (one.name) {
    case 'define':
      defined.set(first, second ?? '')
      return
    case 'undefine':
      defined.delete(first)
      return
    case 'loadmodule':
      modules.add(first)
      if (second !== undefined) modules.add(posix.basename(second).replace(/\.so$/, '.c'))
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

/** True or false for a condition that Apache asks when it starts; undefined for a section that is kept as a block. */
function holds(name: string, args: readonly string[], { defined, modules }: Conditions): boolean | undefined {
  const [first = ''] = args
  const negated = first.startsWith('!')
  const asked = negated ? first.slice(1) : first
  if (name === 'ifdefine') return defined.has(asked) !== negated
  // where nothing tells what is loaded, the usual modules are
  if (name === 'ifmodule') return (modules.size === 0 || modules.has(asked) || modules.has(`${asked.replace(/_module$/, '')}_module`)) !== negated
  return undefined
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
