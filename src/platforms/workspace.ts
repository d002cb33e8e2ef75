import { resolve } from 'node:path'
import type { Cannot, TextChange } from '../model/change.ts'
import { applyEdits } from '../formats/edit.ts'
import { encode } from './encoding.ts'
import type { Draft, Files } from './files.ts'
import { modeOf } from './files.ts'

/** What a change came to: notes for whoever looks at it, or why it cannot be made. */
export type Outcome = readonly string[] | Cannot

/** Makes changes one after the other, until one cannot be made. */
export function inTurn<T>(what: Iterable<T>, change: (each: T) => Outcome): Outcome {
  const notes: string[] = []
  for (const each of what) {
    const done = change(each)
    if ('cannot' in done) return done
    notes.push(...done)
  }
  return notes
}

/** Files as they are to be: what was changed, over what is on the disk. Nothing is written. */
export interface Workspace {
  /** By absolute path. */
  readonly drafts: ReadonlyMap<string, Draft>
  /** The text of a file; `undefined` where there is none. */
  readonly read: (path: string) => string | undefined
  /** What is on the disk in a file that is no text; `undefined` where it is one, or none. */
  readonly binary: (path: string) => Uint8Array | undefined
  /** A draft as it is written: in the encoding of the file whose place it takes. `undefined` where that has not all its characters. */
  readonly bytes: (path: string) => Uint8Array | undefined
  /** Permission bits of a draft as it is written. */
  readonly mode: (path: string) => number
  /** Whether every user of the machine may read a file as it is to be: its mode says so, and those of the folders that lead to it from the root. */
  readonly isReadable: (path: string) => boolean
  /** A file that gets a secret: nobody but its owner and its group may read it then. `group`: by number; else the one that it has. */
  readonly close: (path: string, group?: number) => void
  /** The file is no more. */
  readonly remove: (path: string) => void
  /** A text for a file. What an earlier draft of it says of mode and owner stays where this one says nothing. */
  readonly put: (path: string, draft: Draft) => void
  /** Changes a text that is there. Gives the notes of the change, or why there is none. */
  readonly edit: (path: string, edit: (text: string) => TextChange) => Outcome
  /** The absolute path behind the name that reports show. */
  readonly path: (shown: string) => string
  /** The name shown to people. */
  readonly display: (path: string) => string
  /** A copy to try something on. */
  readonly fork: () => Workspace
}

/** @param files what is on the disk; nothing outside its root is ever drafted */
export function openWorkspace(files: Files, before: ReadonlyMap<string, Draft> = new Map()): Workspace {
  const drafts = new Map(before)
  const read = (path: string): string | undefined => {
    const draft = drafts.get(path)
    if (draft !== undefined) return draft.isGone === true ? undefined : draft.text
    const found = files.read(path)
    return found.state === 'text' ? found.text : undefined
  }
  const encoded = (path: string, text: string): Uint8Array | undefined => {
    const found = files.read(path)
    return encode(text, found.state === 'text' ? found.encoding : 'utf8')
  }
  const mode = (path: string): number => {
    const found = files.read(path)
    return modeOf(drafts.get(path) ?? { text: '' }, 'rights' in found ? found.rights.mode : undefined)
  }
  const binary = (path: string): Uint8Array | undefined => {
    const found = files.read(path)
    return found.state === 'binary' ? found.bytes : undefined
  }
  return {
    drafts,
    read,
    binary,
    mode,
    isReadable: (path) => (mode(path) & 0o004) !== 0 && files.isOpen(path),
    close(path, group) {
      const draft = drafts.get(path)
      if (draft !== undefined) drafts.set(path, { ...draft, closed: group === undefined ? {} : { group } })
    },
    remove: (path) => void drafts.set(path, { text: '', isGone: true }),
    bytes: (path) => (drafts.get(path)?.isBytes === true ? Buffer.from(drafts.get(path)!.text, 'latin1') : encoded(path, read(path) ?? '')),
    put(path, draft) {
      const old = drafts.get(path)
      drafts.set(path, { ...(old?.isGone === true ? {} : old), ...draft })
    },
    edit(path, edit) {
      const text = read(path)
      if (text === undefined) return { cannot: `${files.display(path)} cannot be read` }
      const change = edit(text)
      if ('cannot' in change) return { cannot: `${files.display(path)}: ${change.cannot}` }
      if (change.edits.length === 0) return change.notes
      const after = applyEdits(text, change.edits)
      if (encoded(path, after) === undefined) return { cannot: `${files.display(path)}: it cannot be written in its own encoding` }
      drafts.set(path, { ...drafts.get(path), text: after })
      return change.notes
    },
    path(shown) {
      for (const path of files.paths()) if (files.display(path) === shown) return path
      return resolve(files.folder, shown)
    },
    display: files.display,
    fork: () => openWorkspace(files, drafts),
  }
}
