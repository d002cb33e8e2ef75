import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import type { DeadKey } from '../model/technology.ts'
import type { Stake } from '../model/vocabulary.ts'
import type { KnownNames } from '../protocols/meant-name.ts'
import { letters, meantName } from '../protocols/meant-name.ts'
import type { SettingsTree } from './settings-tree.ts'

export interface CatalogueTable extends KnownNames {
  /** What is at stake when a key of it is missed. */
  readonly stake: Stake
}

/** More names in one table are nobody's own writing. */
const most = 500

/** The names that a product reads, of all its versions together, where it takes unknown ones in silence. */
export interface Catalogue {
  /** As the product is called in a sentence. */
  readonly product: string
  /** By path with dots between; `*` stands for any name, and the empty path for the file itself. */
  readonly tables: Readonly<Record<string, CatalogueTable>>
  /** Variables that stand for keys begin with it: `ROUTER__SECRETS__JWT_SECRET`. */
  readonly prefix?: string
  /** Names of files count whatever their case. */
  readonly caseless?: boolean
}

/** Keys of a tree that nothing reads and that look like one that is read and not set. */
export function strayKeys(tree: SettingsTree, catalogue: Catalogue, env: ReadonlyMap<string, Setting>): readonly DeadKey[] {
  const { product, tables, caseless = false } = catalogue
  const inTables = Object.entries(tables).flatMap(([pattern, known]) =>
    pathsOf(tree, pattern).flatMap((path) => {
      const written = tree.names(path).slice(0, most)
      return written.flatMap((name): readonly DeadKey[] => {
        const meant = meantName(name, { ...known, caseless }, (other) =>
          written.some((one) => one !== name && one.toLowerCase() === other.toLowerCase()),
        )
        const at = tree.at([...path, name])
        if (meant === undefined || at === undefined) return []
        const variable = variableOf(catalogue, [...path, name], env)
        const right = variable === undefined ? [...path, meant].join('.') : spelled(catalogue, [...path, meant], variable)
        return [stray(variable ?? [...path, name].join('.'), right, product, [at], known.stake)]
      })
    }),
  )
  return [...inTables, ...strayVariables(catalogue, env).filter(({ key }) => !inTables.some((one) => one.key === key))]
}

/** Names of one level, such as variables or properties, that look like one that is read and not set. */
export function strayNames(
  written: Iterable<readonly [string, { readonly trail: readonly Place[] }]>,
  product: string,
  known: CatalogueTable,
): readonly DeadKey[] {
  const all = [...written].slice(0, most)
  const set = new Set(all.map(([name]) => name))
  return all.flatMap(([name, { trail }]) => {
    const meant = meantName(name, known, (other) => set.has(other))
    return meant === undefined ? [] : [stray(name, meant, product, trail, known.stake)]
  })
}

function stray(key: string, meant: string, product: string, trail: readonly Place[], stake: Stake): DeadKey {
  return { key, trail, why: `${product} reads ${meant}, and not this name`, fix: `rename it to ${meant}`, stake }
}

/** `ROUTER_SECRETS__JWT_SECRET`: the letters of a variable with other signs between them, or none where two underscores are needed. */
function strayVariables({ product, tables, prefix }: Catalogue, env: ReadonlyMap<string, Setting>): readonly DeadKey[] {
  if (prefix === undefined) return []
  const right = new Map<string, { readonly name: string; readonly stake: Stake }>()
  for (const [path, { keys, stake }] of Object.entries(tables)) {
    if (path === '' || path.includes('*')) continue
    for (const key of keys) {
      const name = [prefix, ...path.split('.'), key].join('__').toUpperCase()
      right.set(letters(name), { name, stake })
    }
  }
  return [...env].flatMap(([name, { trail }]) => {
    const meant = right.get(letters(name))
    const isRead = meant === undefined || name.toUpperCase() === meant.name || env.has(meant.name)
    return isRead ? [] : [stray(name, meant.name, product, trail, meant.stake)]
  })
}

function variableOf({ prefix }: Catalogue, path: readonly string[], env: ReadonlyMap<string, Setting>): string | undefined {
  const wanted = [...(prefix === undefined ? [] : [prefix]), ...path].join('__').toLowerCase()
  return [...env.keys()].find((name) => name.toLowerCase().replaceAll(':', '__') === wanted)
}

function spelled({ prefix }: Catalogue, path: readonly string[], like: string): string {
  const name = [...(prefix === undefined ? [] : [prefix]), ...path].join('__')
  return like === like.toUpperCase() ? name.toUpperCase() : name
}

function pathsOf(tree: SettingsTree, pattern: string): readonly (readonly string[])[] {
  if (pattern === '') return [[]]
  let paths: readonly (readonly string[])[] = [[]]
  for (const step of pattern.split('.')) {
    paths = paths.flatMap((path) => (step === '*' ? tree.names(path).map((name) => [...path, name]) : [[...path, step]]))
  }
  return paths
}
