import type { Component, Deployment } from './graph.ts'
import type { Keeping } from './keeping.ts'
import type { Place } from './place.ts'
import type { Secret, Text } from './text.ts'
import type { Want } from './want.ts'

/** One change of a component, whatever starts it. The platform says how it is written: in place, as an override, as a drop-in. */
export type Change =
  /** A variable of its environment; `undefined` takes it out. */
  | { readonly kind: 'variable'; readonly name: string; readonly value: Text | undefined }
  /** A variable whose text is changed as it is written: what refers to other values goes on referring to them. */
  | { readonly kind: 'rewritten'; readonly name: string; readonly rewrite: Rewrite }
  /** A variable that names a file with this secret, as the `NAME_FILE` of many images. */
  | { readonly kind: 'secret-file'; readonly name: string; readonly secret: Secret }
  /** A secret's value where it is written, whatever the file: at its places the old value becomes the new one. */
  | ReplacedSecret
  | KeptSecrets
  /** A key of a settings file, by the file's own format; `null` takes it out. */
  | { readonly kind: 'key'; readonly place: Place; readonly key: string; readonly value: Text | null }
  /** Its arguments, all of them. */
  | { readonly kind: 'command'; readonly words: readonly Text[] }
  /** A file that it reads and that is written in the deployment; `edit` gets the text as it is. */
  | { readonly kind: 'edit'; readonly path: string; readonly edit: (text: string) => TextChange }
  /** A file that it is to find; one that is there already gets this text. */
  | NewFile
  | { readonly kind: 'publication'; readonly port: number; readonly to: PublishedTo }
  /** A port is published at `published`, at the same addresses as another one that is. */
  | { readonly kind: 'published-too'; readonly port: number; readonly published: number; readonly like: number }
  | { readonly kind: 'confinement'; readonly confinement: Confinement }
  /** A named volume at a path where it keeps what must not be lost. */
  | { readonly kind: 'volume'; readonly path: string; readonly name: string }
  /** What is mounted there is read and not written. */
  | { readonly kind: 'read-only-mount'; readonly path: string }
  /** Nothing is mounted there any more. */
  | { readonly kind: 'no-mount'; readonly path: string }
  /** The networks that it is on, all of them. */
  | { readonly kind: 'membership'; readonly networks: readonly Membership[] }
  /** A network of its deployment. `internal`: no way out; `open`: one with a way out; `gone`: nobody is on it any more. */
  | { readonly kind: 'network'; readonly name: string; readonly is: 'internal' | 'open' | 'gone' }
  | Readdressed
  | Sidecar
  | Run

/** What a platform writes into files: all but what runs. */
export type WrittenChange = Exclude<Change, Run>

export interface ReplacedSecret {
  readonly kind: 'replaced-secret'
  readonly old: string
  readonly places: readonly Place[]
  /** The setting that holds it; its last word tells the value from others on the line. */
  readonly key: string
  readonly secret: Secret
}

/** Variables that get their secrets when the program starts, from where these are kept: they stand in no file of its environment any more. */
export interface KeptSecrets {
  readonly kind: 'kept-secrets'
  readonly variables: readonly { readonly name: string; readonly text: Text }[]
  readonly keeping: Keeping
}

/** Where a client's settings name a host, they name another one: at these places, and nowhere else. The port stays. */
export interface Readdressed {
  readonly kind: 'readdressed'
  readonly old: string
  readonly host: string
  readonly places: readonly Place[]
}

/** A service of its own in the component's network namespace: what the component says on its loopback, only the two of them hear. */
export interface Sidecar {
  readonly kind: 'sidecar'
  /** Of the new service. */
  readonly name: string
  /** With its tag; whoever wants a digest adds it. */
  readonly image: string
  /** What the image is made of, where nobody publishes it. */
  readonly dockerfile?: string
  readonly command: readonly string[]
  readonly files: readonly NewFile[]
  /** Paths of the host that it sees, under the same names. */
  readonly host?: readonly string[]
  readonly user: number
  /** Paths in memory that it writes. */
  readonly writes: readonly string[]
}

/**
 * A program inside of it, once it runs with the files of the phase: for what a store has already, which no file changes. It does the same
 * however often it is run, and no secret is among its words.
 */
export interface Run {
  readonly kind: 'run'
  readonly words: readonly string[]
  /** When a person has to, and what for: `where DB has data already`. */
  readonly why: string
}

/** `port`: the same published port leads to another one of the program. */
export type PublishedTo = 'loopback' | 'nobody' | { readonly port: number }

/** `isValue`: the text is a value that comes from elsewhere as a whole, and its secrets are to be pieces; otherwise it may have `${NAME}`. */
export type Rewrite = (text: string, isValue: boolean) => Text | Cannot

export interface NewFile {
  readonly kind: 'file'
  /** Absolute, as the program sees it. */
  readonly path: string
  readonly text: string
  /** Each character of the text is a byte. */
  readonly isBytes?: true
  /** Nobody but its reader may read it. */
  readonly isSecret: boolean
  /** Numbers of the user and group that the program runs as in its image, where only they may read it. */
  readonly owner?: { readonly user: number; readonly group: number }
}

/** Edits of one text, with notes for whoever looks at them; or why there are none. What the editors of `formats` give. */
export type TextChange =
  | { readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[]; readonly notes: readonly string[] }
  | Cannot

export interface Cannot {
  readonly cannot: string
}

export interface Membership {
  readonly network: string
  /** Names by which others there find it, beside its own. */
  readonly aliases: readonly string[]
}

/** What a container is not to have, or not to do. */
export interface Confinement {
  readonly noNewPrivileges?: true
  /** All capabilities go but these. */
  readonly capabilities?: readonly string[]
  /** The root file system cannot be written, but for these paths in memory. */
  readonly readOnly?: readonly string[]
  readonly user?: string
  readonly memory?: string
  readonly cpus?: string
  readonly processes?: number
  readonly restart?: string
  readonly healthcheck?: readonly string[]
  /** What a service manager takes from the process, by its own names: `NoNewPrivileges`, `ProtectSystem`. */
  readonly sandbox?: readonly string[]
}

/** What a technology answers to a want; without a reason its product has no way. */
export type Edited =
  | { readonly cannot: string; readonly reason?: 'file-cannot' | 'not-in-files' | 'needs-person' | 'no-remedy' | 'other-end' | 'would-break' }
  | { readonly changes: readonly Change[]; readonly notes?: readonly string[] }

/** How a technology brings a want about in one of its components. Pure: the platform writes the changes. */
export type EditTechnology = (want: Want, component: Component, deployment: Deployment) => Edited
