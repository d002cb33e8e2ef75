import { basename, join, posix } from 'node:path'
import type { FileAccess, Opened, OpenedFile } from '../../model/input.ts'
import type { Rights } from '../files.ts'
import type { Machine } from './machine.ts'
import { inTree } from './tree.ts'

/** What a process sees: settings files that were found elsewhere, at the place where it looks for them, then the machine's own tree. */
export interface View {
  readonly open: (path: string) => Opened
  readonly list: (path: string) => readonly string[]
  /** Where a file that is not there yet would lie, as it is shown; `undefined` where no folder stands for its own. */
  readonly home: (path: string) => string | undefined
  readonly opened: () => readonly OpenedFile[]
}

/** A file, or a whole folder, shown at another path. */
export interface Overlay {
  /** Absolute, as the program names it. */
  readonly at: string
  /** Absolute, on this disk. */
  readonly source: string
  readonly kind: 'file' | 'folder'
}

/** `aliases`: paths under which the process is shown other files of the machine. */
export function viewOf(machine: Machine, overlays: readonly Overlay[], aliases: ReadonlyMap<string, string> = new Map()): View {
  const { files, tree } = machine
  const owners = ownersOf(machine)
  const single = new Map(overlays.filter(({ kind }) => kind === 'file').map(({ at, source }) => [at, source] as const))
  const folders = overlays.filter(({ kind }) => kind === 'folder').toSorted((a, b) => b.at.length - a.at.length)
  const log = new Map<string, OpenedFile>()
  const note = (path: string, file: string, isKey: boolean, rights: Rights): { readonly access?: FileAccess } => {
    const access = owners?.(rights)
    const known = access === undefined ? {} : { access }
    if (tree !== undefined) log.set(path, { path, file, isKey, ...known })
    return known
  }
  return {
    opened: () => [...log.values()],
    home(path) {
      const [place] = sources(normal(path))
      return place === undefined ? undefined : files.display(place)
    },
    open(path) {
      const named = normal(path)
      const clean = aliases.get(named) ?? named
      for (const source of sources(clean)) {
        const read = files.read(source)
        if (read.state === 'missing') continue
        const file = files.display(source)
        if (read.state === 'text' || read.state === 'binary') files.claim(source)
        if (read.state === 'text')
          return { state: 'text', text: read.text, file, mount: [], ...note(clean, file, keyText.test(read.text), read.rights) }
        if (read.state === 'binary')
          return {
            state: 'unreadable',
            why: `${file} ${read.why}`,
            mount: [],
            bytes: read.bytes,
            file,
            ...note(clean, file, keyFile.test(clean), read.rights),
          }
        if (read.state === 'folder') return { state: 'absent' }
        return { state: 'unreadable', why: `${read.state === 'outside' ? clean : file} ${read.why}`, mount: [{ file, line: 1 }] }
      }
      return { state: 'absent' }
    },
    list(path) {
      const clean = normal(path)
      const names = new Set(sources(clean).flatMap((source) => (files.list(source) ?? []).map((entry) => entry.name)))
      for (const at of single.keys()) if (posix.dirname(at) === clean) names.add(basename(at))
      return [...names].toSorted()
    },
  }

  function sources(path: string): readonly string[] {
    const direct = single.get(path)
    const below = folders.filter(({ at }) => path === at || path.startsWith(at === '/' ? at : `${at}/`))
    const own = tree === undefined ? undefined : inTree(tree, path)
    return [
      ...(direct === undefined ? [] : [direct]),
      ...(own === undefined ? [] : [own]),
      ...below.map(({ at, source }) => join(source, path.slice(at.length))),
    ]
  }
}

const keyText = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/

const keyFile = /\.(?:jks|p12|pfx|keystore|keytab)$/

/** Names of owners, by the machine's own lists; absent where the files do not keep the machine's rights. */
function ownersOf({ keepsRights, tree, files }: Machine): ((rights: Rights) => FileAccess) | undefined {
  if (!keepsRights || tree === undefined) return undefined
  const [users, groups] = ['passwd', 'group'].map((name) => names(files.read(join(tree, 'etc', name))))
  return ({ mode, uid, gid }) => ({ mode, owner: users?.get(uid) ?? String(uid), group: groups?.get(gid) ?? String(gid) })
}

function names(read: { readonly state: string; readonly text?: string }): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const line of (read.text ?? '').split('\n')) {
    const [name = '', , id = ''] = line.split(':')
    if (/^\d+$/.test(id) && !found.has(Number(id))) found.set(Number(id), name)
  }
  return found
}

function normal(path: string): string {
  const clean = posix.normalize(path.startsWith('/') ? path : `/${path}`)
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean
}
