import type { Means } from './guide.ts'
import type { Location } from './report.ts'

/** What a guide's row comes to, after everything that was read. */
export type RowVerdict = 'violated' | 'waived' | 'unknown' | 'attested' | 'enforced' | 'not-applicable'

/** A guide, row by row. */
export interface GuideAnswer {
  readonly guide: string
  readonly title: string
  readonly deployments: readonly string[]
  readonly rows: readonly RowAnswer[]
  readonly summary: Readonly<Record<RowVerdict, number>>
}

export interface RowAnswer {
  readonly id: string
  readonly text: string
  readonly verdict: RowVerdict
  /** One sentence: why it is so. */
  readonly why: string
  /** One sentence: what would settle it, or mend it; empty for a row that is enforced or does not apply. */
  readonly settle: string
  readonly means: readonly Means[]
  readonly evidence: readonly Evidence[]
  /** What the guard does about it in front of the program; absent where it does nothing, or the row does not apply. */
  readonly guard?: GuardWord
}

export interface GuardWord {
  /** `does`: it stands there and its settings say so. `could`: it stands there and they do not. `absent`: no guard.yaml was found. */
  readonly state: 'does' | 'could' | 'absent'
  /** A clause each. */
  readonly does: readonly string[]
  /** Probes of `verify` that see it on the wire. */
  readonly verify: readonly string[]
  /** Tests against a running guard (`npm run attack`). */
  readonly attacks: readonly string[]
}

/** A judgement, or somebody's word, that the verdict rests on. */
export interface Evidence {
  readonly verdict: 'fail' | 'waived' | 'unknown' | 'attested' | 'pass'
  readonly deployment: string
  readonly control: string
  readonly subject: string
  readonly message: string
  readonly fix: string
  readonly locations: readonly Location[]
  /** Answers of the running system that it rests on, by their ids in the report of `verify`; absent where files alone tell. */
  readonly answers?: readonly string[]
}
