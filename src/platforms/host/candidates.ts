import { basename, dirname } from 'node:path'
import type { ConfigurationFile } from '../../model/technology.ts'
import type { Files } from '../files.ts'

/** What a product's settings files look like: a technology, as far as this platform needs to know it. */
export interface Kind {
  readonly id: string
  readonly files?: readonly ConfigurationFile[]
}

/** A settings file of a product, found in a folder. */
export interface Candidate {
  readonly path: string
  readonly technology: string
  readonly file: ConfigurationFile
  /** What sets its name apart from the usual one: `ssl` of `coopr-site.ssl.xml`, `example`, `prod`; empty for the usual one. */
  readonly tag: string
}

/** A file that has the name of a product's settings, and cannot be read. */
export interface Unread {
  readonly path: string
  /** Without its name: `is not text`. */
  readonly why: string
}

/** Endings of examples and templates: the rest is the name that the program would look for. */
const samples = /(?:\.(?:example|sample|dist|default|template|tmpl|tpl|j2|jinja2?|erb|in|orig|bak|old))+$/i

/** Characters of a file that are looked at to tell what it is. */
const telling = 65_536

/** Finds the product that a file belongs to, by its name and its text. */
export function candidateAt(path: string, kinds: readonly Kind[], files: Files): Candidate | undefined {
  const name = basename(path)
  const plain = name.replace(samples, '')
  let text: string | undefined
  for (const { id, files: entries = [] } of kinds) {
    for (const entry of entries) {
      if (!entry.name.test(name) && !entry.name.test(plain)) continue
      if (entry.content !== undefined) {
        text ??= headOf(path, files)
        if (!entry.content.test(text)) continue
      }
      return { path, technology: id, file: entry, tag: tagOf(name, entry) }
    }
  }
  return undefined
}

/**
 * Why a file that has the name of a product's settings tells nothing of itself: it is no text, or may not be read. A pattern that takes any
 * name without an ending (nginx calls its sites so), also one of other letters, makes no settings of a program or of a database's file.
 */
export function unreadAt(path: string, kinds: readonly Kind[], files: Files): readonly Unread[] {
  const name = basename(path)
  const plain = name.replace(samples, '')
  const isTelling = (entry: ConfigurationFile, each: string): boolean =>
    entry.name.test(each) && (/\.[a-z]\w*$/i.test(each) || !entry.name.test(each.replace(/[a-z]/gi, 'q')))
  const named = kinds.some(({ files: entries = [] }) => entries.some((entry) => isTelling(entry, name) || isTelling(entry, plain)))
  const read = named ? files.read(path) : undefined
  return read?.state === 'binary' || read?.state === 'unreadable' ? [{ path, why: read.why }] : []
}

function headOf(path: string, files: Files): string {
  const read = files.read(path)
  return read.state === 'text' ? read.text.slice(0, telling).replace(/^\ufeff/, '') : ''
}

/** The words of the name that the usual name does not have. */
function tagOf(name: string, { at }: ConfigurationFile): string {
  const usual = new Set(words(at.endsWith('/') ? name.replace(samples, '') : basename(at)))
  return words(name)
    .filter((word) => !usual.has(word))
    .join('-')
}

function words(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
}

/** Files that make one component together. */
export interface Bundle {
  readonly technology: string
  readonly tag: string
  readonly folder: string
  readonly members: readonly Candidate[]
}

/**
 * Puts files together that one program reads: those of one product in one folder whose names are set apart alike. The same place twice is
 * two programs; a part (a list, an ACL) goes with the others, and stands alone only where there are none.
 */
export function bundles(candidates: readonly Candidate[]): readonly Bundle[] {
  const groups: { technology: string; tag: string; folder: string; members: Candidate[] }[] = []
  const sorted = candidates.toSorted((a, b) => Number(a.file.part === true) - Number(b.file.part === true))
  for (const candidate of sorted) {
    const { technology, tag } = candidate
    const folder = dirname(candidate.path)
    const near = groups.filter((group) => group.technology === technology && group.folder === folder)
    const place = placeOf(candidate)
    if (candidate.file.part === true && near.length > 0) {
      const own = near.filter((group) => group.tag === tag)
      for (const group of own.length > 0 ? own : tag === '' ? near : []) if (!holds(group.members, place)) group.members.push(candidate)
      if (own.length > 0 || tag === '') continue
    }
    const joined = near.find((group) => group.tag === tag && !holds(group.members, place))
    if (joined === undefined) groups.push({ technology, tag, folder, members: [candidate] })
    else joined.members.push(candidate)
  }
  return withoutFragments(groups)
}

function holds(members: readonly Candidate[], place: string): boolean {
  return members.some((member) => placeOf(member) === place)
}

/** The path at which the program finds the file. */
export function placeOf({ file, path }: Candidate): string {
  return file.at.endsWith('/') ? file.at + basename(path) : file.at
}

/** Files of a folder such as `conf.d` belong to the main file above them, which says whether it includes them. */
function withoutFragments(groups: readonly Bundle[]): readonly Bundle[] {
  return groups.filter(
    (group) =>
      !isFragment(group) ||
      !groups.some(
        (other) =>
          other.technology === group.technology &&
          !isFragment(other) &&
          (group.folder === other.folder || group.folder.startsWith(`${other.folder}/`)),
      ),
  )
}

function isFragment({ members }: Bundle): boolean {
  return members.every(({ file }) => file.at.endsWith('/'))
}
