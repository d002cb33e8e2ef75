import { posix } from 'node:path'
import type { Entry, Node } from '../../formats/node.ts'
import { entriesOf } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'
import { nodeSetting, openTree, scalarsOf } from '../../settings/trees.ts'
import type { Options } from './options.ts'

/** A part of the dynamic configuration: a router, a service, a middleware. */
export interface Item {
  readonly name: string
  readonly at: Place
  readonly node: Node
  readonly document: Document
}

/** All parts of one kind, such as `http.routers`, from every file of the provider. */
export type Dynamic = (...kind: readonly string[]) => readonly Item[]

/** Where the dynamic files of loose configuration are shown. */
export const dynamicFolder = '/etc/traefik/dynamic'

const mostDepth = 5

/** Files of `providers.file` (Traefik 2 and 3); of a file alone beside no static one, that file. */
export function dynamicOf(input: ComponentInput, options: Options, gaps: Gap[]): Dynamic {
  const trees = pathsOf(input, options).flatMap((path) => openTree(input, [path], gaps) ?? [])
  return (...kind) =>
    trees.flatMap(({ document, root }) =>
      entriesOf(within(root, ...kind)).map(({ key, keySpan, value }) => ({ name: key, at: placeAt(document, keySpan), node: value, document })),
    )
}

function pathsOf(input: ComponentInput, options: Options): readonly string[] {
  const file = options.get('providers.file.filename')?.value
  const folder = options.get('providers.file.directory')?.value
  if (file !== undefined) return [file, beside(file)].filter((path) => input.open(path).state !== 'absent').slice(0, 1)
  if (folder !== undefined) return [folder, beside(folder)].map((path) => below(input, path)).find((paths) => paths.length > 0) ?? []
  return options.size === 0 && input.form !== 'container' ? below(input, dynamicFolder) : []
}

/** The place where loose files are shown, whatever path the static file knows. */
function beside(path: string): string {
  return posix.join('/etc/traefik', posix.basename(path))
}

function below(input: ComponentInput, folder: string, depth = 0): readonly string[] {
  if (depth > mostDepth) return []
  return input
    .list(folder)
    .toSorted()
    .flatMap((name) => {
      const path = posix.join(folder, name)
      return /\.(?:ya?ml|toml)$/.test(name) ? [path] : name.includes('.') ? [] : below(input, path, depth + 1)
    })
}

/** The node below keys; Traefik does not tell their cases apart. */
export function within(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  return keys.reduce<Node | undefined>((at, key) => entryIn(at, key)?.value, node)
}

function entryIn(node: Node | undefined, key: string): Entry | undefined {
  return entriesOf(node).findLast((entry) => entry.key.toLowerCase() === key.toLowerCase())
}

/** The text under keys of a part. */
export function textOf({ node, document }: Item, ...keys: readonly string[]): Setting | undefined {
  return nodeSetting(document, within(node, ...keys))
}

/** The texts of a list under keys of a part; one text alone counts as a list. */
export function textsOf({ node, document }: Item, ...keys: readonly string[]): readonly Setting[] {
  return scalarsOf(within(node, ...keys)).flatMap((each) => nodeSetting(document, each) ?? [])
}

/** `auth` of `auth@file`: the provider is this one. */
function bare(name: string): string {
  return name.replace(/@file$/, '')
}

/** The part of that name. */
export function find(items: readonly Item[], name: string): Item | undefined {
  return items.find((item) => item.name === bare(name))
}
