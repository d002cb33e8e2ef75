import type { Place } from './place.ts'

/** Something that is wrong with a waiver or an attestation. */
export interface BookNote {
  readonly kind: 'expired' | 'condition' | 'stale' | 'incomplete' | 'attestation'
  /** Which one, in words that do not change with its line: `waiver of listener/all-interfaces for redis`. */
  readonly of: string
  readonly place: Place
  /** One or two sentences. */
  readonly message: string
  readonly actual: string
}
