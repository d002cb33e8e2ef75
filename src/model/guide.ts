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
  /** The platform changed: in other versions nobody asks for it. */
  readonly applies?: Applicability
}

/**
 * `verify` asks the running system; `harden` changes both ends and `guard` stands in front (both are planned); or the word of who runs the
 * platform.
 */
export type Means = 'verify' | 'harden' | 'guard' | 'attestation'

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
