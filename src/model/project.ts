import type { Place } from './place.ts'
import type { Authentication, Encryption, Protocol, Verification } from './vocabulary.ts'

/** What `ringwall.yaml` says. Every entry carries its place; paths are relative to the project file's folder. */
export interface Project {
  /** The project file's name, as shown to people. */
  readonly file: string
  readonly name?: string
  readonly sources: readonly ProjectSource[]
  readonly components: readonly DeclaredComponent[]
  readonly channels: readonly DeclaredChannel[]
  readonly zones: readonly DeclaredZone[]
  readonly guides: readonly { readonly name: string; readonly at: Place }[]
  readonly waivers: readonly Waiver[]
  readonly attestations: readonly Attestation[]
}

/** One place that components come from; all of them form one deployment. */
export type ProjectSource = ComposeSource | TreeSource | FilesSource

export interface ComposeSource {
  readonly kind: 'compose'
  readonly files: readonly string[]
  /** Variables instead of `.env`. */
  readonly envFiles: readonly string[]
  /** The machine whose container engine runs them. */
  readonly host?: string
  readonly at: Place
}

/** The root tree of a machine, or a copy of it: `etc/`, `usr/lib/systemd/` ... */
export interface TreeSource {
  readonly kind: 'tree'
  readonly host: string
  readonly tree: string
  /** IP addresses and names by which other components call the machine. */
  readonly addresses: readonly string[]
  /** Owners and modes of the files are the machine's own. */
  readonly permissions: boolean
  readonly at: Place
}

/** Loose configuration files in a folder. */
export interface FilesSource {
  readonly kind: 'files'
  readonly folder: string
  readonly host?: string
  readonly addresses: readonly string[]
  readonly at: Place
}

/** What is known of a component beside its files; one that no source finds is made of this alone. */
export interface DeclaredComponent {
  readonly id: string
  readonly technology?: string
  readonly version?: string
  readonly host?: string
  /** Files of its own; `as` is the path at which the program sees one. */
  readonly files: readonly { readonly file: string; readonly as?: string; readonly at: Place }[]
  /** IP addresses and names by which other components call it. */
  readonly addresses: readonly string[]
  readonly at: Place
}

/** A connection that no file shows, or of which somebody says more than the files do. */
export interface DeclaredChannel {
  readonly from: string
  /** Id of a component, or a host outside. */
  readonly to: string
  readonly port?: number
  readonly protocol?: Protocol
  readonly attested?: ChannelAttestation
  readonly at: Place
}

export interface ChannelAttestation extends Backed {
  readonly encryption?: Encryption
  readonly verification?: Verification
  readonly authentication?: Authentication
  /** Why it does not count: its evidence is not there. Found out where files are read. */
  readonly invalid?: string
}

export interface DeclaredZone {
  readonly name: string
  /** Ids of components, or names of hosts: then all components on them. */
  readonly members: readonly string[]
  /** No way out of it. */
  readonly internal: boolean
  readonly at: Place
}

/** Who vouches for a statement, with what, and for how long. */
interface Backed {
  readonly by: string
  /** A file inside the root; its SHA-256 is recorded. */
  readonly evidence?: string
  /** Last day that it holds, `YYYY-MM-DD`. */
  readonly until: string
  readonly at: Place
}

/** A finding that somebody accepts for a time. It stays in every report. */
export interface Waiver {
  /** Where it is written; an inline one is a comment on the finding's line or the line above. */
  readonly origin: 'project' | 'inline'
  /** All members that are given must match; there is a control or a row. */
  readonly control?: string
  readonly row?: string
  readonly subject?: string
  readonly component?: string
  readonly file?: string
  /** Of an inline one: the lines that it speaks of. */
  readonly lines?: readonly number[]
  readonly owner: string
  readonly reason: string
  /** Last day that it holds, `YYYY-MM-DD`. */
  readonly until: string
  readonly when?: WaiverCondition
  readonly at: Place
}

/** What must be so for a waiver to hold; checked again at each run. What nobody can tell does not hold. */
export interface WaiverCondition {
  /** No listener concerned is reached from farther away. */
  readonly exposure?: 'component' | 'zone' | 'loopback' | 'host'
  /** The listeners or the channel concerned take nothing but TLS. */
  readonly encryption?: 'required'
  /** Nothing else can reach the listeners concerned: not published, and no other component in their zones. */
  readonly onlyFrom?: readonly string[]
}

/** Somebody's word for what no file and no probe shows: it answers a row of a guide, or one finding. */
export interface Attestation extends Backed {
  readonly row?: string
  readonly control?: string
  /** With `control`: the subject of the finding that it answers; alone: the channel that it speaks of. */
  readonly subject?: string
  readonly statement: string
}

/** An attestation after its evidence was looked at, as the guide command takes it. */
export interface CheckedAttestation extends Attestation {
  /** SHA-256 of the evidence, in hexadecimal. */
  readonly sha256?: string
  /** Why it does not count: expired, or its evidence is not there. */
  readonly invalid?: string
}
