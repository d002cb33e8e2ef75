import type { Deployment } from './graph.ts'
import type { Place } from './place.ts'
import type { Reach, Stake, SubjectType } from './vocabulary.ts'

/** One judgement over the graph. Pure: same deployment, same judgements. It never names a product. */
export interface Control {
  /** `channel/encrypted`: folder and file. */
  readonly id: string
  /** The fault, as a finding shows it: short, lower case, no full stop. */
  readonly title: string
  readonly subject: SubjectType
  readonly documentation: Documentation
  /** What many components miss alike becomes one finding with many locations. */
  readonly grouped?: { readonly title: string }
  /** Judged when waivers and attestations were applied: it sees the deployment's notes. */
  readonly after?: 'books'
  readonly judge: (deployment: Deployment) => Iterable<Judgement>
}

/** Printed by `ringwall explain` and into docs/controls/. Plain paragraphs, no markup but backquotes. */
export interface Documentation {
  readonly why: string
  readonly how: string
  readonly falsePositives: string
  readonly fix: string
  /** Public rules that ask the same: `CIS Docker 5.14`. */
  readonly references: readonly string[]
}

export type Judgement = Passed | Failed | Undecided

interface Judged {
  readonly subject: string
  /** Tells two judgements of one control on one subject apart; part of the fingerprint. */
  readonly discriminator?: string
  /** Component whose technology and profile the finding concerns; for a channel its server end. */
  readonly component?: string
  /** For a channel: the component at the client's end. */
  readonly client?: string
  /** The product concern, where the control judges one; guide rows select by it. */
  readonly concern?: string
  /** The setting concerned, as people search for it; guide rows may select by it. */
  readonly key?: string
  /** Further components and settings that it concerns, where one secret is held by several; guide rows may select by them too. */
  readonly also?: readonly { readonly component: string; readonly key: string }[]
  readonly locations: readonly Place[]
}

export interface Passed extends Judged {
  readonly verdict: 'pass' | 'not-applicable'
}

export interface Failed extends Judged {
  readonly verdict: 'fail'
  /** Subject, what is, and why it matters here: one or two sentences, no secret value. */
  readonly message: string
  readonly expected: string
  readonly actual: string
  /** The smallest change that mends it, one line. */
  readonly fix: string
  readonly reach: Reach
  readonly stake: Stake
  readonly basis?: 'configured' | 'effective' | 'observed'
}

/** A failing judgement with its control. */
export interface FailedVerdict {
  readonly control: string
  readonly judgement: Failed
}

/** Nobody can tell: a result with a reason, never a pass. */
export interface Undecided extends Judged {
  readonly verdict: 'unknown'
  readonly message: string
}
