import type { Node } from '../../formats/node.ts'
import { entriesOf, itemsOf } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { TreeDocument } from '../trees.ts'
import { nodeSetting, openTree } from '../trees.ts'
import type { Entry } from './sources.ts'
import { hostSettings, argumentSettings, variableSettings } from './sources.ts'

/**
 * Settings of a .NET program as its default builder lays them together: a flat list of paths with colons, whose case does not count, each
 * with the value of the strongest source; lists are merged by index. (Configuration in ASP.NET Core, 3.1 to 9; from the documentation.)
 */
export interface Configuration {
  readonly get: (path: string) => Setting | undefined
  /** Names directly below a section. */
  readonly names: (path: string) => readonly string[]
  readonly list: (path: string) => readonly Setting[]
  /** All that files, command line and variables with a section say. */
  readonly all: readonly { readonly path: string; readonly value: Setting }[]
  /** Where something absent would be written. */
  readonly home: Place
}

/** `layers` from the weakest to the strongest. */
function configurationOf(layers: readonly (readonly Entry[])[], home: Place): Configuration {
  const values = new Map<string, Entry>()
  for (const [path, value] of layers.flat()) {
    const key = path.toLowerCase()
    values.set(key, [values.get(key)?.[0] ?? path, value])
  }
  const get = (path: string): Setting | undefined => values.get(path.toLowerCase())?.[1]

  function names(path: string): readonly string[] {
    const prefix = path === '' ? '' : `${path.toLowerCase()}:`
    const found = new Map<string, string>()
    for (const [key, [written, value]] of values) {
      if (value === undefined || !key.startsWith(prefix)) continue
      const name = written.slice(prefix.length).split(':', 1)[0] ?? ''
      if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), name)
    }
    return [...found.values()].toSorted(byIndex)
  }

  const all = [...values.values()].flatMap(([path, value]) => (value === undefined ? [] : [{ path, value }]))
  return { get, names, list: (path) => names(path).flatMap((name) => (/^\d+$/.test(name) ? (get(`${path}:${name}`) ?? []) : [])), all, home }
}

function byIndex(one: string, other: string): number {
  return /^\d+$/.test(one) && /^\d+$/.test(other) ? Number(one) - Number(other) : 0
}

/** A file as the JSON provider flattens it: lists by index, null as nothing. */
function flattened({ document, root }: TreeDocument): readonly Entry[] {
  const found: Entry[] = []
  const walk = (node: Node, path: string): void => {
    const below = path === '' ? '' : `${path}:`
    if (node.kind === 'mapping') for (const { key, value } of entriesOf(node)) walk(value, below + key)
    else if (node.kind === 'sequence') for (const [index, item] of itemsOf(node).entries()) walk(item, `${below}${index}`)
    else found.push([path, nodeSetting(document, node)])
  }
  walk(root, '')
  return found
}

export interface Files {
  readonly configuration: Configuration
  /** `Production` unless it is set; the setting that says so. */
  readonly environment: string
  readonly environmentFrom: Setting | undefined
  /** Files that were read, the weakest first. */
  readonly documents: readonly TreeDocument['document'][]
}

/**
 * Reads the files of a folder, then variables, then the command line. `files` names them from the weakest to the strongest, `*` for the
 * environment.
 */
export function dotnetConfiguration(input: ComponentInput, folder: string, files: readonly string[], gaps: Gap[]): Files {
  const variables = variableSettings(input)
  const line = argumentSettings(input)
  const host = configurationOf([hostSettings(input, 'ASPNETCORE_'), hostSettings(input, 'DOTNET_'), line], input.at)
  const environmentFrom = host.get('environment')
  const environment = environmentFrom?.value ?? 'Production'
  const trees = files.flatMap((name) => openTree(input, [`${folder}/${name.replace('*', environment)}`], gaps) ?? [])
  const first = trees[0]
  return {
    configuration: configurationOf(
      [hostSettings(input, 'ASPNETCORE_'), hostSettings(input, 'DOTNET_'), ...trees.map(flattened), variables, line],
      first === undefined ? input.at : { file: first.document.file, line: 1 },
    ),
    environment,
    environmentFrom,
    documents: trees.map(({ document }) => document),
  }
}
