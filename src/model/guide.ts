/** A published hardening page as a list of requirements, each with the findings that answer it. */
export interface Guide {
  readonly id: string
  readonly title: string
  /** In force without being asked for, when one of these technologies is part of the deployment. */
  readonly technologies: readonly string[]
  readonly requirements: readonly Requirement[]
}

export interface Requirement {
  /** Row id, such as `CNF-17`. */
  readonly id: string
  readonly text: string
  readonly answeredBy: readonly Selector[]
  /** What settles it where the files do not, in the order in which it is asked for. */
  readonly means?: readonly Means[]
  /** Whose word would settle it, and about what; beside `attestation` among the means. */
  readonly attest?: string
  /** What the guard does about it in front of the program, all of it needed; absent or empty where it does nothing. */
  readonly guarded?: readonly GuardAbility[]
  /** The platform changed: in other versions nobody asks for it. */
  readonly applies?: Applicability
}

/** `verify` asks the running system, `harden` changes both ends, `guard` stands in front; or the word of who runs the platform. */
export type Means = 'verify' | 'harden' | 'guard' | 'attestation'

/** One thing that the guard does for the programs behind it. */
export interface GuardAbility {
  /** One clause. */
  readonly does: string
  /** What of its settings shows it. */
  readonly answeredBy: readonly Selector[]
  /** Probes of `verify` that see it on the wire. */
  readonly verify: readonly string[]
  /** Live tests that attack it. */
  readonly attacks: readonly string[]
  /** Who comes through the guard meets it whatever the program does, so that the program's own lack is out of reach. */
  readonly instead?: true
  /** It is a way out beside others: that a program has no other one is for its own files to say. */
  readonly wayOut?: true
}

export interface Applicability {
  readonly technology: string
  /** Versions `[from, before)`; absent bounds are open. */
  readonly from?: string
  readonly before?: string
  readonly because: string
}

/** Selects findings: all members that are given must match. */
export interface Selector {
  readonly control: string
  /** Technology of the component concerned; for a channel that of its server end, or of its client with `from`. */
  readonly technology?: readonly string[]
  readonly from?: readonly string[]
  readonly role?: readonly string[]
  readonly concern?: readonly string[]
  /** Keys of the setting concerned. */
  readonly key?: readonly string[]
  /** What fails violates the row, but what passes does not show that it is met: an image without a moving tag may be old all the same. */
  readonly refutes?: true
}
