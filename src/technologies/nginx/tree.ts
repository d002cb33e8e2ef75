import { posix } from 'node:path'
import type { Directive } from '../../formats/nginx.ts'
import { parseNginx } from '../../formats/nginx.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'
import { isPattern, maskOf, matchingPaths } from '../../settings/matching.ts'
import { isSite } from './files.ts'
import type { Layout } from './layout.ts'
import { layoutOf } from './layout.ts'
import type { Rendered } from './templates.ts'
import { generated } from './templates.ts'
import { unterminated } from './unterminated.ts'

/** A directive in force with its includes put in place. */
export interface Rule {
  readonly name: string
  readonly args: readonly string[]
  readonly trail: readonly Place[]
  readonly body?: readonly Rule[]
  /** Nobody wrote it: sites alone are read as what stands in `http`. */
  readonly implied?: true
}

export interface Tree {
  readonly rules: readonly Rule[]
  /** False when the image's own configuration is in force and nothing of it is known. */
  readonly known: boolean
  /** The path inside of the component of every file that was read, by the name that places have; of a template its own. */
  readonly paths: ReadonlyMap<string, string>
}

const deepestInclude = 10
const mostFiles = 500
/** Tables that the package ships: they hold types and parameters only. */
const shipped =
  /(?:^|\/)(?:mime\.types|fastcgi_params|fastcgi\.conf|uwsgi_params|scgi_params|koi-utf|koi-win|win-utf|modules-enabled\/\*\.conf|modules\/\*\.conf|naxsi.*)$/

interface Reader {
  readonly input: ComponentInput
  readonly gaps: Gap[]
  readonly layout: Layout
  readonly home: string
  readonly made: ReadonlyMap<string, Rendered>
  readonly paths: Map<string, string>
  files: number
}

/** The whole configuration that nginx starts with: the file of `-c`, else the usual one, with its includes and rendered templates. */
export function loadTree(input: ComponentInput, gaps: Gap[]): Tree {
  const layout = layoutOf(input)
  const words = commandLine(input)
  const prefix = flag(words, ['-p'])?.value?.value ?? posix.dirname(layout.main)
  const path = absolute(flag(words, ['-c'])?.value?.value ?? layout.main, prefix)
  // relative includes start in the folder of the main file (nginx.org, include: "conf-path")
  const reader: Reader = { input, gaps, layout, home: posix.dirname(path), made: generated(input, layout, gaps), paths: new Map(), files: 0 }
  const { paths } = reader
  const main = open(reader, path)
  if (main !== undefined) return { rules: rulesOf(reader, main, 0), known: true, paths }
  const at = input.image?.setting.trail ?? [input.at]
  if (input.form !== 'container') return alone(reader, at)
  if (layout.own === undefined && reader.made.size === 0 && input.list(layout.folder).length === 0) return { rules: [], known: false, paths }
  const http: Rule = { name: 'http', args: [], trail: at, implied: true, body: included(reader, `${layout.folder}/*.conf`, at[0] ?? input.at, 0) }
  return { rules: [http], known: true, paths }
}

/** Sites without their main file: the distribution's has nothing in `http` that they would inherit and that we judge. */
function alone(reader: Reader, trail: readonly Place[]): Tree {
  const documents = reader.layout.sites.flatMap((folder) =>
    reader.input
      .list(folder)
      .toSorted()
      .flatMap((name) => {
        const document = openDocument(reader.input, `${folder}/${name}`, [])
        return document !== undefined && isSite(name, document.text) ? [document] : []
      }),
  )
  const body = documents.slice(0, mostFiles).flatMap((document) => rulesOf(reader, document, 1))
  return {
    rules: [{ name: 'http', args: [], trail: body[0]?.trail ?? trail, implied: true, body }],
    known: documents.length > 0,
    paths: reader.paths,
  }
}

function open(reader: Reader, path: string): Rendered | undefined {
  return reader.made.get(path) ?? openDocument(reader.input, path, reader.gaps)
}

function rulesOf(reader: Reader, document: Rendered, depth: number): readonly Rule[] {
  reader.files++
  reader.paths.set(document.file, document.template ?? document.path)
  const { directives, problems } = parseNginx(document.text)
  for (const { line, message } of [...problems, ...unterminated(directives)]) reader.gaps.push({ why: message, place: { file: document.file, line } })
  return expand(reader, document, directives, depth)
}

function expand(reader: Reader, document: Rendered, directives: readonly Directive[], depth: number): readonly Rule[] {
  return directives.flatMap((directive) => {
    const trail = [placeAt(document, directive.block === undefined ? directive.span : { line: directive.span.line }), ...document.mount]
    const pattern = directive.name === 'include' ? directive.args[0] : undefined
    if (pattern !== undefined) return included(reader, absolute(pattern, reader.home), trail[0] ?? reader.input.at, depth + 1)
    const rule: Rule = { name: directive.name, args: directive.args, trail }
    return directive.block === undefined ? [rule] : [{ ...rule, body: expand(reader, document, directive.block, depth) }]
  })
}

/** An include that names no file of ours and is no table of the package is a gap; a pattern may match nothing, as nginx has it. */
function included(reader: Reader, pattern: string, at: Place, depth: number): readonly Rule[] {
  if (shipped.test(pattern)) return []
  if (depth > deepestInclude || reader.files >= mostFiles) {
    reader.gaps.push({ why: `${pattern}: too many includes`, place: at })
    return []
  }
  if (!isPattern(pattern)) {
    const document = open(reader, pattern)
    if (document !== undefined) return rulesOf(reader, document, depth)
    if (reader.input.open(pattern).state !== 'absent') return []
    if (/(?:^|\/)proxy_params$/.test(pattern)) return packaged(at)
    const absent = reader.input.form === 'container' ? 'is not mounted' : 'is not among the files'
    reader.gaps.push({ why: `${pattern} ${absent}: what it says is not known`, place: at })
    return []
  }
  const slash = pattern.lastIndexOf('/')
  const folder = pattern.slice(0, slash)
  const mask = maskOf(pattern.slice(slash + 1))
  const rendered = [...reader.made.keys()].filter((path) => path.slice(0, path.lastIndexOf('/')) === folder && mask.test(path.slice(slash + 1)))
  const paths = [...new Set([...matchingPaths(reader.input, pattern), ...rendered])].toSorted()
  const rules = paths.flatMap((path) => {
    const document = open(reader, path)
    return document === undefined ? [] : rulesOf(reader, document, depth)
  })
  return folder === reader.layout.folder && !paths.includes(`${folder}/default.conf`) ? [...rules, ...imageServer(reader)] : rules
}

/** `proxy_params` of Debian's package nginx-common (1.22.1-9+deb12u11; `Host $http_host` before that), for whoever includes it without having it. */
function packaged(at: Place): readonly Rule[] {
  const headers = [
    ['Host', '$host'],
    ['X-Real-IP', '$remote_addr'],
    ['X-Forwarded-For', '$proxy_add_x_forwarded_for'],
    ['X-Forwarded-Proto', '$scheme'],
  ]
  return headers.map((args) => ({ name: 'proxy_set_header', args, trail: [at] }))
}

/** The server that the image itself ships in conf.d, unless a mount hides the folder or the file. */
function imageServer(reader: Reader): readonly Rule[] {
  const { input, layout } = reader
  if (layout.own === undefined) return []
  const hidden = input.mounts.some(({ target }) => {
    const path = target.value.replace(/\/+$/, '')
    return layout.folder === path || layout.folder.startsWith(`${path}/`) || path === `${layout.folder}/default.conf`
  })
  if (hidden) return []
  const trail = input.image?.setting.trail ?? [input.at]
  return [
    {
      name: 'server',
      args: [],
      trail,
      body: [
        { name: 'listen', args: [String(layout.own)], trail },
        { name: 'server_name', args: ['localhost'], trail },
      ],
    },
  ]
}

function absolute(path: string, folder: string): string {
  return path.startsWith('/') ? path : `${folder}/${path}`
}
