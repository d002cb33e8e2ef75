import type { BlockPath } from '../../formats/edits/blocks.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Directive } from '../../formats/nginx.ts'
import { parseNginx } from '../../formats/nginx.ts'
import type { Change, Edited, TextChange } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Servers } from './servers.ts'
import { serversOf } from './servers.ts'
import type { Rule, Tree } from './tree.ts'
import { loadTree } from './tree.ts'

/** The configuration as nginx reads it, and where it is written. */
export interface Sources {
  readonly input: ComponentInput
  readonly tree: Tree
  readonly servers: Servers
}

/** What is done where something stands: `path` is the block that was meant, or the block around the directive. */
export interface Deed {
  readonly file: string
  readonly line: number
  /** First word of what stands there; absent: the file as a whole. */
  readonly name?: string
  readonly change: (text: string, path: BlockPath) => TextChange
}

export function sourcesOf(input: ComponentInput): Sources {
  const tree = loadTree(input, [])
  return { input, tree, servers: serversOf(tree) }
}

/** Whether it is written in a file that can be changed: not in the image. */
export function isWritten({ tree }: Sources, { trail: [place], implied }: Rule): boolean {
  return implied !== true && place !== undefined && tree.paths.has(place.file)
}

/** Something done in the block that a rule opens, or around a directive. */
export function at({ name, trail: [place] }: Rule, change: Deed['change']): Deed {
  return { file: place?.file ?? '', line: place?.line ?? 0, name, change }
}

/** Something done at the level of `http`: in its block where there is one, else at the top of the file of a server. */
export function atHttp(sources: Sources, server: Rule, change: Deed['change']): Deed {
  const http = sources.tree.rules.find((rule) => rule.name === 'http' && isWritten(sources, rule))
  const place: Place | undefined = server.trail[0]
  // a site of its own file is included inside of `http`
  const isOwnFile = http === undefined || http.trail[0]?.file !== place?.file
  return isOwnFile ? { file: place?.file ?? '', line: 0, change } : at(http, change)
}

/** All deeds, file by file. */
export function changesFor(sources: Sources, deeds: readonly Deed[], notes: readonly string[] = []): Edited {
  const files = [...new Set(deeds.map(({ file }) => file))]
  const changes: Change[] = []
  for (const file of files) {
    const path = sources.tree.paths.get(file)
    if (path === undefined) return { cannot: 'it is written in the image itself', reason: 'not-in-files' }
    const own = deeds.filter((deed) => deed.file === file)
    changes.push({ kind: 'edit', path, edit: (text) => done(text, own) })
  }
  return { changes, notes }
}

function done(text: string, deeds: readonly Deed[]): TextChange {
  const { directives } = parseNginx(text)
  const steps: ((text: string) => TextChange)[] = []
  for (const { line, name, change } of deeds) {
    const path = name === undefined ? [] : pathTo(directives, line, name)
    if (path === undefined) return { cannot: `${name} is not found in line ${line}` }
    steps.push((now) => change(now, path))
  }
  return inSteps(text, steps)
}

/** The way to a block, or to the block around a directive, by words and numbers. */
function pathTo(directives: readonly Directive[], line: number, name: string): BlockPath | undefined {
  for (const each of directives) {
    if (each.span.line === line && each.name === name) return each.block === undefined ? [] : stepTo(each, directives)
    const inner = each.block === undefined ? undefined : pathTo(each.block, line, name)
    if (inner !== undefined) return [...stepTo(each, directives), ...inner]
  }
  return undefined
}

/** The editor takes a block by its first words, and by its number among all that begin with them. */
function stepTo(block: Directive, beside: readonly Directive[]): BlockPath {
  const words = [block.name, ...block.args]
  const alike = beside.filter((each) => each.block !== undefined && words.every((word, index) => [each.name, ...each.args][index] === word))
  return [words.join(' '), alike.indexOf(block)]
}
