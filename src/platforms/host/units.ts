import { basename, dirname, join } from 'node:path'
import type { Files } from '../files.ts'
import { inTree } from './tree.ts'

/** A service unit and the files that say what it does, in the order in which they are applied. */
export interface UnitFiles {
  readonly name: string
  readonly paths: readonly string[]
  /** Written by whoever runs the machine, not brought by a package. */
  readonly own: boolean
}

/** Where units lie on a machine, the strongest first (systemd.unit(5), "Unit File Load Path"). */
const folders = ['etc/systemd/system', 'run/systemd/system', 'usr/local/lib/systemd/system', 'usr/lib/systemd/system', 'lib/systemd/system']

/** The units of a tree: those of its owner, and of the packages those that are switched on. */
export function treeUnits(tree: string, files: Files): readonly UnitFiles[] {
  const found = new Map<string, UnitFiles>()
  const own = join(tree, folders[0]!)
  for (const { name, kind } of files.list(own) ?? []) {
    if (name.endsWith('.service') && !name.endsWith('@.service') && kind === 'file') add(name, join(own, name), true)
    if (!/\.(?:wants|requires)$/.test(name)) continue
    for (const link of files.list(join(own, name)) ?? []) {
      if (!link.name.endsWith('.service') || found.has(link.name)) continue
      const path = unitPath(tree, link.name, files)
      if (path !== undefined) add(link.name, path, dirname(path) === own)
    }
  }
  return [...found.values()]

  function add(name: string, path: string, isOwn: boolean): void {
    found.set(name, {
      name,
      paths: [
        path,
        ...dropIns(
          name,
          folders.map((folder) => join(tree, folder)),
          files,
        ),
      ],
      own: isOwn,
    })
  }
}

/** The file of a unit; `name@.service` for an instance. */
function unitPath(tree: string, name: string, files: Files): string | undefined {
  for (const candidate of [name, templateOf(name)]) {
    if (candidate === undefined) continue
    for (const folder of folders) {
      const path = inTree(tree, `/${folder}/${candidate}`)
      if (path !== undefined && files.read(path).state === 'text') return path
    }
  }
  return undefined
}

function templateOf(name: string): string | undefined {
  const at = name.indexOf('@')
  return at === -1 ? undefined : `${name.slice(0, at)}@.service`
}

/** A unit that lies in a folder of its own, with the drop-ins beside it. */
export function looseUnit(path: string, files: Files): UnitFiles {
  const name = basename(path)
  return { name, paths: [path, ...dropIns(name, [dirname(path)], files)], own: true }
}

/** Drop-ins in the order of their names. Of two that are called alike, the one in the more particular or the stronger folder counts. */
function dropIns(unit: string, places: readonly string[], files: Files): readonly string[] {
  const byName = new Map<string, string>()
  for (const name of dropInFolders(unit)) {
    for (const place of places) {
      const folder = join(place, name)
      for (const entry of files.list(folder) ?? []) {
        if (entry.name.endsWith('.conf') && !byName.has(entry.name)) byName.set(entry.name, join(folder, entry.name))
      }
    }
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, path]) => path)
}

/** `a-b@c.service`: its own folder, the template's, those of the prefixes, and the one for all services. The most particular first. */
function dropInFolders(unit: string): readonly string[] {
  const template = templateOf(unit)
  const stem = unit.replace(/(?:@.*)?\.service$/, '')
  const prefixes: string[] = []
  for (let dash = stem.lastIndexOf('-'); dash > 0; dash = stem.lastIndexOf('-', dash - 1)) prefixes.push(`${stem.slice(0, dash + 1)}.service.d`)
  return [`${unit}.d`, ...(template === undefined ? [] : [`${template}.d`]), ...prefixes, 'service.d']
}
