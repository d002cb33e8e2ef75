import { basename, dirname, resolve } from 'node:path'
import { entriesOf } from '../../formats/node.ts'
import type { Documents } from './document.ts'
import { topLevel } from './document.ts'
import { extendedFiles } from './extends.ts'
import { includedFiles } from './include.ts'
import { standardNames } from './recognise.ts'

/** Files that make up one deployment, in the order of merging. */
export interface Group {
  readonly paths: readonly string[]
  /** First file of the group that this one varies. */
  readonly variantOf?: string
}

/** Files become deployments by rule: see docs/decisions. `paths` is sorted. */
export function groupFiles(paths: readonly string[], documents: Documents): readonly Group[] {
  const own = withoutTargets(paths, documents)
  const folders = new Map<string, string[]>()
  for (const path of own) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path])
  const siblings = new Map<string, string[]>()
  for (const path of paths) siblings.set(dirname(path), [...(siblings.get(dirname(path)) ?? []), path])
  return [...folders].flatMap(([folder, inside]) => groupFolder(inside, siblings.get(folder) ?? inside, documents))
}

function groupFolder(paths: readonly string[], siblings: readonly string[], documents: Documents): readonly Group[] {
  const overrides = new Map<string, string>()
  for (const path of paths) {
    const base = overriddenBy(path, paths)
    if (base !== undefined && !overrides.has(base)) overrides.set(base, path)
  }
  const attached = new Set(overrides.values())
  const groups: Group[] = []
  for (const path of paths) {
    if (attached.has(path)) continue
    const base = variantBase(path, siblings, documents)
    if (base !== undefined) {
      const isOwn = paths.includes(base) && !attached.has(base)
      groups.push({ paths: [base, path], ...(isOwn ? { variantOf: base } : {}) })
      continue
    }
    const override = overrides.get(path)
    groups.push({ paths: override === undefined ? [path] : [path, override] })
  }
  // a base stands before what varies it
  return groups.toSorted((a, b) => Number(a.variantOf !== undefined) - Number(b.variantOf !== undefined))
}

/** `compose.override.yaml` belongs to the file that Compose finds by itself, `X.override.yml` to `X.yml`. */
function overriddenBy(path: string, paths: readonly string[]): string | undefined {
  const stem = /^(.+)[.-]override\.ya?ml$/.exec(basename(path))?.[1]
  if (stem === undefined) return undefined
  const same = paths.find((other) => /\.ya?ml$/.test(other) && stemOf(other) === stem)
  if (same !== undefined || (stem !== 'compose' && stem !== 'docker-compose')) return same
  return standardNames.flatMap((name) => paths.find((other) => basename(other) === name) ?? [])[0]
}

/** For a file with services that have neither image nor build: the sibling that defines most of them. */
export function variantBase(path: string, siblings: readonly string[], documents: Documents): string | undefined {
  const lacking = servicesOf(path, documents).filter((service) => !service.stands)
  if (lacking.length === 0) return undefined
  const names = new Set(lacking.map((service) => service.name))
  let best: string | undefined
  let most = 0
  for (const other of siblings) {
    if (other === path) continue
    const defined = servicesOf(other, documents).filter((service) => service.stands && names.has(service.name)).length
    if (defined > most || (defined === most && most > 0 && best !== undefined && isNearer(other, best, path))) {
      best = other
      most = defined
    }
  }
  return best
}

/** The longest name that the variant's own begins with; then the standard name; then the first. */
function isNearer(one: string, other: string, path: string): boolean {
  const begins = (base: string): number => (stemOf(path).startsWith(stemOf(base)) ? stemOf(base).length : 0)
  if (begins(one) !== begins(other)) return begins(one) > begins(other)
  return rank(one) < rank(other)
}

function rank(path: string): number {
  const at = standardNames.indexOf(basename(path))
  return at === -1 ? standardNames.length : at
}

function servicesOf(path: string, documents: Documents): readonly { readonly name: string; readonly stands: boolean }[] {
  return topLevel(documents.open(path), 'services').flatMap((services) =>
    entriesOf(services).map(({ key, value }) => ({ name: key, stands: entriesOf(value).some(isSource) || value.tag === '!reset' })),
  )
}

function isSource(entry: { readonly key: string }): boolean {
  return entry.key === 'image' || entry.key === 'build' || entry.key === 'extends' || entry.key === 'provider'
}

/** Files that another one includes or extends are none of their own; of a circle the first stays. */
function withoutTargets(paths: readonly string[], documents: Documents): readonly string[] {
  const targets = new Map(paths.map((path) => [path, targetsOf(path, documents)] as const))
  const pointed = new Set<string>()
  for (const [path, all] of targets) {
    for (const target of all) if (target !== path && !isStandardSibling(target, path, documents)) pointed.add(target)
  }
  const own = new Set(paths.filter((path) => !pointed.has(path)))
  const reached = new Set<string>()
  const reach = (path: string): void => {
    const open = [path]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue
      reached.add(next)
      open.push(...(targets.get(next) ?? []))
    }
  }
  for (const path of own) reach(path)
  for (const path of paths.toSorted((a, b) => rank(a) - rank(b) || a.length - b.length)) {
    if (reached.has(path)) continue
    own.add(path)
    reach(path)
  }
  return paths.filter((path) => own.has(path))
}

/** A file that Compose starts by itself stays a deployment when a sibling merely extends one of its services. */
function isStandardSibling(target: string, from: string, documents: Documents): boolean {
  const isIncluded = includedFiles(topLevel(documents.open(from), 'include')).some((file) => resolve(dirname(from), file) === target)
  return !isIncluded && standardNames.includes(basename(target)) && dirname(target) === dirname(from)
}

function targetsOf(path: string, documents: Documents): readonly string[] {
  const document = documents.open(path)
  const written = [...includedFiles(topLevel(document, 'include')), ...extendedFiles(topLevel(document, 'services'))]
  return written.map((file) => resolve(dirname(path), file))
}

function stemOf(path: string): string {
  return basename(path).replace(/\.ya?ml$/, '')
}
