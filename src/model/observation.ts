import type { Place } from './place.ts'
import type { SecretShape } from './text.ts'
import type { KeyStores } from './want.ts'
import type { Concern, Stake } from './vocabulary.ts'

/** What is said of one setting or one deed of a component: as its files have it, or as it was seen. */
export interface Observation {
  readonly concern: Concern
  readonly key: string
  readonly verdict: 'unsafe' | 'safe' | 'unknown'
  readonly trail: readonly Place[]
  readonly basis: 'default' | 'configured' | 'observed'
  /** One sentence: what is, and what it means. */
  readonly message: string
  /** Closed vocabulary or a redacted value, never a secret. */
  readonly actual: string
  readonly expected: string
  /** One line that a person can follow. */
  readonly fix: string
  readonly stake: Stake
  /** What is safe is so until then (ISO): a certificate, a licence to be trusted. */
  readonly until?: string
  /** The listener through which it is reached; absent: the farthest listener of the component. */
  readonly port?: number
  /** A value that is safe, as the product writes it: what a remedy sets. `null`: the key goes. Absent: only a person knows it. */
  readonly want?: string | null
  /** What is safe is a key that nobody knows, in this shape; all copies of the program have the same. */
  readonly wantSecret?: SecretShape
  /** What is safe are key stores: with a key by which data is encrypted, or for TLS in which clients show certificates too. */
  readonly wantStores?: KeyStores['for']
}

/** What is said of a setting whatever its verdict. `key`: a name that files use for it too, where one does. */
export type Remark = Pick<Observation, 'concern' | 'key' | 'stake' | 'expected' | 'fix' | 'want'>
