import type { Cannot, Change } from './change.ts'
import type { FailedVerdict } from './control.ts'
import type { Deployment } from './graph.ts'
import type { Keeping } from './keeping.ts'
import type { Secret, SecretShape } from './text.ts'
import type { Identity, KeyStore, Want } from './want.ts'

/** Turns verdicts into changes across components: pure, but for what its tools make up. */
export interface Remedy {
  readonly id: string
  readonly title: string
  /** Controls whose findings it answers. */
  readonly answers: readonly string[]
  /** Asked when the others have nothing more to propose: what they change may make it needless. */
  readonly last?: true
  readonly propose: (judged: JudgedDeployment, tools: RemedyTools) => Promise<readonly Proposed[]> | readonly Proposed[]
}

export interface JudgedDeployment {
  readonly deployment: Deployment
  /** What fails of the controls that the remedy answers. */
  readonly failed: readonly FailedVerdict[]
}

export type Proposed = Proposal | LeftOpen

/** Changes that belong together: all of them are made, or none. */
export interface Proposal {
  /** The same for the same thing, whatever the round: `ports redis:6379`. */
  readonly id: string
  /** What is done, for people: `redis:6379 is published on loopback only`. */
  readonly title: string
  readonly answers: readonly Answers[]
  readonly steps: readonly Step[]
  /** What may break with it, and how that is checked. */
  readonly risks: readonly string[]
}

/** The findings concerned; without a subject all of the control. */
export interface Answers {
  readonly control: string
  readonly subject?: string
}

/** `accept`: servers take both, old and new. `switch`: clients change. `close`: servers refuse the old. */
export const phases = ['accept', 'switch', 'close'] as const

export type Phase = (typeof phases)[number]

export interface Step {
  readonly component: string
  readonly phase: Phase
  readonly does: Want | Change
}

/** Why something stays as it is: a closed list. */
export type OpenReason =
  /** the product has no way to do it */
  | 'product-cannot'
  /** the file cannot be changed as it is written: a template, an alias, a computation */
  | 'file-cannot'
  /** it is decided in code, in an image or outside of the files */
  | 'not-in-files'
  /** the other end belongs to somebody else */
  | 'other-end'
  /** it would stop something that works */
  | 'would-break'
  /** only a person knows */
  | 'needs-person'
  /** Ringwall has no remedy for it */
  | 'no-remedy'
  /** its remedy was carried out, and the finding is still there */
  | 'no-effect'

export interface LeftOpen {
  readonly answers: readonly Answers[]
  readonly reason: OpenReason
  readonly why: string
}

export interface RemedyTools {
  /** ISO 8601. */
  readonly now: string
  /** A new secret; the same for the same name. Without a shape 48 hexadecimal digits, which no format has to quote. */
  readonly secret: (name: string, shape?: SecretShape) => Secret
  /** An issuer of certificates for names that the world knows (RFC 8555), where the call names one. */
  readonly acme?: string
  /** Where secrets of environments are to be kept; absent: in files, as they are. */
  readonly keeping?: Keeping
  /** A certificate of the deployment's authority for a component, of a server unless it says otherwise; the same for the same names. */
  readonly identity: (component: string, names: readonly string[], usage?: 'server' | 'client') => Promise<Identity>
  /** A key store with a new password; the same for the same name. */
  readonly keyStore: (name: string, content: KeyStoreContent) => Promise<KeyStore>
  /**
   * Key stores that are there (JKS, PKCS #12) under one new password, for their keys too. The same for the same stores, whatever deployment
   * asks; `name`: of the password.
   */
  readonly resealed: (name: string, sealed: SealedStores) => Promise<ResealedStores | Cannot>
  /** Tries one step on the files as they are; why it cannot be carried out, `undefined` where it can. */
  readonly trouble: (component: string, does: Want | Change) => Trouble | undefined
}

/** A new AES key, a certificate with its key, or whom to trust. */
export type KeyStoreContent =
  | { readonly holds: 'secret'; readonly bits: 128 | 256 }
  | { readonly holds: 'identity'; readonly identity: Identity }
  | { readonly holds: 'trust'; readonly authority: string }

export interface SealedStores {
  /** By file. */
  readonly stores: ReadonlyMap<string, Uint8Array>
  /** What may open them, or a key in them. */
  readonly passwords: readonly string[]
}

/** `texts`: by file; each character is a byte. */
export interface ResealedStores {
  readonly texts: ReadonlyMap<string, string>
  readonly password: Secret
}

export interface Trouble {
  readonly reason: OpenReason
  readonly why: string
}
