import type { Basis } from './fact.ts'
import type { FileAccess, OpenedFile } from './input.ts'
import type { Place } from './place.ts'
import type { Authentication, Encryption, Protocol } from './vocabulary.ts'
import type { Observation } from './technology.ts'

/** One step of what was said on the wire, in words of ours: no secret, no raw bytes. */
export interface TranscriptLine {
  readonly direction: 'sent' | 'received' | 'note'
  readonly text: string
  readonly bytes: number
}

/** Where something is asked. */
export interface Asked {
  /** Id of a listener, or the target as the user named it. */
  readonly id: string
  readonly component: string
  readonly host: string
  readonly port: number
  readonly protocol: Protocol
}

/** A certificate as the server sent it. */
export interface SentCertificate {
  readonly names: readonly string[]
  readonly notBefore: string
  readonly notAfter: string
  readonly key: { readonly type: string; readonly bits: number | undefined }
  /** `SHA-1` or older. */
  readonly brokenDigest?: string
  /** As it was sent, in DER: the certificate itself first. */
  readonly chain: readonly Uint8Array[]
}

/** A TCP socket that takes connections, as the kernel lists it. */
export interface OpenSocket {
  /** As people write it: `0.0.0.0`, `::`, `10.0.0.5`. */
  readonly address: string
  readonly port: number
  /** Who opened it, by number. */
  readonly user: number
}

/** One log-in that an experiment tried. Its password stands nowhere. */
export interface Try {
  readonly account: string
  /** Which password: who published it, `secret A`, `made up`. */
  readonly pair: string
  readonly outcome: string
}

/** What an answer proves. All members default to nothing. */
export interface Learned {
  /** One clause: what the wire says. */
  readonly said: string
  readonly tls?: Encryption
  readonly authentication?: Authentication
  readonly certificate?: SentCertificate
  /** Without TLS, clients are only sent on to TLS on the same host; `elsewhere`: on another one. */
  readonly redirects?: boolean | 'elsewhere'
  /** Public key by which a host proved who it is: its kind and `SHA256:...`. */
  readonly hostKey?: { readonly type: string; readonly fingerprint: string }
  /** Version that the server told of itself. */
  readonly version?: string
  readonly observations?: readonly Observation[]
  /** All sockets that take connections where the component runs. */
  readonly sockets?: readonly OpenSocket[]
  /** Number of the user that its main process runs as now. */
  readonly runsAs?: number
  /** Owners and modes of files that the component reads, as its machine tells them. */
  readonly files?: readonly (OpenedFile & { readonly access: FileAccess })[]
  /** What this answer was to prove and does not, each with its reason: never a pass. */
  readonly unproven?: readonly string[]
  /** Every log-in that was tried, in order. */
  readonly tries?: readonly Try[]
  /** What an experiment wrote and could not remove, and how to: the run fails. */
  readonly leftBehind?: string
}

/** One probe's answer with its evidence. */
export interface Answer {
  readonly probe: string
  readonly asked: Asked
  /** Where it was asked from. */
  readonly vantage: string
  /** `answered`: it proves what `learned` says. `unproven`: it was asked and proves nothing. `not-asked`: `why` says why not. */
  readonly outcome: 'answered' | 'unproven' | 'not-asked'
  readonly why?: string
  /** Whose fault it is that there is no answer. */
  readonly fault?: { readonly whose: 'server' | 'network' | 'us'; readonly kind: string; readonly detail: string }
  readonly learned?: Learned
  readonly transcript: readonly TranscriptLine[]
  /** ISO 8601. */
  readonly at: string
  readonly milliseconds: number
}

/** Files and wire say different things of a listener. */
export interface Disagreement {
  readonly listener: string
  readonly property: 'tls' | 'authentication' | 'redirects'
  readonly declared: string
  readonly observed: string
  /** What the declared value rests on. */
  readonly basis: Basis
  readonly trail: readonly Place[]
  readonly probe: string
  readonly vantage: string
}
