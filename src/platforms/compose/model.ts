import type { Place } from '../../model/place.ts'
import type { Documents } from './document.ts'
import type { Input } from '../input.ts'
import { newInput } from '../input.ts'
import type { Lookup } from './interpolate.ts'
import type { Budget, Field, Leaf, Table } from './tree.ts'

/** A Compose model after merging, before it is understood. */
export interface Model {
  name: Leaf | undefined
  /** The line that opens the services of the first file that has them. */
  at: Place | undefined
  readonly services: Map<string, Service>
  readonly networks: Map<string, Field>
  readonly volumes: Map<string, Field>
  readonly secrets: Map<string, Field>
  readonly configs: Map<string, Field>
}

export interface Service {
  readonly name: string
  /** The line of its key, in the file that defines it. */
  readonly at: Place
  readonly value: Table
  readonly lookup: Lookup
}

/** Files that are merged in order into one model: `-f a -f b`, a base with its override, an include with its own list. */
export interface Layers {
  readonly paths: readonly string[]
  /** Project directory: where relative paths start. */
  readonly base: string
  readonly lookup: Lookup
  readonly via: readonly Place[]
  /** Files whose reading led here, to see a loop of includes. */
  readonly above: readonly string[]
}

export const resourceKinds = ['networks', 'volumes', 'secrets', 'configs'] as const

export function emptyModel(): Model {
  return { name: undefined, at: undefined, services: new Map(), networks: new Map(), volumes: new Map(), secrets: new Map(), configs: new Map() }
}

/** What one deployment's reading shares: its files, what is noted about them, and how much work is left. */
export interface Session {
  readonly documents: Documents
  readonly inputs: Map<string, Input>
  readonly budget: Budget
}

export function newSession(documents: Documents): Session {
  return { documents, inputs: new Map(), budget: { values: 400_000, files: 300 } }
}

/** The record of a file; a file that is read in two ways has one. */
export function inputOf(session: Session, path: string, as: string): Input {
  let input = session.inputs.get(path)
  if (input === undefined) session.inputs.set(path, (input = newInput(session.documents.files.display(path), as)))
  return input
}
