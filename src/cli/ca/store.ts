import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { Disk } from '../../storage/disk.ts'
import { replaceFile } from '../../storage/disk.ts'
import type { CaState } from './state.ts'
import { derivedFiles } from './state.ts'

/** An authority as it is on the disk. */
export interface Store {
  readonly folder: string
  /** How it is called in messages. */
  readonly shown: string
  readonly revision: number
  readonly state: CaState
}

/** States that are kept: the newest counts, the others tell what was before. */
const kept = 20

/** Reads the newest state. */
export function openStore(folder: string, shown: string): Store {
  const revision = revisions(folder).at(-1)
  if (revision === undefined)
    throw new RingwallError('no-such-path', `${shown}: there is no authority`, {
      hint: `"ringwall ca init ${shown}" makes one, --ca names another folder`,
    })
  return { folder, shown, revision, state: parsed(readFileSync(statePath(folder, revision), 'utf8'), `${shown}/state/${name(revision)}`) }
}

export function holdsAuthority(folder: string): boolean {
  return revisions(folder).length > 0
}

export function keyPath(folder: string, id: string): string {
  return join(folder, 'keys', `${id}.key`)
}

/**
 * Makes a new state the one that counts. Keys are written before it and are nobody's without it; the state becomes valid in one step,
 * and only where no other run made one meanwhile; files that follow from it are written behind it, and again with the next change.
 */
export function commit(store: Store, state: CaState, keys: Readonly<Record<string, string>>, disk: Disk): Store {
  const revision = store.revision + 1
  const { folder, shown } = store
  disk.folder(join(folder, 'state'), 0o700)
  disk.folder(join(folder, 'keys'), 0o700)
  for (const [id, text] of Object.entries(keys)) replaceFile(disk, keyPath(folder, id), text, 0o600)
  const draft = join(folder, 'state', `draft-${process.pid}`)
  disk.remove(draft)
  disk.create(draft, `${JSON.stringify(state, undefined, 2)}\n`, 0o600)
  try {
    disk.link(draft, statePath(folder, revision))
  } catch (cause) {
    if (!existsSync(statePath(folder, revision))) throw cause
    throw new RingwallError('unwritable', `${shown}: another run changed it meanwhile, and nothing of this one counts`, {
      hint: 'run it again',
      cause,
    })
  } finally {
    disk.remove(draft)
  }
  writeDerived(folder, state, disk)
  for (const old of revisions(folder).slice(0, -kept)) disk.remove(statePath(folder, old))
  return { folder, shown, revision, state }
}

/** The files that follow from the state, where they are not as they should be. */
function writeDerived(folder: string, state: CaState, disk: Disk): void {
  for (const file of staleFiles(folder, state)) replaceFile(disk, join(folder, file), derivedFiles(state)[file] ?? '', 0o644)
}

export function staleFiles(folder: string, state: CaState): readonly string[] {
  return Object.entries(derivedFiles(state)).flatMap(([file, text]) => {
    const path = join(folder, file)
    return existsSync(path) && readFileSync(path, 'utf8') === text ? [] : [file]
  })
}

function revisions(folder: string): readonly number[] {
  const states = join(folder, 'state')
  if (!existsSync(states)) return []
  return readdirSync(states)
    .flatMap((file) => (/^\d{8}\.json$/.test(file) ? [Number(file.slice(0, 8))] : []))
    .toSorted((one, other) => one - other)
}

function name(revision: number): string {
  return `${String(revision).padStart(8, '0')}.json`
}

function statePath(folder: string, revision: number): string {
  return join(folder, 'state', name(revision))
}

function parsed(text: string, shown: string): CaState {
  try {
    const value: unknown = JSON.parse(text)
    // only this program writes it, whole: its shape is not checked further
    if (typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'ringwall.ca/0') return value as CaState
  } catch {
    // told below
  }
  throw new RingwallError('unreadable', `${shown}: it is no state of an authority`, { hint: 'the state before it stands beside it' })
}
