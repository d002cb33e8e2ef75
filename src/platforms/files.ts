import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Encoding } from './encoding.ts'
import { folderMode } from '../model/own-files.ts'
import { decode } from './encoding.ts'

/** The one door to the disk: nothing outside the root is read, no device or pipe is opened, nothing is read twice. */
export interface Files {
  readonly root: string
  /** Folder of the call's PATH. */
  readonly folder: string
  readonly read: (path: string) => FileRead
  /** Names inside a folder, sorted; `undefined` when it is no folder or cannot be listed. */
  readonly list: (path: string) => readonly Listed[] | undefined
  /** Whether others may enter all folders between that of PATH and a file; what is not there yet is as it is made. */
  readonly isOpen: (path: string) => boolean
  /** Says that a deployment reads this file: no other takes it for its own. */
  readonly claim: (path: string) => void
  readonly isClaimed: (path: string) => boolean
  /** Notes what a piece of work reads, lists and claims. Work inside of work is noted for both. */
  readonly follow: <T>(work: () => T) => Followed<T>
  /** Every text that was read so far, by path. */
  readonly texts: () => Iterable<readonly [path: string, text: string]>
  /** Every file that was read so far, whatever is in it. */
  readonly paths: () => Iterable<string>
  /** The name shown to people: relative to the folder of PATH where inside, else to the root. */
  readonly display: (path: string) => string
}

/** What came of some work, and the absolute paths that it rests on. */
export interface Followed<T> {
  readonly result: T
  /** Files and folders, those that are not there among them. */
  readonly looked: ReadonlySet<string>
  readonly claimed: ReadonlySet<string>
}

export interface Listed {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'other'
}

export type FileRead =
  | { readonly state: 'text'; readonly text: string; readonly encoding: Encoding | undefined; readonly rights: Rights }
  | { readonly state: 'binary'; readonly bytes: Uint8Array; readonly why: string; readonly rights: Rights }
  | { readonly state: 'missing' | 'folder' | 'outside' | 'unreadable'; readonly why: string }

/** Permission bits and owners, as numbers of the machine that holds the file. */
export interface Rights {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** A file as somebody means to write it. */
export interface Draft {
  readonly text: string
  /** Each character of the text is a byte of a file that is no text. */
  readonly isBytes?: true
  /** Permission bits of a new file; what is there keeps its own. */
  readonly mode?: number
  readonly owner?: { readonly user: number; readonly group: number }
  /** What others may do with a file that is there already is taken from them: it gets a secret. `group`: who may read it then, by number. */
  readonly closed?: { readonly group?: number }
  /** There is to be no such file any more. */
  readonly isGone?: true
}

/** Bytes; a configuration file that is larger is none. */
const largest = 10 * 1024 * 1024

/** @param drafts files that are read as they are to be, by absolute path */
export function openFiles(root: string, path: string, drafts: ReadonlyMap<string, Draft> = new Map()): Files {
  const realRoot = real(root) ?? resolve(root)
  const stat = statOf(path)
  const folder = stat?.isDirectory() === true ? (real(path) ?? resolve(path)) : (real(dirname(path)) ?? resolve(dirname(path)))
  const reads = new Map<string, FileRead>()
  const lists = new Map<string, readonly Listed[] | undefined>()
  const claimed = new Set<string>()
  const inFolders = foldersOf(drafts)
  const followers = new Set<{ readonly looked: Set<string>; readonly claimed: Set<string> }>()
  return {
    root: realRoot,
    folder,
    read(wanted) {
      const key = resolve(folder, wanted)
      for (const { looked } of followers) looked.add(key)
      let found = reads.get(key)
      if (found === undefined) reads.set(key, (found = drafted(drafts.get(key), key, realRoot) ?? readText(key, realRoot)))
      return found
    },
    list(wanted) {
      const key = resolve(folder, wanted)
      for (const { looked } of followers) looked.add(key)
      if (!lists.has(key)) lists.set(key, withDrafts(readFolder(key, realRoot), inFolders.get(key)))
      return lists.get(key)
    },
    isOpen(wanted) {
      const above: string[] = []
      for (let path = dirname(resolve(folder, wanted)); path !== folder && !leaves(relative(realRoot, path)); path = dirname(path)) above.push(path)
      return above.every((path) => (Number(statOf(path)?.mode ?? folderMode(path)) & 0o001) !== 0)
    },
    claim(wanted) {
      const key = resolve(folder, wanted)
      claimed.add(key)
      for (const follower of followers) follower.claimed.add(key)
    },
    isClaimed: (wanted) => claimed.has(resolve(folder, wanted)),
    follow(work) {
      const follower = { looked: new Set<string>(), claimed: new Set<string>() }
      followers.add(follower)
      try {
        return { result: work(), ...follower }
      } finally {
        followers.delete(follower)
      }
    },
    *texts() {
      for (const [path, found] of reads) if (found.state === 'text') yield [path, found.text]
    },
    *paths() {
      for (const [path, { state }] of reads) if (state === 'text' || state === 'binary') yield path
    },
    display(wanted) {
      const near = relative(folder, wanted)
      if (near === '') return '.'
      if (!leaves(near)) return slashes(near)
      const fromRoot = relative(realRoot, wanted)
      return leaves(fromRoot) ? basename(wanted) : slashes(fromRoot) || '.'
    },
  }
}

function drafted(draft: Draft | undefined, path: string, root: string): FileRead | undefined {
  if (draft === undefined || leaves(relative(root, path))) return undefined
  if (draft.isGone === true) return { state: 'missing', why: 'does not exist' }
  const there = statOf(path)
  const { user: uid = Number(there?.uid ?? 0), group: gid = Number(draft.closed?.group ?? there?.gid ?? 0) } = draft.owner ?? {}
  const mode = modeOf(draft, there === undefined ? undefined : Number(there.mode) & 0o7777)
  const rights = { mode, uid, gid }
  if (draft.isBytes === true) return { state: 'binary', bytes: Buffer.from(draft.text, 'latin1'), why: 'is not text', rights }
  return { state: 'text', text: draft.text, encoding: 'utf8', rights }
}

/** Permission bits as they are to be. `before`: of the file that is there. */
export function modeOf({ mode, closed }: Draft, before: number | undefined): number {
  if (before === undefined) return mode ?? 0o644
  if (closed === undefined) return before
  return (before & 0o7770) | (closed.group === undefined ? 0 : 0o040)
}

type Drafted = Listed['kind'] | 'gone'

/** What the drafts put into each folder: files, and the folders that lead to them; and what they take out. */
function foldersOf(drafts: ReadonlyMap<string, Draft>): ReadonlyMap<string, ReadonlyMap<string, Drafted>> {
  const folders = new Map<string, Map<string, Drafted>>()
  const namesIn = (folder: string): Map<string, Drafted> => {
    const names = folders.get(folder) ?? new Map<string, Drafted>()
    folders.set(folder, names)
    return names
  }
  for (const [path, { isGone }] of drafts) {
    if (isGone === true) namesIn(dirname(path)).set(basename(path), 'gone')
    for (
      let [inner, kind]: [string, Drafted] = [path, 'file'];
      isGone !== true && dirname(inner) !== inner;
      [inner, kind] = [dirname(inner), 'folder']
    ) {
      const names = namesIn(dirname(inner))
      if (names.has(basename(inner))) break
      names.set(basename(inner), kind)
    }
  }
  return folders
}

function withDrafts(found: readonly Listed[] | undefined, drafted: ReadonlyMap<string, Drafted> | undefined): readonly Listed[] | undefined {
  if (drafted === undefined) return found
  const there = found?.filter(({ name }) => drafted.get(name) !== 'gone') ?? []
  const names = new Set(there.map(({ name }) => name))
  const more = [...drafted].flatMap(([name, kind]) => (kind === 'gone' || names.has(name) ? [] : { name, kind }))
  if (more.length === 0 && there.length === (found?.length ?? 0)) return found
  return [...there, ...more].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function readText(path: string, root: string): FileRead {
  if (path.includes('\0')) return { state: 'unreadable', why: 'the name holds a NUL character' }
  if (leaves(relative(root, path))) return { state: 'outside', why: 'leaves the root: not read' }
  try {
    const target = realpathSync.native(path)
    if (leaves(relative(root, target))) return { state: 'outside', why: 'leaves the root through a symbolic link: not read' }
    const stat = statSync(target)
    if (stat.isDirectory()) return { state: 'folder', why: 'is a folder' }
    if (!stat.isFile()) return { state: 'unreadable', why: 'is no regular file: not read' }
    if (stat.size > largest) return { state: 'unreadable', why: 'is larger than 10 MB: not read' }
    const bytes = readFileSync(target)
    const rights = { mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid }
    const decoded = decode(bytes)
    return decoded === undefined ? { state: 'binary', bytes, why: 'is not text', rights } : { state: 'text', ...decoded, rights }
  } catch (error) {
    return failure(error)
  }
}

function failure(error: unknown): FileRead {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'missing', why: 'does not exist' }
  if (code === 'EACCES' || code === 'EPERM') return { state: 'unreadable', why: 'may not be read: permission denied' }
  if (code === 'ELOOP') return { state: 'unreadable', why: 'is a loop of symbolic links' }
  return { state: 'unreadable', why: `cannot be read (${code})` }
}

function readFolder(path: string, root: string): readonly Listed[] | undefined {
  if (path.includes('\0') || leaves(relative(root, path))) return undefined
  try {
    const target = realpathSync.native(path)
    if (leaves(relative(root, target))) return undefined
    const entries = readdirSync(target, { withFileTypes: true })
    return entries
      .map((entry): Listed => ({ name: entry.name, kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other' }))
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  } catch {
    return undefined
  }
}

function leaves(relativePath: string): boolean {
  return relativePath === '..' || relativePath.startsWith(`..${sep}`) || isAbsolute(relativePath)
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

function statOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function slashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/')
}

/** The file of PATH with its folder's real path, so that display names and comparisons meet. */
export function realPathOf(path: string): string {
  return join(real(dirname(path)) ?? dirname(path), basename(path))
}
