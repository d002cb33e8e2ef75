import { Alias, Composer, Lexer, Parser, Scalar as YamlScalar, Schema, YAMLMap, YAMLSeq } from 'yaml'
import type { CST, Document, Pair } from 'yaml'
import type { Lines } from './lines.ts'
import { linesOf } from './lines.ts'
import type { Entry, Mapping, Node, Problem, Scalar, ScalarType, Span } from './node.ts'
import { noVia } from './node.ts'
import { remembering } from './remembering.ts'
import { masked } from './template.ts'
import { plainType } from './yaml-type.ts'
import type { YamlVersion } from './yaml-type.ts'

export interface YamlFile {
  readonly documents: readonly (Node | undefined)[]
  readonly problems: readonly Problem[]
  /** Comment lines in front of the first content. */
  readonly comments: readonly Comment[]
}

export interface Comment {
  readonly line: number
  readonly text: string
}

const mostNodes = 200_000
const mostDepth = 200
const standardTag = 'tag:yaml.org,2002:'

// The library resolves no types: plain scalars keep their source text and are typed here.
let schema: Schema | undefined

const readers = { '1.1': remembering((source) => readYaml(source, '1.1')), '1.2': remembering((source) => readYaml(source, '1.2')) }

/** Reads all documents of a YAML text, with aliases and merge keys resolved. Never throws. */
export function parseYaml(source: string, { version = '1.2' }: { readonly version?: YamlVersion } = {}): YamlFile {
  return readers[version](source)
}

function readYaml(source: string, version: YamlVersion): YamlFile {
  const { text, shown } = masked(source)
  const lines = linesOf(text)
  const documents: (Node | undefined)[] = []
  const problems: Problem[] = []
  try {
    schema ??= new Schema({ schema: 'failsafe' })
    const composer = new Composer({ schema, uniqueKeys: false, logLevel: 'silent', prettyErrors: false })
    for (const document of composer.compose(tokensOf(text, lines, problems), true, text.length)) {
      for (const error of document.errors) problems.push({ line: lines.at(error.pos[0]), message: shown(error.message) })
      documents.push(convertDocument(document, { text, shown, lines, version, problems }))
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const message = error instanceof RangeError ? 'too complex: it is nested too deeply' : error.message
    problems.push({ line: 1, message })
  }
  problems.sort((one, other) => one.line - other.line)
  return { documents, problems, comments: leadingComments(source) }
}

/** The library's tokens; it recurses over them later, so they end where nesting becomes unreasonable. */
function* tokensOf(text: string, lines: Lines, problems: Problem[]): Generator<CST.Token> {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme)
    if (parser.stack.length > 2 * mostDepth) {
      problems.push({ line: lines.at(parser.offset), message: `too complex: it is nested more than ${mostDepth} levels deep` })
      return
    }
  }
  yield* parser.end()
}

interface Context {
  readonly text: string
  /** What a template hides, as it was written. */
  readonly shown: (part: string) => string
  readonly lines: Lines
  readonly version: YamlVersion
  readonly problems: Problem[]
  /** The node of each anchor as last defined; undefined while it is being read. */
  readonly anchors: Map<string, Node | undefined>
  nodes: number
  refused: boolean
}

function convertDocument(document: Document.Parsed, file: Omit<Context, 'anchors' | 'nodes' | 'refused'>): Node | undefined {
  const contents: unknown = document.contents
  if (contents === null) return undefined
  const context: Context = { ...file, anchors: new Map(), nodes: 0, refused: false }
  const node = convert(contents, context, 0, 0)
  const isEmpty = node?.kind === 'scalar' && node.span.start === node.span.end && node.tag === undefined
  return isEmpty ? undefined : node
}

function convert(from: unknown, context: Context, depth: number, position: number): Node | undefined {
  if (depth > mostDepth) return refuse(context, position, `it is nested more than ${mostDepth} levels deep`)
  if (from instanceof Alias) return resolve(from, context, depth)
  if (!count(context, position)) return undefined
  const anchor = from instanceof YamlScalar || from instanceof YAMLMap || from instanceof YAMLSeq ? from.anchor : undefined
  if (anchor !== undefined) context.anchors.set(anchor, undefined)
  let node: Node | undefined
  if (from instanceof YamlScalar) node = convertScalar(from, context)
  else if (from instanceof YAMLMap) node = convertMap(from, context, depth)
  else if (from instanceof YAMLSeq) node = convertSequence(from, context, depth)
  else node = { kind: 'scalar', text: '', type: 'null', quoted: false, span: context.lines.span(position, position), via: noVia }
  if (anchor !== undefined) {
    if (node === undefined) context.anchors.delete(anchor)
    else context.anchors.set(anchor, node)
  }
  return node
}

function convertScalar(from: YamlScalar, context: Context): Scalar {
  const start = from.range?.[0] ?? 0
  const end = trimmed(context.text, start, from.range?.[1] ?? start)
  const quoted = from.type !== undefined && from.type !== 'PLAIN'
  const text = context.shown(from.source ?? '')
  const span = context.lines.span(start, end)
  if (from.tag === undefined) {
    return { kind: 'scalar', text, type: quoted ? 'string' : plainType(text, context.version), quoted, span, via: noVia }
  }
  const tag = shortTag(from.tag)
  return { kind: 'scalar', text, type: taggedType(tag, quoted ? 'string' : plainType(text, context.version)), quoted, span, via: noVia, tag }
}

function taggedType(tag: string, otherwise: ScalarType): ScalarType {
  if (tag === '!!str' || tag === '!' || tag === '!!binary') return 'string'
  if (tag === '!!int' || tag === '!!float') return 'number'
  if (tag === '!!bool') return 'boolean'
  return tag === '!!null' ? 'null' : otherwise
}

function shortTag(tag: string): string {
  return tag.startsWith(standardTag) ? `!!${tag.slice(standardTag.length)}` : tag
}

function convertSequence(from: YAMLSeq, context: Context, depth: number): Node {
  const start = from.range?.[0] ?? 0
  const items: Node[] = []
  let end = start + 1
  for (const item of from.items) {
    const node = convert(item, context, depth + 1, end)
    end = Math.max(end, endOf(item, node))
    if (node !== undefined) items.push(node)
  }
  if (from.flow === true) end = from.range?.[1] ?? end
  return withTag({ kind: 'sequence', items, span: context.lines.span(start, end), via: noVia }, from.tag)
}

function convertMap(from: YAMLMap, context: Context, depth: number): Node {
  const start = from.range?.[0] ?? 0
  const entries: Entry[] = []
  const places = new Map<string, number>()
  const merges: Entry[] = []
  let end = start
  for (const pair of from.items as readonly Pair[]) {
    const isMerge = pair.key instanceof YamlScalar && pair.key.source === '<<' && pair.key.type === 'PLAIN'
    const key = keyOf(pair.key, context, end)
    end = Math.max(end, key.span.end)
    const value = convert(pair.value, context, depth + 1, end)
    end = Math.max(end, endOf(pair.value, value))
    if (value === undefined) continue
    const entry: Entry = { key: key.text, keySpan: key.span, value, via: noVia }
    if (isMerge) {
      merges.push(entry)
      continue
    }
    const place = places.get(key.text)
    if (place === undefined) {
      places.set(key.text, entries.length)
      entries.push(entry)
    } else {
      context.problems.push({ line: key.span.line, message: `the key ${JSON.stringify(key.text)} is written twice; the last one counts` })
      entries[place] = entry
    }
  }
  for (const merge of merges) mergeInto(entries, places, merge, context)
  if (from.flow === true) end = from.range?.[1] ?? end
  return withTag({ kind: 'mapping', entries, span: context.lines.span(start, end), via: noVia }, from.tag)
}

/** Explicit keys win, and of several sources the earlier (https://yaml.org/type/merge.html). */
function mergeInto(entries: Entry[], places: Map<string, number>, merge: Entry, context: Context): void {
  for (const source of merge.value.kind === 'sequence' ? merge.value.items : [merge.value]) {
    if (source.kind !== 'mapping') {
      context.problems.push({ line: merge.keySpan.line, message: 'a merge key takes a mapping or a list of mappings' })
      continue
    }
    for (const entry of source.entries) {
      if (places.has(entry.key)) continue
      places.set(entry.key, entries.length)
      entries.push(source.via.length === 0 ? throughMerge(entry, merge.keySpan, context) : entry)
    }
  }
}

/** An entry of a mapping that is written out behind the merge key itself. */
function throughMerge(entry: Entry, keySpan: Span, context: Context): Entry {
  const value = through(entry.value, keySpan, context) ?? entry.value
  return { key: entry.key, keySpan: entry.keySpan, value, via: [...entry.via, keySpan] }
}

function keyOf(from: unknown, context: Context, position: number): { readonly text: string; readonly span: Span } {
  if (from instanceof YamlScalar) {
    const start = from.range?.[0] ?? position
    const end = trimmed(context.text, start, from.range?.[1] ?? start)
    if (from.anchor !== undefined) context.anchors.set(from.anchor, convertScalar(from, context))
    return { text: context.shown(from.source ?? ''), span: context.lines.span(start, end) }
  }
  if (from instanceof Alias || from instanceof YAMLMap || from instanceof YAMLSeq) {
    const start = from.range?.[0] ?? position
    const end = trimmed(context.text, start, from.range?.[1] ?? start)
    const target = from instanceof Alias ? context.anchors.get(from.source) : undefined
    return { text: target?.kind === 'scalar' ? target.text : context.shown(context.text.slice(start, end)), span: context.lines.span(start, end) }
  }
  return { text: '', span: context.lines.span(position, position) }
}

function resolve(alias: Alias, context: Context, depth: number): Node | undefined {
  const start = alias.range?.[0] ?? 0
  const span = context.lines.span(start, alias.range?.[1] ?? start)
  const target = context.anchors.get(alias.source)
  if (target !== undefined) return through(target, span, context, depth)
  const isOpen = context.anchors.has(alias.source)
  context.problems.push({
    line: span.line,
    message: isOpen ? `the alias *${alias.source} refers to itself` : `no anchor &${alias.source} stands before this alias`,
  })
  return undefined
}

/** A copy of a node that is reached through an alias or a merge key. */
function through(node: Node, by: Span, context: Context, depth = 0): Node | undefined {
  if (depth > mostDepth) return refuse(context, by.start, `it is nested more than ${mostDepth} levels deep`)
  if (!count(context, by.start)) return undefined
  const via = [...node.via, by]
  if (node.kind === 'scalar') return { ...node, via }
  if (node.kind === 'sequence') {
    const items: Node[] = []
    for (const item of node.items) {
      const copy = through(item, by, context, depth + 1)
      if (copy === undefined) return undefined
      items.push(copy)
    }
    return { ...node, items, via }
  }
  const entries: Entry[] = []
  for (const entry of node.entries) {
    const value = through(entry.value, by, context, depth + 1)
    if (value === undefined) return undefined
    entries.push({ key: entry.key, keySpan: entry.keySpan, value, via: [...entry.via, by] })
  }
  return { ...node, entries, via } satisfies Mapping
}

function count(context: Context, position: number): boolean {
  if (context.nodes++ < mostNodes) return true
  refuse(context, position, `it has more than ${mostNodes} values`)
  return false
}

/** Says once per document that a part is left out. */
function refuse(context: Context, position: number, why: string): undefined {
  if (!context.refused) context.problems.push({ line: context.lines.at(position), message: `too complex: ${why}` })
  context.refused = true
}

function withTag(node: Node, tag: string | undefined): Node {
  return tag === undefined ? node : { ...node, tag: shortTag(tag) }
}

function endOf(from: unknown, node: Node | undefined): number {
  if (from instanceof Alias) return from.range?.[1] ?? 0
  return node === undefined ? 0 : node.span.end
}

/** The end of a range without the white space at its end (block scalars reach into the next line). */
function trimmed(text: string, start: number, end: number): number {
  let at = end
  while (at > start && text.charCodeAt(at - 1) <= 32) at--
  return at
}

function leadingComments(text: string): Comment[] {
  const comments: Comment[] = []
  let number = 0
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (start < text.length) {
    const newline = text.indexOf('\n', start)
    const line = text.slice(start, newline === -1 ? text.length : newline).trim()
    number++
    if (line.startsWith('#')) comments.push({ line: number, text: line.slice(1).trim() })
    else if (line !== '' && line !== '---' && !line.startsWith('%')) break
    if (newline === -1) break
    start = newline + 1
  }
  return comments
}
